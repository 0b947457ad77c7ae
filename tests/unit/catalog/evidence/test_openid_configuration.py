"""A provider's OpenID discovery: what it states, and what speaks against it."""

from typing import Any

import pytest

from catalog.evidence.formats import Format
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import refused, seen

GOOD: dict[str, Any] = {
    "issuer": "https://id.example",
    "authorization_endpoint": "https://id.example/auth",
    "token_endpoint": "https://id.example/token",
    "jwks_uri": "https://id.example/keys",
    "response_types_supported": ["code"],
    "subject_types_supported": ["public"],
    "id_token_signing_alg_values_supported": ["ES256"],
    "grant_types_supported": ["authorization_code", "client_credentials"],
    "code_challenge_methods_supported": ["S256"],
    "token_endpoint_auth_methods_supported": ["private_key_jwt"],
    "token_endpoint_auth_signing_alg_values_supported": ["ES384"],
}


def test_a_safe_provider_declares_open_sign_in() -> None:
    """Every statement is met, as its own word."""
    found = seen(GOOD)
    assert found.format is Format.OPENID_CONFIGURATION
    assert {each.outcome for each in found.statements} == {Outcome.MET}
    assert {(x.requirement_id, x.outcome, x.assurance) for x in found.lines} == {
        ("API-3", Outcome.MET, Assurance.DECLARED)
    }


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("code_challenge_methods_supported", ["plain", "S256"], "/code_challenge_methods_supported"),
        ("grant_types_supported", ["password"], "/grant_types_supported/0"),
        ("response_types_supported", ["code", "id_token token"], "/response_types_supported/1"),
        ("jwks_uri", None, "/jwks_uri"),
        ("issuer", "https://id.example?x=1", "/issuer"),
        ("token_endpoint", "http://id.example/token", "/token_endpoint"),
    ],
)
def test_what_is_no_longer_safe_is_a_failure(field: str, value: Any, pointer: str) -> None:
    """Each with its place."""
    lines = seen({**GOOD, field: value}).lines
    assert pointer in {line.pointer for line in lines if line.outcome is Outcome.NOT_MET}


def test_unsigned_tokens_are_stated() -> None:
    """`none` among the algorithms."""
    found = seen({**GOOD, "userinfo_signing_alg_values_supported": ["ES256", "none"]})
    failed = [each.pointer for each in found.statements if each.outcome is Outcome.NOT_MET]
    assert failed == ["/userinfo_signing_alg_values_supported/1"]


def test_what_it_does_not_say_is_open() -> None:
    """Discovery does not ask for code challenges."""
    silent = {name: value for name, value in GOOD.items() if not name.startswith(("code_", "grant_"))}
    assert [line.outcome for line in seen(silent).lines] == [Outcome.INCONCLUSIVE]


def test_an_issuer_without_an_address_is_refused() -> None:
    """It names nobody."""
    assert refused({**GOOD, "issuer": None}).pointer == "/issuer"
