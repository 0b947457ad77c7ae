"""Every real FHIR statement, report, run and configuration of the samples: read, or refused, rightly."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading, Rejection
from catalog.words import Outcome

SHARED = Path(os.environ.get("PLUMBLINE_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLES = SHARED / "samples" / "evidence"
FOLDERS = (
    "fhir-capabilitystatement",
    "fhir-testreport",
    "fhir-testscript",
    "inferno-result",
    "smart-configuration",
    "openid-discovery",
)
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here: samples/evidence")
TODAY = Context(as_of=date(2026, 11, 25))
RUN = SAMPLES / "inferno-result" / "us_core_server_610_expected.json"
TABLE = SAMPLES / "inferno-result" / "us_core_v610_requirements_coverage.csv"

# What each shows: its items by outcome, and the requirements by the outcome of their lines.
READ: dict[str, tuple[dict[str, int], dict[str, str]]] = {
    "hl7-r4-base2.json": (
        {"inconclusive": 5},
        {"inconclusive": "API-1 ARCH-DATA ARCH-INTEROP C4.1.1 SS-17 UKCORE-1 UKCORE-2"},
    ),
    "inferno-g10-fixture.json": (
        {"inconclusive": 1, "met": 5},
        {"inconclusive": "API-1 ARCH-DATA C4.1.1 SS-17 UKCORE-2", "met": "ARCH-INTEROP UKCORE-1"},
    ),
    "lantern-cerner-dstu2.json": (
        {"met": 32},
        {
            "inconclusive": "API-1 ARCH-DATA C4.1.1 C4.2.1 DAPB4013-1 SS-17",
            "met": "ARCH-INTEROP",
            "not_met": "UKCORE-1",
        },
    ),
    "lantern-cerner-metadata.json": (
        {"met": 32},
        {
            "inconclusive": "API-1 ARCH-DATA C4.1.1 C4.2.1 DAPB4013-1 SS-17",
            "met": "ARCH-INTEROP",
            "not_met": "UKCORE-1",
        },
    ),
    "lantern-epic-stu3.json": (
        {"met": 28},
        {
            "inconclusive": "API-1 ARCH-DATA C4.1.1 C4.2.1 DAPB4013-1 SS-17",
            "met": "ARCH-INTEROP CC-1",
            "not_met": "UKCORE-1",
        },
    ),
    "lantern-supported-profiles-r4.json": (
        {"met": 54},
        {"inconclusive": "API-1 ARCH-DATA C4.1.1 SS-17 UKCORE-2", "met": "ARCH-INTEROP UKCORE-1"},
    ),
    "lantern-test-r4.json": (
        {"inconclusive": 1, "met": 8},
        {"inconclusive": "API-1 ARCH-DATA C4.1.1 C4.2.1 SS-17 UKCORE-2", "met": "ARCH-INTEROP UKCORE-1"},
    ),
    "apim-medicines-prescriptionsforpatients.json": (
        {"inconclusive": 5, "met": 6},
        {"inconclusive": "ARCH-DATA C4.1.1 DAPB4013-1 SS-17 UKCORE-2", "met": "API-1 ARCH-INTEROP UKCORE-1"},
    ),
    "gpc-pfs-appointments-stu3.json": (
        {"inconclusive": 11},
        {"inconclusive": "API-1 ARCH-DATA ARCH-INTEROP C4.1.1 C4.2.1 CC-1 GPC-1 SS-17 UKCORE-1"},
    ),
    "basic_testreport.json": ({"met": 3, "not_met": 1}, {}),
    "custom_results_suite_expected.json": ({"inconclusive": 1, "met": 5, "not_met": 3}, {}),
    "infrastructure_suite_expected.json": ({"met": 7, "not_met": 2}, {}),
    "simple_session_results.json": ({"met": 3}, {}),
    "us_core_server_610_expected.json": ({"inconclusive": 12, "met": 437, "not_met": 4}, {}),
    "validator_suite_with_file_input_expected.json": ({"met": 3}, {}),
    "lantern-cerner-smart.json": (
        {"inconclusive": 1, "met": 17, "not_met": 3},
        {"met": "API-3", "not_met": "API-3"},
    ),
    "lantern-fhir-sandbox-smart.json": ({"inconclusive": 1, "met": 8, "not_met": 1}, {"not_met": "API-3"}),
    "modmed-openid-configuration.json": ({"met": 5, "not_met": 5}, {"not_met": "API-3 API-3 API-3"}),
}
# Wishes, and a table of what would be tested: how many items, none of which is evidence.
NOT_EVIDENCE = {
    "CapabilityStatement-us-core-client.json": 36,
    "CapabilityStatement-us-core-server.json": 36,
    "CapabilityStatement-frameworks.json": 5,
    "apim-medicines-facade.json": 14,
    "apim-medicines-futures.json": 7,
    "CapabilityStatement-genomics-requirements.json": 40,
    "CapabilityStatement-England-Examples.xml": 49,
    "CapabilityStatement-England-Healthcare-Worker-Requirements.json": 4,
    "CapabilityStatement-England-NationalProxyRequirements.xml": 5,
    "CapabilityStatement-England-PARS-Requirements.xml": 4,
    "CapabilityStatement-England-PDSRelatedPersonRequirements.xml": 4,
    "CapabilityStatement-England-Pathology-Requirements.xml": 5,
    "CapabilityStatement-England-PatientFlag-Requirements.xml": 5,
    "us_core_v610_requirements_coverage.csv": 378,
}
REFUSED = {
    "crucible-mcode-exampleServer.json": "The statement does not say which version",
    "testreport_outline.json": "No action of this report has a result: i",
    "general_testscript.json": "This is a TestScript: it says what would",
    "read_testscript.json": "This is a TestScript: it says what would",
    "search_testscript.json": "This is a TestScript: it says what would",
    "search_testscript.xml": "This is a TestScript: it says what would",
}


def _samples() -> dict[str, Path]:
    """Every file by its name, without the project that it was taken from."""
    files = (file for folder in FOLDERS for file in (SAMPLES / folder).iterdir())
    return {file.name.split("--")[-1]: file for file in files if file.name != "SOURCES.md"}


@pytest.mark.parametrize("name", sorted(READ))
def test_what_a_real_document_shows(name: str) -> None:
    """Its items by outcome, and its lines by requirement and outcome."""
    found = read(_samples()[name].read_bytes(), TODAY)
    assert isinstance(found, Reading), found
    statements, lines = READ[name]
    assert Counter(each.outcome.value for each in found.statements) == statements
    shown = {line.outcome.value: "" for line in found.lines}
    for outcome in shown:
        shown[outcome] = " ".join(sorted(x.requirement_id for x in found.lines if x.outcome == outcome))
    assert shown == lines


@pytest.mark.parametrize("name", sorted(NOT_EVIDENCE))
def test_what_is_no_evidence_of_a_product(name: str) -> None:
    """It is read, and no line follows."""
    found = read(_samples()[name].read_bytes(), TODAY)
    assert isinstance(found, Reading), found
    assert found.lines == ()
    assert Counter(each.outcome for each in found.statements) == {Outcome.NOT_EVIDENCED: NOT_EVIDENCE[name]}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_a_real_document_is_refused_for(name: str) -> None:
    """For the right reason."""
    found = read(_samples()[name].read_bytes(), TODAY)
    assert isinstance(found, Rejection), found
    assert REFUSED[name] in found.reason


def test_no_sample_is_left_out() -> None:
    """Every file of these folders is expected above."""
    assert set(_samples()) == set(READ) | set(NOT_EVIDENCE) | set(REFUSED)


def test_a_real_run_joined_with_its_coverage() -> None:
    """378 requirements; of 167 that bind, 42 passed, 51 are unknown, 74 were not tested, none failed."""
    found = read(RUN.read_bytes(), TODAY, [TABLE.read_bytes()])
    assert isinstance(found, Reading)
    required = [each for each in found.statements if each.about.startswith("requirement:")]
    assert len(required) == 378
    binding = Counter(each.outcome for each in required if each.text.startswith("SHALL."))
    assert binding == {Outcome.MET: 42, Outcome.INCONCLUSIVE: 51, Outcome.NOT_EVIDENCED: 74}
    assert sum(each.outcome is Outcome.NOT_EVIDENCED for each in required) == 284


def test_no_token_of_a_real_run_is_kept() -> None:
    """It stands in every one of its 504 rows."""
    content = RUN.read_bytes()
    assert content.count(b"SAMPLE_TOKEN") >= 504
    found = read(content, TODAY)
    assert isinstance(found, Reading)
    assert found.cleaned is not None
    for secret in (b"SAMPLE_TOKEN", b"access_token", b"smart_auth_info", b"5mIUdBS15Mo"):
        assert secret not in found.cleaned
    again = read(found.cleaned, TODAY)
    assert isinstance(again, Reading)
    assert again.statements == found.statements
