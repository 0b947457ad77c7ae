"""What holds for every reading, whatever the format."""

from catalog.evidence.limits import MOST_STATEMENTS
from catalog.words import Outcome
from tests.unit.catalog.evidence.made import seen


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
