"""Clinical safety records: named is declared, handed in is documented, another release is left open."""

from hashlib import sha256
from typing import Any

import jsonschema_rs
import pytest

from catalog.evidence.formats import Format
from catalog.evidence.forms import safety
from catalog.evidence.reading import Context
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

FILES = {name: f"%PDF-1.7 {name}".encode() for name in ("plan", "hazard_log", "safety_case", "incidents")}


def _paper(name: str, **more: Any) -> dict[str, Any]:
    digest = sha256(FILES[name]).hexdigest()
    return {"reference": name, "version": "2", "date": "2026-10-01", "sha256": digest, **more}


def _record(**more: Any) -> dict[str, Any]:
    return {
        "format": safety.FORMAT,
        "supplier": "Maker",
        "product": "Ehr",
        "release": "4.2",
        "date": "2026-11-01",
        "officer": {
            "name": "A. Nurse",
            "profession": "nurse",
            "body": "NMC",
            "registration": "12A3456E",
            "trained_on": "2025-03-01",
        },
        **{name: _paper(name) for name in ("plan", "hazard_log", "incidents")},
        "safety_case": _paper("safety_case", covers=["4.1", "4.2"]),
        "sign_off": {"by": "A. Nurse", "on": "2026-10-05"},
        **more,
    }


def _lines(record: Any, *beside: bytes, release: str | None = None) -> dict[str, tuple[Outcome, Assurance]]:
    context = Context(as_of=TODAY, release=("Ehr", release) if release else None)
    found = seen(record, *beside, context=context)
    return {line.requirement_id: (line.outcome, line.assurance) for line in found.lines}


def test_a_whole_record_with_its_files_is_documented() -> None:
    """Each requirement of DCB0129, and the questions of DTAC that ask for the same."""
    assert _lines(_record(), *FILES.values(), release="4.2") == {
        **{f"DCB0129-{n}": (Outcome.MET, Assurance.DOCUMENTED) for n in range(1, 6)},
        "C1.2.2": (Outcome.MET, Assurance.DECLARED),
        "C1.2.3": (Outcome.MET, Assurance.DOCUMENTED),
        "C1.2.4": (Outcome.MET, Assurance.DOCUMENTED),
        "C1.2.5": (Outcome.MET, Assurance.DECLARED),
    }
    found = seen(_record())
    assert (found.format, found.subject.version) == (Format.CLINICAL_SAFETY_RECORD, "4.2")


def test_without_the_files_it_is_the_makers_word() -> None:
    """Which does for the officer, and shows no document."""
    lines = _lines(_record())
    assert lines["DCB0129-4"] == (Outcome.MET, Assurance.DECLARED)
    assert lines["DCB0129-5"] == (Outcome.MET, Assurance.DECLARED)
    for requirement in ("DCB0129-1", "DCB0129-2", "DCB0129-3", "C1.2.3", "C1.2.4"):
        assert lines[requirement][0] is Outcome.NOT_EVIDENCED


def test_another_release_is_left_open() -> None:
    """All of it where the record is another's; the report alone where only the report does not cover it."""
    other = _lines(_record(), *FILES.values(), release="5.0")
    assert {outcome for outcome, _ in other.values()} == {Outcome.INCONCLUSIVE}
    ahead = _record(release="5.0")
    lines = _lines(ahead, *FILES.values(), release="v5.0")
    assert lines["DCB0129-3"][0] is Outcome.INCONCLUSIVE
    assert lines["C1.2.4"][0] is Outcome.INCONCLUSIVE
    assert lines["DCB0129-2"][0] is Outcome.MET
    assert _lines(ahead, *FILES.values())["DCB0129-3"][0] is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"sign_off": None}, Outcome.NOT_EVIDENCED),
        ({"officer": None}, Outcome.NOT_EVIDENCED),
        ({"sign_off": {"by": "Somebody", "on": "2026-10-05"}}, Outcome.INCONCLUSIVE),
        ({"sign_off": {"by": "a. nurse", "on": "2026-10-05"}}, Outcome.MET),
        ({"sign_off": {"by": "A. Nurse", "on": "2026-09-05"}}, Outcome.INCONCLUSIVE),
        ({"sign_off": {"by": "A. Nurse", "on": "2027-01-05"}}, Outcome.INCONCLUSIVE),
        ({"officer": {**_record()["officer"], "trained_on": None}}, Outcome.INCONCLUSIVE),
        ({"officer": {**_record()["officer"], "registration": "1"}}, Outcome.INCONCLUSIVE),
        ({"officer": {**_record()["officer"], "registration": ""}}, Outcome.NOT_EVIDENCED),
        ({"officer": {**_record()["officer"], "body": "GMC", "registration": "123 4567"}}, Outcome.MET),
        ({"officer": {**_record()["officer"], "body": "GOC", "registration": "01-1"}}, Outcome.MET),
    ],
)
def test_who_signed_it_off(change: dict[str, Any], outcome: Outcome) -> None:
    """The officer, registered and trained, and not before there was anything to sign."""
    assert _lines(_record(**change), *FILES.values())["DCB0129-4"][0] is outcome


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"reference": " "}, Outcome.NOT_EVIDENCED),
        ({"version": ""}, Outcome.INCONCLUSIVE),
        ({"date": None}, Outcome.INCONCLUSIVE),
        ({"date": "2027-10-01"}, Outcome.INCONCLUSIVE),
        ({"covers": []}, Outcome.INCONCLUSIVE),
        ({"sha256": "0" * 64}, Outcome.NOT_EVIDENCED),
    ],
)
def test_the_report_of_the_release(change: dict[str, Any], outcome: Outcome) -> None:
    """Named, with version and day, covering the release, and here."""
    record = _record(safety_case={**_record()["safety_case"], **change})
    assert _lines(record, *FILES.values())["DCB0129-3"][0] is outcome


def test_the_template_fits_the_schema_and_shows_nothing() -> None:
    """Once it has a product, a release and a day."""
    begun = {**safety.template(), "product": "Ehr", "release": "1", "date": "2026-11-01"}
    assert jsonschema_rs.validator_for(safety.schema()).is_valid(begun)
    assert {outcome for outcome, _ in _lines(begun).values()} == {Outcome.NOT_EVIDENCED}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"date": "soon"}, "/date"),
        ({"hazard_log": {"referense": "x"}}, "/hazard_log"),
        ({"safety_case": {"covers": ["4.2", 5]}}, "/safety_case/covers/1"),
        ({"officer": {"name": "A"}}, "/officer"),
        ({"plan": []}, "/plan"),
    ],
)
def test_what_is_refused(change: dict[str, Any], pointer: str) -> None:
    """With the place: our own form has no dialects."""
    found = refused(_record(**change))
    assert (found.format, found.pointer) == (Format.CLINICAL_SAFETY_RECORD, pointer)
