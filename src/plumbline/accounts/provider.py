"""One identity provider (OpenID Connect Core 1.0, code flow with PKCE), asked over the network.

Everything that it sends is checked here: who issued the token, for whom, until when, for which
sign-in, and with whose signature. Only what was checked leaves this file, as `Claims`.
"""

import base64
import secrets
import threading
from datetime import datetime
from hashlib import sha256
from hmac import compare_digest
from typing import Any, Final
from urllib.parse import urlencode

import httpx
import msgspec
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from plumbline.accounts.provider_settings import ProviderSettings, is_safe
from plumbline.accounts.steps import Step
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotSignedIn, Unavailable

ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
SCOPE: Final = "openid profile email"
SECONDS: Final = 5.0
LEEWAY_SECONDS: Final = 60
LONGEST_SUBJECT: Final = 255  # OpenID Connect Core 1.0, section 2


class ProviderStep(Step, frozen=True, kw_only=True):
    """A sign-in that is away at the provider. `state` is the step's id."""

    nonce: str
    verifier: str


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """Whom the provider says it is. `email` is None unless the provider has checked it."""

    issuer: str
    subject: str
    email: str | None


class _Metadata(msgspec.Struct, frozen=True):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None = None


class Provider:
    """The provider that the settings name. Share one per process; many threads may use it."""

    def __init__(
        self, settings: ProviderSettings, clock: Clock, transport: httpx.BaseTransport | None = None
    ) -> None:
        self.name = settings.name
        self._settings = settings
        self._clock = clock
        self._lock = threading.Lock()
        self._metadata: _Metadata | None = None
        self._keys: KeySet | None = None
        self._http = httpx.Client(
            timeout=SECONDS, follow_redirects=False, trust_env=False, transport=transport
        )

    def close(self) -> None:
        """Give its connections back."""
        self._http.close()

    def address(self, step: ProviderStep) -> str:
        """Where the browser goes to sign in. Raises `Unavailable`."""
        challenge = base64.urlsafe_b64encode(sha256(step.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": self._settings.redirect_uri,
            "scope": SCOPE,
            "state": step.id,
            "nonce": step.nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
        endpoint = self._described().authorization_endpoint
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"

    def claims(self, step: ProviderStep, code: str) -> Claims:
        """Whom a code stands for. Raises `NotSignedIn` for one that is wrong, used or not for us."""
        tokens = self._exchange(step, code)
        claims = self._checked(str(tokens.get("id_token", "")), step)
        if "email" not in claims:
            claims |= self._more(claims["sub"], str(tokens.get("access_token", "")))
        verified = claims.get("email_verified") is True and isinstance(claims.get("email"), str)
        return Claims(
            issuer=self._settings.issuer,
            subject=claims["sub"],
            email=claims["email"] if verified else None,
        )

    def _exchange(self, step: ProviderStep, code: str) -> dict[str, Any]:
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._settings.redirect_uri,
            "code_verifier": step.verifier,
        }
        auth = httpx.BasicAuth(self._settings.client_id, self._settings.client_secret)
        answer = self._ask("POST", self._described().token_endpoint, data=sent, auth=auth)
        if answer.status_code != 200:
            raise _refused()
        return _object(answer)

    def _checked(self, token: str, step: ProviderStep) -> dict[str, Any]:
        """The claims of an ID token, once everything in section 3.1.3.7 of the standard holds."""
        rules = jwt.JWTClaimsRegistry(
            now=int(self._clock.now().timestamp()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self._settings.issuer},
            aud={"essential": True, "value": self._settings.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True},
        )
        try:
            claims = self._decoded(token)
            rules.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise _refused() from error
        own = compare_digest(str(claims["nonce"]).encode(), step.nonce.encode())
        party = claims.get("azp", self._settings.client_id) == self._settings.client_id
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims
        subject = claims["sub"]
        named = isinstance(subject, str) and 0 < len(subject) <= LONGEST_SUBJECT and subject.isprintable()
        if not (own and party and named) or several:
            raise _refused()
        return claims

    def _decoded(self, token: str) -> dict[str, Any]:
        """The claims behind a signature of the provider; its keys are asked for anew when none fits."""
        try:
            return dict(jwt.decode(token, self._key_set(), algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError):
            return dict(jwt.decode(token, self._key_set(anew=True), algorithms=ALGORITHMS).claims)

    def _more(self, subject: str, access_token: str) -> dict[str, Any]:
        """What the provider tells about the person beside the ID token (section 5.3)."""
        endpoint = self._described().userinfo_endpoint
        if endpoint is None or not access_token:
            return {}
        answer = self._ask("GET", endpoint, headers={"authorization": f"Bearer {access_token}"})
        told = _object(answer) if answer.status_code == 200 else {}
        if told.get("sub") != subject:  # 5.3.2: it must be the same person
            return {}
        return {name: told[name] for name in ("email", "email_verified") if name in told}

    def _described(self) -> _Metadata:
        with self._lock:
            if self._metadata is None:
                self._metadata = self._discovered()
            return self._metadata

    def _discovered(self) -> _Metadata:
        answer = self._ask("GET", f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            found = msgspec.json.decode(answer.content, type=_Metadata)
        except msgspec.DecodeError as error:
            raise _away() from error
        endpoints = (
            found.authorization_endpoint,
            found.token_endpoint,
            found.jwks_uri,
            found.userinfo_endpoint,
        )
        if found.issuer != self._settings.issuer or not all(is_safe(each) for each in endpoints if each):
            raise _away()
        return found

    def _key_set(self, *, anew: bool = False) -> KeySet:
        uri = self._described().jwks_uri
        with self._lock:
            if self._keys is None or anew:
                self._keys = KeySet.import_key_set(_object(self._ask("GET", uri)))  # type: ignore[arg-type]
            return self._keys

    def _ask(self, method: str, url: str, **more: Any) -> httpx.Response:
        try:
            answer = self._http.request(method, url, **more)
        except httpx.HTTPError as error:
            raise _away() from error
        if answer.status_code >= 500:
            raise _away()
        return answer


def new_step(identifier: str, expires_at: datetime, wanted: str) -> ProviderStep:
    """A sign-in that goes to the provider now."""
    return ProviderStep(
        id=identifier,
        expires_at=expires_at,
        wanted=wanted,
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),  # 64 characters: RFC 7636 asks for 43 to 128
    )


def _object(answer: httpx.Response) -> dict[str, Any]:
    try:
        return msgspec.json.decode(answer.content, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise _away() from error


def _refused() -> NotSignedIn:
    return NotSignedIn("The identity provider did not confirm this sign-in.", next_step="Begin again.")


def _away() -> Unavailable:
    return Unavailable(
        "The identity provider cannot be reached, or does not answer as agreed.",
        next_step="Try again in a moment, or sign in with your password.",
    )
