"""SARIF 2.1.0: what static analysis and scanners report.

Shape: OASIS SARIF 2.1.0, sections 3.14 (run), 3.20 (invocation), 3.27 (result) and 3.35 (suppression). A run
that did not end well proves nothing, and a run without results was no search.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.pick import day_of, dict_of, dicts_of, excerpt, text_of, texts_of
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement
from catalog.words import Outcome

_KINDS: Final = {
    "pass": Outcome.MET,
    "notApplicable": Outcome.NOT_APPLICABLE,
    "informational": Outcome.INCONCLUSIVE,
    "review": Outcome.INCONCLUSIVE,
    "open": Outcome.INCONCLUSIVE,
}


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """One run: `ended` is None where it does not say how it ended; `errors` are open and about security."""

    tool: str
    pointer: str
    ended: bool | None
    searched: bool
    statements: tuple[Statement, ...]
    errors: tuple[Statement, ...]


def _recognises(opened: Opened) -> bool:
    value = dict_of(opened.json) if opened.is_json else {}
    schema = text_of(value.get("$schema")) or ""
    return "runs" in value and ("version" in value or "sarif" in schema)


def _take_apart(opened: Opened, _context: Context, _others: Sequence[Opened]) -> Document:
    value = dict_of(opened.json)
    version = text_of(value.get("version")) or ""
    if version != "2.1.0":
        raise RejectedError(
            f"SARIF {version or 'of no version'} is not read.", "Let the tool write SARIF 2.1.0.", "/version"
        )
    runs = tuple(_run(each, f"/runs/{number}") for number, each in dicts_of(value.get("runs")))
    if not runs:
        raise RejectedError("There is no run in it: nothing was analysed.", "Run the tool again.", "/runs")
    return Document(
        format=Format.SARIF,
        format_version=version,
        model=runs,
        issuer=Issuer(kind="tool", name=", ".join(sorted({run.tool for run in runs}))),
        produced_on=max(filter(None, _days(value)), default=None),
        statements=tuple(each for run in runs for each in run.statements),
    )


def _days(value: Mapping[str, Any]) -> Iterator[Any]:
    for _, run in dicts_of(value.get("runs")):
        for _, invocation in dicts_of(run.get("invocations")):
            yield day_of(invocation.get("endTimeUtc")) or day_of(invocation.get("startTimeUtc"))


def _run(run: Mapping[str, Any], place: str) -> Run:
    driver = dict_of(dict_of(run.get("tool")).get("driver"))
    version = text_of(driver.get("semanticVersion")) or text_of(driver.get("version")) or ""
    tool = excerpt(f"{text_of(driver.get('name')) or 'a tool without a name'} {version}".strip())
    ended = _ended(run)
    searched = isinstance(run.get("results"), list) and not dict_of(
        run.get("externalPropertyFileReferences")
    ).get("results")
    results = list(_results(run, place, tool, ended))
    return Run(
        tool=tool,
        pointer=place,
        ended=ended,
        searched=searched,
        statements=(_about_run(tool, ended, searched, place), *(statement for statement, _ in results)),
        errors=tuple(statement for statement, counts in results if counts),
    )


def _ended(run: Mapping[str, Any]) -> bool | None:
    """True where every invocation says that it ended well, False where one does not, None where none says."""
    said = [each.get("executionSuccessful") for _, each in dicts_of(run.get("invocations"))]
    if False in said:
        return False
    return True if said and all(each is True for each in said) else None


def _about_run(tool: str, ended: bool | None, searched: bool, place: str) -> Statement:
    if ended is False:
        outcome, text = Outcome.NOT_EVIDENCED, "The run did not end well: it proves nothing."
    elif not searched:
        outcome, text = Outcome.NOT_EVIDENCED, "The run holds no list of results: nothing was searched for."
    elif ended is None:
        outcome, text = Outcome.INCONCLUSIVE, "The run does not say whether it ended well."
    else:
        outcome, text = Outcome.MET, "The run ended well."
    return Statement(about=f"sarif:{tool}", outcome=outcome, pointer=place, text=text)


def _results(
    run: Mapping[str, Any], place: str, tool: str, ended: bool | None
) -> Iterator[tuple[Statement, bool]]:
    rules = _rules(run)
    secure: dict[int, bool] = {}  # asked once of each rule, which many results may share
    for number, result in dicts_of(run.get("results")):
        rule_id, rule = _rule_of(result, rules)
        level = _level(result, rule)
        outcome, words = _outcome(result, level)
        if ended is False:
            outcome, words = Outcome.INCONCLUSIVE, f"{words}, by a run that did not end well"
        message = text_of(dict_of(result.get("message")).get("text")) or rule_id
        statement = Statement(
            about=f"sarif:{tool}:{rule_id}",
            outcome=outcome,
            pointer=f"{place}/results/{number}",
            text=excerpt(f"{words}: {message} {_where(result)}"),
        )
        if outcome is Outcome.NOT_MET and rule and id(rule) not in secure:
            secure[id(rule)] = _about_security(rule, "relationships")
        counts = secure.get(id(rule), False) or _about_security(result, "taxa")
        yield statement, outcome is Outcome.NOT_MET and counts


def _rules(run: Mapping[str, Any]) -> dict[str | int, Mapping[str, Any]]:
    """The rules of the tool by id and by index; those of its extensions by id."""
    tool = dict_of(run.get("tool"))
    found: dict[str | int, Mapping[str, Any]] = {}
    parts = [each for _, each in dicts_of(tool.get("extensions"))]
    for part in (*parts, dict_of(tool.get("driver"))):
        for _, rule in dicts_of(part.get("rules")):
            if name := text_of(rule.get("id")):
                found[name] = rule
    found.update(dicts_of(dict_of(tool.get("driver")).get("rules")))
    return found


def _rule_of(
    result: Mapping[str, Any], rules: Mapping[str | int, Mapping[str, Any]]
) -> tuple[str, Mapping[str, Any]]:
    pointed = dict_of(result.get("rule"))
    name = text_of(result.get("ruleId")) or text_of(pointed.get("id"))
    number = result.get("ruleIndex", pointed.get("index"))
    rule = rules.get(name) if name else None
    if rule is None and isinstance(number, int) and "toolComponent" not in pointed:
        rule = rules.get(number)
    rule = rule or {}
    return excerpt(name or rule.get("id") or "unnamed"), rule


def _level(result: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    """The result's own level, else its rule's, else `warning` (section 3.27.10)."""
    own = text_of(result.get("level"))
    return own or text_of(dict_of(rule.get("defaultConfiguration")).get("level")) or "warning"


def _outcome(result: Mapping[str, Any], level: str) -> tuple[Outcome, str]:
    kind = text_of(result.get("kind")) or "fail"
    if kind in _KINDS:
        return _KINDS[kind], kind
    if result.get("baselineState") == "absent":
        return Outcome.MET, "gone since the last run"
    if _suppressed(result):
        return Outcome.NOT_APPLICABLE, f"{level}, suppressed"
    return (Outcome.NOT_MET if level == "error" else Outcome.INCONCLUSIVE), level


def _suppressed(result: Mapping[str, Any]) -> bool:
    """Suppressed, where every suppression was accepted or states no review (section 3.35.3)."""
    states = [each.get("status", "accepted") for _, each in dicts_of(result.get("suppressions"))]
    return bool(states) and all(state == "accepted" for state in states)


def _where(result: Mapping[str, Any]) -> str:
    for _, location in dicts_of(result.get("locations")):
        physical = dict_of(location.get("physicalLocation"))
        place = text_of(dict_of(physical.get("artifactLocation")).get("uri"))
        line = dict_of(physical.get("region")).get("startLine")
        if place:
            return f"({place}:{line})" if isinstance(line, int) else f"({place})"
    return ""


def _about_security(part: Mapping[str, Any], related: str) -> bool:
    """Is the rule or the result about security? By a severity, by a tag, or by the weakness it names."""
    properties = dict_of(part.get("properties"))
    if "security-severity" in properties:
        return True
    tags = texts_of(properties.get("tags"))
    if any("security" in tag.lower() or "cwe" in tag.lower() for tag in tags):
        return True
    return any("cwe" in str(each).lower() for _, each in dicts_of(part.get(related)))


def _runs(document: Document) -> tuple[Run, ...]:
    return document.model if isinstance(document.model, tuple) else ()


def _was_analysed(document: Document, _given: Given) -> Iterator[Shown]:
    """The software was analysed by runs that ended well, and nothing grave is left open."""
    for run in _runs(document):
        whole = run.statements[0]
        failed = next((each for each in run.statements[1:] if each.outcome is Outcome.NOT_MET), None)
        if whole.outcome is not Outcome.MET:
            yield Shown(outcome=whole.outcome, pointer=run.pointer, reason=f"{run.tool}: {whole.text}")
        elif failed:
            reason = f"{run.tool} ran, and errors are left open."
            yield Shown(outcome=Outcome.INCONCLUSIVE, pointer=failed.pointer, reason=reason)
        else:
            reason = f"{run.tool} ran to its end and left no error open. What it looks for is all it can say."
            yield Shown(outcome=Outcome.MET, pointer=run.pointer, reason=reason)


def _leaves_errors_open(document: Document, _given: Given) -> Iterator[Shown]:
    """Security errors that are neither mended nor accepted speak against the release."""
    for run in _runs(document):
        if run.errors:
            reason = f"{run.tool} reports {len(run.errors)} open errors about security."
            yield Shown(outcome=Outcome.NOT_MET, pointer=run.errors[0].pointer, reason=reason)


READER: Final = Reader(
    format=Format.SARIF,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"was_analysed": _was_analysed, "leaves_errors_open": _leaves_errors_open},
)
