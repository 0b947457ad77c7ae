"""FHIR TestReport: what came of each test of a script.

Shape: TestReport of FHIR STU3 to R5. A TestScript is recognised too, and refused: it says what would be
tested.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.fhir_shape import Place, each, first_day, kind_of, many, resource_of
from catalog.evidence.readers.pick import dict_of, excerpt, text_of
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement, Subject
from catalog.standards_loader import standards
from catalog.words import Outcome

_RESULTS: Final = ("pass", "fail", "pending")
_ACTIONS: Final = {"pass": Outcome.MET, "fail": Outcome.NOT_MET}
_DONE: Final = ("completed", "complete")  # the second before R4


class Test(msgspec.Struct, frozen=True, kw_only=True):
    """One test: its own words, the worst of its actions, and where that stands."""

    __test__ = False  # not a test, whatever its name says to a test runner

    name: str
    words: tuple[str, ...]
    outcome: Outcome
    pointer: str
    reason: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report: `words` name what it is about, `outcome` is its own result."""

    words: tuple[str, ...]
    outcome: Outcome
    pointer: str
    tests: tuple[Test, ...]


def _recognises(opened: Opened) -> bool:
    return kind_of(opened) in ("TestReport", "TestScript")


def _take_apart(opened: Opened, context: Context, _others: Sequence[Opened]) -> Document:
    if kind_of(opened) == "TestScript":
        raise RejectedError(
            "This is a TestScript: it says what would be tested, not what came of it.",
            "Run it, and hand in the TestReport of that run.",
        )
    value, place = resource_of(opened)
    result = _result(value, place)
    tests = tuple(_tests(value, place))
    if not any(_all_results(value, place)):
        raise RejectedError(
            "No action of this report has a result: it is the outline of a report.",
            "Hand in the report of a run that has ended.",
            place.of("test").path,
        )
    issued = first_day(value.get("issued"))
    report = _report(value, place, result, tests)
    return Document(
        format=Format.FHIR_TEST_REPORT,
        model=report,
        subject=_subject(value, place),
        issuer=_issuer(value, place),
        produced_on=min(issued, context.as_of) if issued else None,
        statements=tuple(_statements(report)),
        notes=tuple(_notes(value, result, tests)),
    )


def _result(value: dict[str, Any], place: Place) -> str:
    result = value.get("result")
    if isinstance(result, str) and result in _RESULTS:
        return result
    raise RejectedError(
        "The report does not say what came of it.",
        f"Give its result: one of {', '.join(_RESULTS)}.",
        place.of("result").path,
    )


def _report(value: dict[str, Any], place: Place, result: str, tests: tuple[Test, ...]) -> Report:
    """Its own result, as far as it is completed and its tests bear it out; a failure of a test wins."""
    outcome = _ACTIONS.get(result, Outcome.INCONCLUSIVE)
    outcomes = {test.outcome for test in tests}
    if value.get("status") not in _DONE:
        outcome = Outcome.INCONCLUSIVE
        tests = tuple(
            msgspec.structs.replace(test, outcome=outcome, reason=_unfinished(test)) for test in tests
        )
    elif outcome is Outcome.MET and Outcome.NOT_MET in outcomes:
        outcome = Outcome.NOT_MET
    elif outcome is Outcome.MET and outcomes != {Outcome.MET}:
        outcome = Outcome.INCONCLUSIVE
    script = dict_of(value.get("testScript"))
    named = (
        text_of(script.get("reference")) or text_of(value.get("testScript")),
        text_of(script.get("display")),
        text_of(value.get("name")),
        *(text_of(each.get("value")) for each in many(value.get("identifier")) if isinstance(each, dict)),
    )
    words = tuple(word.rstrip("/").rsplit("/", 1)[-1] for word in named if word)
    return Report(words=words, outcome=outcome, pointer=place.of("result").path, tests=tests)


def _unfinished(test: Test) -> str:
    return f"The report is not completed. {test.reason}"


def _tests(value: dict[str, Any], place: Place) -> Iterator[Test]:
    setup = [action for where, item in each(value, "setup", place) for action in _actions(item, where)]
    stopped = any(result in ("fail", "error") for result, _, _ in setup)
    for number, (where, item) in enumerate(each(value, "test", place)):
        name = text_of(item.get("name")) or text_of(item.get("id")) or f"test {number + 1}"
        words = (text_of(item.get("name")), text_of(item.get("description")), text_of(item.get("id")))
        outcome, pointer, reason = _worst(list(_actions(item, where)), where)
        if stopped and outcome is Outcome.MET:
            outcome, reason = Outcome.INCONCLUSIVE, "The setup before it did not succeed."
        yield Test(
            name=name,
            words=tuple(word for word in words if word),
            outcome=outcome,
            pointer=pointer,
            reason=reason,
        )


_Action = tuple[str, Place, str]


def _actions(value: dict[str, Any], place: Place) -> Iterator[_Action]:
    """Result, place and message of each action; an action without a result counts as pending."""
    for where, action in each(value, "action", place):
        for kind in ("operation", "assert"):
            for at, done in each(action, kind, where):
                yield text_of(done.get("result")) or "pending", at, text_of(done.get("message")) or ""


def _worst(actions: list[_Action], place: Place) -> tuple[Outcome, str, str]:
    if not actions:
        return Outcome.INCONCLUSIVE, place.path, "It has no action."
    for result, at, message in actions:
        if result == "fail":
            return Outcome.NOT_MET, at.path, excerpt(f"Failed. {message}".strip())
    for result, at, message in actions:
        if result != "pass":
            return Outcome.INCONCLUSIVE, at.path, excerpt(f"An action ended in {result}. {message}".strip())
    return Outcome.MET, place.path, f"All {len(actions)} actions passed."


def _all_results(value: dict[str, Any], place: Place) -> Iterator[bool]:
    for part in ("setup", "test", "teardown"):
        for where, item in each(value, part, place):
            for _, action in each(item, "action", where):
                for kind in ("operation", "assert"):
                    yield any("result" in done for _, done in each(action, kind, where))


def _subject(value: dict[str, Any], place: Place) -> Subject:
    """The server that was tested, or the client where no server is named."""
    named = (p for _, p in each(value, "participant", place))
    by_type = {text_of(p.get("type")): text_of(p.get("display")) for p in named}
    name = by_type.get("server") or by_type.get("client")
    return Subject(product=excerpt(name) if name else None)


def _issuer(value: dict[str, Any], place: Place) -> Issuer:
    engines = (p for _, p in each(value, "participant", place) if p.get("type") == "test-engine")
    engine = next((text_of(p.get("display")) or text_of(p.get("uri")) for p in engines), None)
    name = text_of(value.get("tester")) or engine
    return Issuer(kind="tool" if engine else "unknown", name=excerpt(name) if name else None)


def _statements(report: Report) -> Iterator[Statement]:
    about = report.words[0] if report.words else "report"
    yield Statement(
        about=f"testreport:{excerpt(about)}",
        outcome=report.outcome,
        pointer=report.pointer,
        text="The result of the report as a whole.",
    )
    for test in report.tests:
        yield Statement(
            about=f"test:{excerpt(test.name)}",
            outcome=test.outcome,
            pointer=test.pointer,
            text=test.reason,
        )


def _notes(value: dict[str, Any], result: str, tests: tuple[Test, ...]) -> Iterator[str]:
    if value.get("status") not in _DONE:
        status = excerpt(value.get("status") or "not given")
        yield f"Its status is {status}: nothing follows before it is completed."
    failed = any(test.outcome is Outcome.NOT_MET for test in tests)
    if result == "fail" and not failed:
        yield "It says that it failed, though no test in it did: the failure counts."
    if result == "pass" and failed:
        yield "It says that it passed, though a test in it failed: the failure counts."
    if text_of(value.get("tester")) is None:
        yield "It does not say who ran it."


def _named(document: Document, _given: Given) -> Iterator[Shown]:
    """Each requirement that a test or the report names. All have to pass; a failure wins."""
    report = document.model
    if not isinstance(report, Report):
        return
    found: dict[str, list[Test]] = {}
    for test in report.tests:
        for requirement in _requirements(test.words):
            found.setdefault(requirement, []).append(test)
    for requirement in _requirements(report.words):
        whole = Test(
            name="the report",
            words=(),
            outcome=report.outcome,
            pointer=report.pointer,
            reason=f"The report as a whole: {report.outcome.replace('_', ' ')}.",
        )
        found.setdefault(requirement, []).append(whole)
    for requirement, tests in found.items():
        yield _shown(requirement, tests, report)


def _shown(requirement: str, tests: list[Test], report: Report) -> Shown:
    order = (Outcome.NOT_MET, Outcome.INCONCLUSIVE, Outcome.MET)
    worst = min(tests, key=lambda test: order.index(test.outcome))
    outcome, reason = worst.outcome, f"{excerpt(worst.name)}: {worst.reason}"
    if outcome is Outcome.MET and report.outcome is Outcome.NOT_MET and not _explained(report):
        outcome, reason = (
            Outcome.INCONCLUSIVE,
            f"{reason} The report as a whole failed, and does not say where.",
        )
    return Shown(outcome=outcome, pointer=worst.pointer, reason=reason, requirement=requirement)


def _explained(report: Report) -> bool:
    """Is there a test whose failure is the report's?"""
    return any(test.outcome is Outcome.NOT_MET for test in report.tests)


def _requirements(words: tuple[str, ...]) -> list[str]:
    """The ids of the catalogue that a word begins with, each once."""
    firsts = (word.replace("[", " ").replace("(", " ").split() for word in words)
    ids = dict.fromkeys(first[0].strip("]():;,.") for first in firsts if first)
    return [each for each in ids if standards().requirement(each) is not None]


READER: Final = Reader(
    format=Format.FHIR_TEST_REPORT,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"named": _named},
)
