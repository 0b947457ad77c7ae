"""Every real bill of materials, advisory, scan and assessment of the samples: read, or refused, rightly."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading, Rejection

SHARED = Path(os.environ.get("PLUMBLINE_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLES = SHARED / "samples" / "evidence"
FOLDERS = ("cyclonedx", "spdx", "sarif", "oscal", "csaf")
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here: samples/evidence")
TODAY = Context(as_of=date(2026, 11, 25))
LISTED = {"SSCOP-1.2 met": 1, "C3.4 inconclusive": 1, "CHARTER-8 inconclusive": 1}

READ = {
    "cyclonedx/cern-lhc-vdm-editor.bom.json": ({"met": 5, "not_evidenced": 1}, LISTED),
    "cyclonedx/dropwizard-1.3.15.bom.json": ({"met": 6}, LISTED),
    "cyclonedx/laravel-7.12.0.bom.1.4.json": ({"met": 5, "not_evidenced": 1}, LISTED),
    "cyclonedx/proton-bridge-v1.8.0.bom.json": ({"met": 6}, LISTED),
    "cyclonedx/vex-cisa-case-2.json": ({"met": 19}, {"SSCOP-3.3 met": 1}),
    "spdx/SPDXJSONExample-v2.3.spdx.json": ({"met": 4, "partly_met": 2}, LISTED),
    "spdx/SPDXYAMLExample-v2.3.spdx.yaml": ({"met": 4, "partly_met": 2}, LISTED),
    "spdx/SPDXLite.spdx": ({"met": 2, "not_evidenced": 2}, {"SSCOP-1.2 inconclusive": 1}),
    "sarif/GENERATED-bandit-on-sarif-tools-3.0.5.sarif": (
        {"met": 1, "inconclusive": 2, "not_met": 1},
        {"SSCOP-1.3 inconclusive": 1, "SSCOP-3.3 not_met": 1},
    ),
    "oscal/ifa_assessment-results-example.json": ({"not_met": 1}, {}),
    "csaf/bsi-2022-0001.json": ({"not_met": 5, "met": 1}, {"SSCOP-3.3 inconclusive": 1}),
    "csaf/rhsa-2021_5186.json": ({"met": 6}, {"SSCOP-3.3 met": 1, "SSCOP-3.4 met": 1}),
    "csaf/vex-2022-evd-uc-01-na-001.json": ({"met": 1}, {"SSCOP-3.3 met": 1, "SSCOP-3.4 met": 1}),
}
REFUSED = {
    "spdx/SPDXRdfExample-v2.3.spdx.rdf.xml": "RDF/XML",
    "oscal/ifa_assessment-plan-example.json": "the plan of an assessment",
    "oscal/ssp-example.json": "a plan of how controls are met",
}


@pytest.mark.parametrize("name", sorted(READ))
def test_what_a_real_document_shows(name: str) -> None:
    """Its items by outcome, and its lines by requirement and outcome."""
    found = read((SAMPLES / name).read_bytes(), TODAY)
    assert isinstance(found, Reading), found
    statements, lines = READ[name]
    assert Counter(each.outcome.value for each in found.statements) == statements
    assert Counter(f"{line.requirement_id} {line.outcome}" for line in found.lines) == lines


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_a_real_document_is_refused_for(name: str) -> None:
    """For the right reason."""
    found = read((SAMPLES / name).read_bytes(), TODAY)
    assert isinstance(found, Rejection), found
    assert REFUSED[name] in found.reason


def test_no_sample_is_left_out() -> None:
    """Every file of these folders is expected above."""
    there = {
        f"{folder}/{file.name}"
        for folder in FOLDERS
        for file in (SAMPLES / folder).iterdir()
        if file.is_file() and file.name != "SOURCES.md"
    }
    assert there == set(READ) | set(REFUSED)
