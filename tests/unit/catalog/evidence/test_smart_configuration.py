"""A server's SMART configuration: declared, and able to speak against itself."""

from typing import Any

import pytest

from catalog.evidence.formats import Format
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

GOOD = {
    "authorization_endpoint": "https://ehr.example/auth",
    "token_endpoint": "https://ehr.example/token",
    "grant_types_supported": ["authorization_code", "client_credentials"],
    "code_challenge_methods_supported": ["S256"],
    "capabilities": ["launch-ehr", "client-confidential-asymmetric", "permission-v2"],
}


def test_a_safe_configuration_declares_open_sign_in() -> None:
    """Both findings are met, as the server's own word."""
    found = seen(GOOD)
    assert found.format is Format.SMART_CONFIGURATION
    assert {(line.requirement_id, line.outcome) for line in found.lines} == {("API-3", Outcome.MET)}
    assert {line.assurance for line in found.lines} == {Assurance.DECLARED}
    assert found.valid_until is not None
    assert found.valid_until > TODAY


def test_plain_challenges_and_old_grants_are_failures() -> None:
    """Each with the place that shows it."""
    bad = {
        **GOOD,
        "code_challenge_methods_supported": ["S256", "plain"],
        "grant_types_supported": ["authorization_code", "implicit"],
    }
    failed = {line.pointer for line in seen(bad).lines if line.outcome is Outcome.NOT_MET}
    assert failed == {"/code_challenge_methods_supported", "/grant_types_supported/1"}


def test_an_empty_list_of_capabilities_is_refused() -> None:
    """It says nothing, and says where."""
    assert refused({**GOOD, "capabilities": []}).pointer == "/capabilities"


@pytest.mark.parametrize(
    ("change", "about", "outcome"),
    [
        ({"capabilities": ["sso-openid-connect"]}, "identity", Outcome.NOT_MET),
        (
            {
                "capabilities": ["sso-openid-connect"],
                "issuer": "https://ehr.example",
                "jwks_uri": "https://ehr.example/k",
            },
            "identity",
            Outcome.MET,
        ),
        ({"authorization_endpoint": None}, "launch", Outcome.NOT_MET),
        ({}, "launch", Outcome.MET),
        ({"grant_types_supported": None}, "grants_listed", Outcome.NOT_MET),
        ({}, "asymmetric_clients", Outcome.MET),
        ({"capabilities": ["launch-ehr"]}, "asymmetric_clients", Outcome.INCONCLUSIVE),
        (
            {
                "capabilities": ["launch-ehr"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            "asymmetric_clients",
            Outcome.NOT_MET,
        ),
        (
            {"token_endpoint_auth_signing_alg_values_supported": ["RS256"]},
            "asymmetric_clients",
            Outcome.NOT_MET,
        ),
        ({}, "backend_services", Outcome.MET),
        ({"grant_types_supported": ["authorization_code"]}, "backend_services", Outcome.NOT_MET),
        ({"capabilities": ["launch-ehr"]}, "backend_services", Outcome.INCONCLUSIVE),
    ],
)
def test_what_goes_with_a_capability_is_checked(change: dict[str, Any], about: str, outcome: Outcome) -> None:
    """Issuer and keys with single sign-on, an endpoint with launching, a key with backend services."""
    found = {each.about: each.outcome for each in seen({**GOOD, **change}).statements}
    assert found[f"smart:{about}"] is outcome


def test_single_sign_on_without_keys_fails_open_sign_in() -> None:
    """Nobody can check what it signs."""
    lines = seen({**GOOD, "capabilities": ["sso-openid-connect"]}).lines
    assert {line.pointer for line in lines if line.outcome is Outcome.NOT_MET} == {"/issuer"}
