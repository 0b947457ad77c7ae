"""A provider that lies: nothing of an ID token is taken but what the standard says is proved."""

import base64
import hmac
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from plumbline.accounts import steps
from plumbline.accounts.provider import Claims, Provider, ProviderStep, new_step
from plumbline.accounts.provider_settings import ProviderSettings
from plumbline.kit.clock import SystemClock
from plumbline.kit.errors import NotSignedIn, Unavailable

ISSUER = "https://provider.example"
BACK = "https://testserver.local/sign-in/provider/callback"
KEY, OTHER_KEY = (RSAKey.generate_key(2048, {"kid": kid}, private=True) for kid in ("one", "other"))


class Lying:
    """A provider whose answers a test decides on."""

    def __init__(self) -> None:
        self.step: ProviderStep = new_step(steps.new_id(), SystemClock().now(), "/")
        self.asked: list[httpx.Request] = []
        self.claims: dict[str, Any] = {
            "iss": ISSUER, "aud": "plumbline", "sub": "s1", "nonce": self.step.nonce,
            "iat": int(time.time()), "exp": int(time.time()) + 300,
            "email": "ada@example.org", "email_verified": True,
        }  # fmt: skip
        self.metadata = {
            "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "jwks_uri": f"{ISSUER}/jwks",
            "token_endpoint": f"{ISSUER}/token", "userinfo_endpoint": f"{ISSUER}/me",
        }  # fmt: skip
        self.key: Any = KEY
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.more: dict[str, Any] = {}
        self.token: str | None = None
        self.status = 200

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, json=self.metadata)
            case "/jwks":
                return httpx.Response(200, json={"keys": [KEY.as_dict(private=False)]})
            case "/me":
                return httpx.Response(200, json=self.more)
            case _:
                sent = self.token or jwt.encode(self.header, self.claims, self.key)
                return httpx.Response(self.status, json={"id_token": sent, "access_token": "a"})

    def ask(self) -> Claims:
        """What our side makes of it."""
        known = ProviderSettings(
            issuer=ISSUER, client_id="plumbline", client_secret="s", name="x", redirect_uri=BACK
        )
        provider = Provider(known, SystemClock(), httpx.MockTransport(self))
        challenge = parse_qs(urlsplit(provider.address(self.step)).query)["code_challenge"][0]
        try:
            return provider.claims(self.step, "the code")
        finally:
            sent = [parse_qs(request.content.decode()) for request in self.asked if request.method == "POST"]
            verifier = sent[0]["code_verifier"][0]
            made = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")
            assert made == challenge, "the verifier is the one whose hash went ahead (RFC 7636)"
            assert sent[0]["redirect_uri"] == [BACK]


NONE, HMAC = b'{"alg":"none"}', b'{"alg":"HS256","kid":"one"}'


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unknown_key(lying: Lying) -> None:
    lying.key, lying.header = OTHER_KEY, {"alg": "RS256", "kid": "other"}


def _unsigned(lying: Lying) -> None:
    _, body, _ = jwt.encode(lying.header, lying.claims, KEY).split(".")
    lying.token = f"{_text(NONE)}.{body}."


def _by_public_key(lying: Lying) -> None:
    _, body, _ = jwt.encode(lying.header, lying.claims, KEY).split(".")
    signed = f"{_text(HMAC)}.{body}"
    digest = hmac.digest(KEY.as_pem(private=False), signed.encode(), "sha256")
    lying.token = f"{signed}.{_text(digest)}"


LIES: dict[str, Callable[[Lying], Any]] = {
    "another issuer": lambda lying: lying.claims.update(iss="https://elsewhere.example"),
    "another audience": lambda lying: lying.claims.update(aud="another client"),
    "several audiences and no party": lambda lying: lying.claims.update(aud=["plumbline", "another"]),
    "another party": lambda lying: lying.claims.update(azp="another client"),
    "run out": lambda lying: lying.claims.update(exp=int(time.time()) - 120),
    "of the future": lambda lying: lying.claims.update(iat=int(time.time()) + 600),
    "no end": lambda lying: lying.claims.pop("exp"),
    "another nonce": lambda lying: lying.claims.update(nonce="n" * 43),
    "no nonce": lambda lying: lying.claims.pop("nonce"),
    "no subject": lambda lying: lying.claims.pop("sub"),
    "an empty subject": lambda lying: lying.claims.update(sub=""),
    "a subject too long": lambda lying: lying.claims.update(sub="s" * 256),
    "another key": lambda lying: setattr(lying, "key", OTHER_KEY),
    "a key nobody knows": _unknown_key,
    "no signature": _unsigned,
    "signed with the public key as a password": _by_public_key,
    "no token": lambda lying: setattr(lying, "token", "not.a.token"),
    "an error": lambda lying: setattr(lying, "status", 400),
}  # fmt: skip


def test_the_truth_is_taken() -> None:
    """So that the lies below are refused for what they say."""
    assert Lying().ask() == Claims(issuer=ISSUER, subject="s1", email="ada@example.org")


@pytest.mark.parametrize("name", sorted(LIES))
def test_a_lie_is_refused(name: str) -> None:
    """Whatever of the ID token is not as the standard asks (3.1.3.7)."""
    lying = Lying()
    LIES[name](lying)
    with pytest.raises(NotSignedIn):
        lying.ask()


@pytest.mark.parametrize(("subject", "email"), [("s1", "ada@example.org"), ("s2", None)])
def test_an_address_told_beside_the_token_counts_for_the_same_person_only(
    subject: str, email: str | None
) -> None:
    """The user-info answer of another subject is left alone (5.3.2)."""
    lying = Lying()
    for name in ("email", "email_verified"):
        del lying.claims[name]
    lying.more = {"sub": subject, "email": "ada@example.org", "email_verified": True}
    assert lying.ask().email == email


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://provider.example/token"},
        {"jwks_uri": 5},
    ],
)
def test_a_provider_that_describes_itself_wrongly_is_not_asked(change: dict[str, Any]) -> None:
    """Another issuer, an address without encryption: the browser is not even sent there."""
    lying = Lying()
    lying.metadata.update(change)
    known = ProviderSettings(issuer=ISSUER, client_id="x", client_secret="s", name="x", redirect_uri=BACK)
    with pytest.raises(Unavailable):
        Provider(known, SystemClock(), httpx.MockTransport(lying)).address(lying.step)
