"""A server's SMART configuration: declared, and able to speak against itself."""

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
