"""Finds the pages in what axe-core and its many reporters write.

Seen: the result of one page; a list of such results; an object that holds them under a name or by address; a
bare list of rule results; the `raw` reporter's list of rules with their own violations; and the export of
axe DevTools, which lists issues.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from catalog.evidence.readers.pick import below, dict_of, dicts_of, excerpt, text_of, texts_of

LISTS: Final = ("violations", "incomplete", "passes", "inapplicable")
_WRAPPED: Final = 3  # levels of lists and objects that reporters put around a page


class RuleResult(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one rule found on a page: `found` is the list it stood in."""

    rule: str
    found: str
    tags: tuple[str, ...]
    help: str
    places: int
    pointer: str


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page that was looked at, and what each rule found there."""

    url: str | None
    engine: str | None
    timestamp: str | None
    narrowed: str | None
    disabled: tuple[str, ...]
    named: bool  # does it say itself which list is which?
    results: tuple[RuleResult, ...]


def pages(value: Any) -> Iterator[Page]:
    """Every page in the document, in its order."""
    yield from _pages(value, "", None, _WRAPPED)


def _pages(value: Any, pointer: str, url: str | None, levels: int) -> Iterator[Page]:
    if _is_page(value):
        yield _page(value, pointer, url)
    elif _is_devtools(value):
        yield _devtools(value, pointer)
    elif isinstance(value, list) and _is_rules(value):
        yield _bare(value, pointer, url)
    elif levels:
        for key, each in _children(value):
            address = key if "://" in key else url
            yield from _pages(each, below(pointer, key), address, levels - 1)


def _children(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(number), each) for number, each in enumerate(value))


def _is_page(value: Any) -> bool:
    """An object with violations that is one of axe: another of its lists, its engine, or its kind of rule."""
    page = dict_of(value)
    if not isinstance(page.get("violations"), list) or "pageLevel" in page:
        return False
    engine = str(dict_of(page.get("testEngine")).get("name", "")).lower()
    others = sum(isinstance(page.get(name), list) for name in LISTS[1:])
    return "axe" in engine or others > 0 or _is_rules(page["violations"])


def _is_rules(value: list[Any]) -> bool:
    """Rule results, each with its id and the nodes that it was tried on, or (raw) lists of them."""
    return bool(value) and all(
        isinstance(each, dict)
        and isinstance(each.get("id"), str)
        and isinstance(each.get("tags"), list)
        and (isinstance(each.get("nodes"), list) or "pageLevel" in each)
        for each in value
    )


def _page(page: dict[str, Any], pointer: str, url: str | None) -> Page:
    results = [each for name in LISTS for each in _results(page.get(name), name, f"{pointer}/{name}")]
    return _with_facts(page, url, results, named=True)


def _bare(rules: list[dict[str, Any]], pointer: str, url: str | None) -> Page:
    results = [
        _result(each, name, f"{pointer}/{number}")
        for number, each in enumerate(rules)
        for name in _found_by(each)
    ]
    named = all("pageLevel" in each for each in rules)
    return _with_facts({}, url, results, named=named)


def _found_by(rule: Mapping[str, Any]) -> Iterator[str]:
    """The lists that a bare rule belongs to; only the raw reporter says so, else its nodes give it away."""
    if "pageLevel" in rule:
        filled = [name for name in LISTS if isinstance(rule.get(name), list) and rule[name]]
        yield from filled or ["inapplicable"]
    elif not rule["nodes"]:
        yield "inapplicable"
    elif any(dict_of(node).get("failureSummary") or dict_of(node).get("impact") for node in rule["nodes"]):
        yield "violations"
    else:
        yield "passes"


def _results(value: Any, name: str, pointer: str) -> Iterator[RuleResult]:
    for number, each in dicts_of(value):
        if text_of(each.get("id")):
            yield _result(each, name, f"{pointer}/{number}")


def _result(rule: Mapping[str, Any], name: str, pointer: str) -> RuleResult:
    nodes = rule.get("nodes") if isinstance(rule.get("nodes"), list) else rule.get(name)
    return RuleResult(
        rule=str(rule.get("id")),
        found=name,
        tags=tuple(texts_of(rule.get("tags"))),
        help=text_of(rule.get("help")) or text_of(rule.get("description")) or "",
        places=len(nodes) if isinstance(nodes, list) else 0,
        pointer=pointer,
    )


def _with_facts(page: dict[str, Any], url: str | None, results: list[RuleResult], *, named: bool) -> Page:
    engine = dict_of(page.get("testEngine"))
    options = dict_of(page.get("toolOptions"))
    known = " ".join(filter(None, (text_of(engine.get("name")), text_of(engine.get("version")))))
    return Page(
        url=excerpt(text_of(page.get("url")) or url or "") or None,
        engine=known or None,
        timestamp=text_of(page.get("timestamp")),
        narrowed=_narrowed(options.get("runOnly")),
        disabled=tuple(
            name
            for name, rule in dict_of(options.get("rules")).items()
            if dict_of(rule).get("enabled") is False
        ),
        named=named,
        results=tuple(results),
    )


def _narrowed(only: Any) -> str | None:
    """What `runOnly` names: a word, a list, or an object with values."""
    values = dict_of(only).get("values", dict_of(only).get("value")) if isinstance(only, dict) else only
    words = [values] if isinstance(values, str) else texts_of(values)
    return ", ".join(words) or None


def _is_devtools(value: Any) -> bool:
    report = dict_of(value)
    return isinstance(report.get("allIssues"), list) and "axeVersion" in report


def _devtools(report: dict[str, Any], pointer: str) -> Page:
    results = [
        RuleResult(
            rule=str(issue.get("ruleId")),
            found="incomplete" if issue.get("needsReview") is True else "violations",
            tags=tuple(texts_of(issue.get("tags"))),
            help=text_of(issue.get("help")) or text_of(issue.get("description")) or "",
            places=1,
            pointer=f"{pointer}/allIssues/{number}",
        )
        for number, issue in dicts_of(report["allIssues"])
    ]
    facts = {
        "testEngine": {"name": "axe-core", "version": report.get("axeVersion")},
        "url": report.get("url"),
        "timestamp": report.get("testingEndDate") or report.get("testingStartDate"),
    }
    return _with_facts(facts, None, results, named=True)
