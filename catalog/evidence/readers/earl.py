"""EARL reports: what people and tools say about accessibility, test by test.

Emitted by the WCAG-EM Report Tool, axe's EARL reporter, QualWeb and Alfa, each with a context of its own. A
person can say that a criterion is met; a tool can only say that it is not.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from catalog.evidence import wcag
from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.accessibility import conclusion, kept, worst_by_criterion
from catalog.evidence.readers.earl_graph import Assertion, Graph
from catalog.evidence.readers.pick import day_of, excerpt
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement, Subject
from catalog.words import Outcome

_MARKS: Final = (b"www.w3.org/ns/earl", b'"earl:')
_OUTCOMES: Final = {
    "passed": Outcome.MET,
    "failed": Outcome.NOT_MET,
    "inapplicable": Outcome.NOT_APPLICABLE,
    "untested": Outcome.NOT_EVIDENCED,
}
_BY_PEOPLE: Final = ("manual", "semiAuto", "semiauto")


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """The worst that is said about each criterion of A and AA, and how many assertions a person made."""

    worst: Mapping[str, Statement]
    by_people: int


def _recognises(opened: Opened) -> bool:
    """JSON-LD that names EARL's terms, or is written by them."""
    if not opened.is_json or not any(mark in opened.content for mark in _MARKS):
        return False
    value = opened.json
    tops = value if isinstance(value, list) else [value]
    return any(
        isinstance(each, dict) and any(key.startswith("@") or "earl" in key for key in each) for each in tops
    )


def _take_apart(opened: Opened, _context: Context, _others: Sequence[Opened]) -> Document:
    graph = Graph(opened.json)
    found = list(graph.assertions(opened.json))
    if not found:
        raise RejectedError(
            "It speaks of EARL, and holds no assertion with a test and a result.",
            "Hand in the evaluation with its results, as the tool saved it.",
        )
    statements = [each for one in found for each in _statements(one)]
    some, left_out = kept(statements)
    days = [day for one in found if (day := day_of(one.day)) is not None]
    return Document(
        format=Format.EARL_REPORT,
        format_version="1.0",
        model=Report(
            worst=worst_by_criterion(statements),
            by_people=sum(one.mode in _BY_PEOPLE for one in found),
        ),
        subject=Subject(product=_subject(found)),
        issuer=_issuer(found),
        produced_on=min(days, default=None),
        statements=some,
        notes=(*_notes(found, graph), *left_out),
    )


def _statements(one: Assertion) -> Iterator[Statement]:
    """About each criterion that the test is, or is part of; about the test itself where it names none.

    A tool's pass, or not finding a thing to try, leaves the criterion open.
    """
    criteria = {each.about: each for name in one.tests if (each := wcag.by_address(name)) is not None}
    outcome = _OUTCOMES.get(one.outcome, Outcome.INCONCLUSIVE)
    if criteria and outcome in (Outcome.MET, Outcome.NOT_APPLICABLE) and one.mode not in _BY_PEOPLE:
        outcome = Outcome.NOT_EVIDENCED
    said = " ".join(
        filter(None, (one.title, one.outcome, one.mode and f"({one.mode})", one.subject, one.text))
    )
    for about in criteria or (f"earl:{one.title or 'test'}",):
        yield Statement(about=excerpt(about), outcome=outcome, pointer=one.pointer, text=excerpt(said))


def _subject(found: Sequence[Assertion]) -> str | None:
    subjects = [one.subject for one in found if one.subject and not one.subject.startswith("_:")]
    return excerpt(subjects[0]) if subjects else None


def _issuer(found: Sequence[Assertion]) -> Issuer:
    name = next((one.by for one in found if one.by and not one.by.startswith("_:")), None)
    by_people = any(one.mode in _BY_PEOPLE for one in found)
    return Issuer(kind="unknown" if by_people else "tool", name=excerpt(name) if name else None)


def _notes(found: Sequence[Assertion], graph: Graph) -> Iterator[str]:
    modes = Counter(one.mode or "no mode" for one in found)
    yield "Assertions: " + ", ".join(f"{count} {mode}" for mode, count in sorted(modes.items())) + "."
    subjects = {one.subject for one in found if one.subject}
    yield f"{len(subjects)} subject{'' if len(subjects) == 1 else 's'} looked at."
    if graph.remote:
        yield excerpt(f"Contexts elsewhere were not fetched: {', '.join(graph.remote)}.")
    strange = {one.outcome for one in found} - {*_OUTCOMES, "cantTell"}
    if strange:
        yield "Some outcomes are none of EARL's five: they count for nothing."


def _report(document: Document) -> Report:
    model: Any = document.model
    return model if isinstance(model, Report) else Report(worst={}, by_people=0)


def _evaluates_criteria(document: Document, _given: Given) -> Iterator[Shown]:
    """Failures of A and AA; else success, where people settled all 55 criteria; else what is missing."""
    yield conclusion(_report(document).worst)


def _looked_at_by_people(document: Document, _given: Given) -> Iterator[Shown]:
    """That people looked is seen; whether they were independent, and what they used, is not."""
    people = _report(document).by_people
    if people:
        reason = f"{people} assertions are a person's; who that is, and with what help, is not proved."
        yield Shown(outcome=Outcome.INCONCLUSIVE, pointer="", reason=reason)


READER: Final = Reader(
    format=Format.EARL_REPORT,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"evaluates_criteria": _evaluates_criteria, "looked_at_by_people": _looked_at_by_people},
)
