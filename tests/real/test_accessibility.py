"""Every real accessibility report and description of an interface of the samples: read rightly."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading

SHARED = Path(os.environ.get("PLUMBLINE_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLES = SHARED / "samples" / "evidence"
FOLDERS = ("axe", "earl", "openacr", "openapi")
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here: samples/evidence")
TODAY = Context(as_of=date(2026, 11, 25))


def _lines(outcome: str) -> dict[str, int]:
    return {f"WCAG-1 {outcome}": 1, f"D1.4.1 {outcome}": 1}


AXE = {**_lines("not_met"), "WCAG-4 inconclusive": 1}
READ = {
    "axe/axe-html-reporter--rawAllCViolations.json": ({"not_met": 5}, AXE),
    "axe/axe-html-reporter--rawAxeResults.json": ({"not_met": 4, "not_evidenced": 62}, AXE),
    "axe/axe-html-reporter--rawViolations.json": ({"not_met": 17}, AXE),
    "earl/w3c-axe-earl-report-example.json": (
        {"met": 4, "not_met": 4, "not_evidenced": 2, "not_applicable": 2},
        _lines("not_met"),
    ),
    "openapi/inferno-core-api-swagger2.yml": (
        {"met": 2, "not_applicable": 2, "not_met": 1},
        {
            "API-1 not_evidenced": 1,
            "API-3 not_evidenced": 1,
            "C4.1 met": 1,
            "C4.1.1 inconclusive": 1,
            "C4.1.2 inconclusive": 1,
        },
    ),
    "openacr/Moodle-3.yaml": (
        {"not_applicable": 129, "met": 42, "partly_met": 7, "not_evidenced": 4, "not_met": 3},
        _lines("partly_met"),
    ),
    "openacr/Plone-5.yaml": (
        {"met": 84, "not_applicable": 72, "not_evidenced": 23, "partly_met": 2},
        _lines("not_evidenced"),
    ),
    "openacr/drupal-9.yaml": (
        {"not_evidenced": 143, "met": 89, "not_applicable": 72, "partly_met": 14, "not_met": 8},
        _lines("not_met"),
    ),
    "openacr/govready-0.9.yaml": (
        {"not_applicable": 90, "met": 44, "partly_met": 14, "not_met": 12},
        _lines("not_met"),
    ),
}


@pytest.mark.parametrize("name", sorted(READ))
def test_what_a_real_document_shows(name: str) -> None:
    """Its items by outcome, and its lines by requirement and outcome."""
    found = read((SAMPLES / name).read_bytes(), TODAY)
    assert isinstance(found, Reading), found
    statements, lines = READ[name]
    assert Counter(each.outcome.value for each in found.statements) == statements
    assert Counter(f"{line.requirement_id} {line.outcome}" for line in found.lines) == lines


def test_no_sample_is_left_out() -> None:
    """Every file of these folders is expected above."""
    there = {
        f"{folder}/{file.name}"
        for folder in FOLDERS
        for file in (SAMPLES / folder).iterdir()
        if file.is_file() and file.name != "SOURCES.md"
    }
    assert there == set(READ)
