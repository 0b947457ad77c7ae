"""What holds for every reading, whatever the format."""

from datetime import timedelta
from typing import Any

import pytest

from catalog.evidence.formats import Format
from catalog.evidence.limits import MOST_STATEMENTS
from catalog.evidence.proofs import proofs
from catalog.words import Outcome
from tests.unit.catalog.evidence.made import TODAY, seen


def _run(passed: int, failed: int) -> list[dict[str, object]]:
    results = ["pass"] * passed + ["fail"] * failed
    return [{"test_id": f"kit-{n}", "result": result, "optional": False} for n, result in enumerate(results)]


def test_the_worst_of_too_many_statements_are_kept_and_the_rest_counted() -> None:
    """No failure is lost among passes, and the order stays that of the document."""
    found = seen(_run(MOST_STATEMENTS + 10, 20))
    assert len(found.statements) == MOST_STATEMENTS
    assert sum(each.outcome is Outcome.NOT_MET for each in found.statements) == 20
    places = [int(each.pointer.removeprefix("/")) for each in found.statements]
    assert places == sorted(places)
    assert any("left out: 30 met" in note for note in found.notes)


def test_what_can_be_kept_is_kept_whole() -> None:
    """Up to the limit nothing is left out, and nothing is said of it."""
    found = seen(_run(MOST_STATEMENTS - 1, 1))
    assert len(found.statements) == MOST_STATEMENTS
    assert not any("left out" in note for note in found.notes)


@pytest.mark.parametrize("dated", ["9999-12-31", "2031-01-01", "2026-11-25"])
def test_a_document_dated_ahead_counts_for_no_longer(dated: str) -> None:
    """Its policy counts from the day it is read at the latest."""
    statement: dict[str, Any] = {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "kind": "instance",
    }
    found = seen({**statement, "fhirVersion": "4.0.1", "date": dated})
    days = proofs()[Format.FHIR_CAPABILITY_STATEMENT].valid_days
    assert found.valid_until == TODAY + timedelta(days=days)
