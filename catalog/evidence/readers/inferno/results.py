"""Inferno results: what came of each test, and with the coverage table, of each requirement.

That a run passed says nothing about requirements that no test covers: they stay not evidenced. A group's own
result leaves out its optional tests, so that only results of tests count.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.inferno.coverage import CoverageRow, is_coverage, requirements_of
from catalog.evidence.readers.inferno.rows import Row, Run, listed, run_of
from catalog.evidence.readers.pick import day_of, excerpt
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement
from catalog.standards_loader import standards
from catalog.words import Outcome

_ALONE: Final = (
    "Handed in without the requirements coverage table of its test kit: what the tests show about "
    "requirements cannot be told. Hand both in together."
)
_OTHER_KIT: Final = "The coverage table beside it names none of these tests: it belongs to another test kit."


class Covered(msgspec.Struct, frozen=True, kw_only=True):
    """What a run shows about one requirement of the coverage table, and where."""

    requirement: CoverageRow
    outcome: Outcome
    pointer: str
    reason: str


def _recognises(opened: Opened) -> bool:
    return listed(opened) is not None


def _take_apart(opened: Opened, context: Context, others: Sequence[Opened]) -> Document:
    found = listed(opened)
    if found is None:
        raise RejectedError("There is no list of results.", "Hand in the results as Inferno gives them.")
    run = run_of(*found)
    tables = list(_tables(others))
    joined = [covered for table in tables if (covered := tuple(_covered(run, table)))]
    covered = tuple(each for table in joined for each in table)
    days = [day for row in run.rows if (day := day_of(row.updated_at or row.created_at))]
    return Document(
        format=Format.INFERNO_RESULTS,
        model=covered,
        issuer=Issuer(kind="tool", name="Inferno"),
        produced_on=min(max(days), context.as_of) if days else None,
        statements=(*(_requirement(each) for each in covered), *_tests(run)),
        notes=tuple(_notes(run, covered, tables=len(tables))),
        cleaned=run.cleaned(),
        companions=len(joined),
    )


_MOST_TABLES: Final = 3
"""Coverage tables that are joined with one run. A run is of one test kit, which has one."""


def _tables(others: Sequence[Opened]) -> Iterator[tuple[CoverageRow, ...]]:
    """The coverage tables among the other files; a broken one is refused by itself, with its reason."""
    for other in [other for other in others if is_coverage(other)][:_MOST_TABLES]:
        try:
            yield requirements_of(other)
        except RejectedError:
            continue


def _covered(run: Run, table: Sequence[CoverageRow]) -> Iterator[Covered]:
    """Each requirement, by the suites that this run was of; none where it was of another test kit."""
    latest = run.latest()
    count = len(table[0].tests) if table else 0
    ours = [c for c in range(count) if any(test in latest for row in table for test in row.tests[c])]
    for row in table if ours else ():
        tests = [test for c in ours for test in row.tests[c]]
        yield _shown(run, row, tests, latest)


def _shown(run: Run, row: CoverageRow, tests: list[str], latest: dict[str, tuple[int, Row]]) -> Covered:
    def covered(outcome: Outcome, pointer: str, reason: str) -> Covered:
        return Covered(requirement=row, outcome=outcome, pointer=pointer, reason=reason)

    if not tests:
        why = f" ({row.why_not})" if row.why_not else ""
        return covered(Outcome.NOT_EVIDENCED, run.at, f"No test covers it{why}.")
    results = [(test, latest.get(test)) for test in tests]
    for test, found in results:
        if found and found[1].result == "fail" and not found[1].optional:
            return covered(Outcome.NOT_MET, run.pointer(found[0]), f"The test {excerpt(test)} failed.")
    outcomes = {found[1].outcome if found else Outcome.INCONCLUSIVE for _, found in results}
    first = next((run.pointer(found[0]) for _, found in results if found), run.at)
    if outcomes == {Outcome.MET}:
        return covered(Outcome.MET, first, f"All {len(tests)} tests of it passed.")
    if outcomes == {Outcome.NOT_APPLICABLE}:
        return covered(Outcome.NOT_APPLICABLE, first, "All tests of it were left out as not applicable.")
    test, found = next((test, found) for test, found in results if not found or found[1].result != "pass")
    said = found[1].result if found else "no result of a test"
    optional = "optional, " if found and found[1].optional else ""
    place = run.pointer(found[0]) if found else first
    return covered(Outcome.INCONCLUSIVE, place, f"{excerpt(test)}: {optional}{said}.")


def _requirement(item: Covered) -> Statement:
    row = item.requirement
    return Statement(
        about=f"requirement:{excerpt(row.name)}",
        outcome=item.outcome,
        pointer=item.pointer,
        text=excerpt(f"{row.conformance}. {item.reason} {row.text}"),
    )


def _tests(run: Run) -> Iterator[Statement]:
    """One statement a test that was run; groups and suites only sum them up."""
    for number, row in enumerate(run.rows):
        if row.test_id is not None:
            optional = "optional, " if row.optional else ""
            yield Statement(
                about=f"test:{excerpt(row.test_id)}",
                outcome=row.outcome,
                pointer=run.pointer(number),
                text=excerpt(f"{optional}{row.result}. {row.result_message or ''}".rstrip()),
            )


def _notes(run: Run, covered: Sequence[Covered], *, tables: int) -> Iterator[str]:
    if run.host:
        yield f"The run was against {run.host}."
    yield "Inputs, outputs and requests of the run are not kept, for they hold tokens."
    failed = sum(row.test_id is not None and row.result == "fail" and row.optional for row in run.rows)
    if failed:
        yield f"{failed} optional tests failed; that is no failure of a requirement."
    if not covered:
        yield _OTHER_KIT if tables else _ALONE
        return
    binding = Counter(item.outcome for item in covered if item.requirement.conformance == "SHALL")
    counted = ", ".join(f"{binding[outcome]} {outcome.replace('_', ' ')}" for outcome in Outcome)
    yield f"{len(covered)} requirements, of which {binding.total()} SHALL: {counted}."


def _named(document: Document, _given: Given) -> Iterator[Shown]:
    """The requirements of the catalogue that the coverage table lists under their own ids."""
    model = document.model
    for item in model if isinstance(model, tuple) else ():
        if isinstance(item, Covered) and standards().requirement(item.requirement.id):
            yield Shown(
                outcome=item.outcome,
                pointer=item.pointer,
                reason=item.reason,
                requirement=item.requirement.id,
            )


READER: Final = Reader(
    format=Format.INFERNO_RESULTS,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"named": _named},
)
