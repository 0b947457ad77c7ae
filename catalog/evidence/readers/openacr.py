"""OpenACR: a supplier's own word on accessibility, criterion by criterion, as a VPAT in a machine's form.

Its schema is loose (levels may be empty, days are free text), so what counts is checked here against the
criteria of WCAG 2.2 themselves. Shape: GSA OpenACR 0.1.0.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from catalog.evidence import wcag
from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.accessibility import conclusion, kept, worst_by_criterion
from catalog.evidence.readers.free_dates import free_day
from catalog.evidence.readers.pick import dict_of, dicts_of, escaped, excerpt, text_of
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement, Subject
from catalog.words import Outcome

_MARKS: Final = re.compile(rb"^[ \t\"']*chapters[\"']?[ \t]*:", re.MULTILINE)
_LEVELS: Final = {
    "supports": Outcome.MET,
    "partially-supports": Outcome.PARTLY_MET,
    "does-not-support": Outcome.NOT_MET,
    "not-applicable": Outcome.NOT_APPLICABLE,
    "not-evaluated": Outcome.NOT_EVIDENCED,
    "": Outcome.NOT_EVIDENCED,
}
_SCREENS: Final = frozenset({"web", "software", "authoring-tool", "none", ""})
_PREFIX: Final = "success_criteria_level_"


def _value(opened: Opened) -> dict[str, Any]:
    return dict_of(opened.json if opened.is_json else opened.yaml)


def _recognises(opened: Opened) -> bool:
    """A product and chapters; the cheap look at the text keeps other documents from being parsed."""
    if not (opened.is_json or opened.is_yaml) or not (
        _MARKS.search(opened.content) or b'"chapters"' in opened.content
    ):
        return False
    value = _value(opened)
    return isinstance(value.get("chapters"), dict) and "product" in value


def _take_apart(opened: Opened, _context: Context, _others: Sequence[Opened]) -> Document:
    value = _value(opened)
    statements = list(_statements(value))
    if not statements:
        raise RejectedError(
            "No chapter has a criterion with a level.", "Fill the chapters and hand it in.", "/chapters"
        )
    some, left_out = kept(statements)
    product = dict_of(value.get("product"))
    maker = dict_of(value.get("vendor")) or dict_of(value.get("author"))
    said = value.get("last_modified_date") or value.get("report_date")
    return Document(
        format=Format.OPENACR_REPORT,
        format_version=text_of(value.get("catalog")) or "",
        model=worst_by_criterion(_of_screens(statements)),
        subject=Subject(
            vendor=text_of(maker.get("company_name")),
            product=text_of(product.get("name")),
            version=_version(product.get("version")),
        ),
        issuer=_issuer(value),
        produced_on=free_day(said),
        statements=some,
        notes=(*_notes(value, statements, said), *left_out),
    )


def _issuer(value: Mapping[str, Any]) -> Issuer:
    """The author: somebody else than the vendor only where the report names both, and they differ."""
    author = dict_of(value.get("author"))
    name = text_of(author.get("company_name")) or text_of(author.get("name"))
    vendor = text_of(dict_of(value.get("vendor")).get("company_name"))
    return Issuer(kind="third-party" if vendor and name and vendor != name else "vendor", name=name)


def _version(value: Any) -> str | None:
    """YAML makes a number of 3.1."""
    return str(value) if isinstance(value, int | float | date) else text_of(value)


def _statements(value: Mapping[str, Any]) -> Iterator[Statement]:
    for name, chapter in dict_of(value.get("chapters")).items():
        body = dict_of(chapter)
        if body.get("disabled") is True:
            continue
        for number, criterion in dicts_of(body.get("criteria")):
            place = f"/chapters/{escaped(str(name))}/criteria/{number}"
            yield from _of_criterion(str(name), criterion, place)


def _of_criterion(chapter: str, criterion: Mapping[str, Any], place: str) -> Iterator[Statement]:
    about = _about(chapter, str(criterion.get("num", "")).strip())
    for number, component in dicts_of(criterion.get("components")):
        said = dict_of(component.get("adherence"))
        level = str(said.get("level") or "").strip().lower().replace(" ", "-").replace("_", "-")
        outcome = _LEVELS.get(level, Outcome.INCONCLUSIVE)
        yield Statement(
            about=f"{about} {component.get('name') or ''}".rstrip(),
            outcome=outcome,
            pointer=f"{place}/components/{number}/adherence/level",
            text=excerpt(f"{level or 'no level'}. {said.get('notes') or ''}".rstrip()),
        )


def _about(chapter: str, number: str) -> str:
    """A criterion of WCAG by its number, any other item by its chapter's standard and number."""
    if chapter.startswith(_PREFIX):
        return f"wcag22:{number}" if number in wcag.criteria() else f"openacr:{chapter}/{number}"
    scheme = "en301549" if chapter.startswith("en_301_549") else "section508"
    return f"{scheme}:{number}"


def _of_screens(statements: Sequence[Statement]) -> Iterator[Statement]:
    """Those about screens: documents that come with a product are shown and do not count for its screens."""
    for statement in statements:
        if statement.about.partition(" ")[2] in _SCREENS:
            yield statement


def _notes(value: Mapping[str, Any], statements: Sequence[Statement], said: Any) -> Iterator[str]:
    levels = Counter(each.outcome.value for each in statements)
    yield "Levels: " + ", ".join(f"{count} {name}" for name, count in sorted(levels.items())) + "."
    if said is None:
        yield "It names no day on which it was made."
    elif free_day(said) is None:
        yield excerpt(f"The day {said!r} could not be told.")
    if not text_of(value.get("catalog")):
        yield "It names no catalogue: read as WCAG by its numbers."
    strange = sorted(
        {each.about.partition(" ")[0] for each in statements if each.about.startswith("openacr:")}
    )
    if strange:
        yield excerpt(f"Not criteria of WCAG 2.2: {', '.join(strange)}.")
    off = [str(name) for name, chapter in dict_of(value.get("chapters")).items() if _is_off(chapter)]
    if off:
        yield excerpt(f"Chapters switched off: {', '.join(off)}.")


def _is_off(chapter: Any) -> bool:
    return dict_of(chapter).get("disabled") is True


def _claims_criteria(document: Document, _given: Given) -> Iterator[Shown]:
    """Met only where all 55 criteria of A and AA are supported, or do not apply, on web and in software."""
    model: Any = document.model
    yield conclusion(model)


READER: Final = Reader(
    format=Format.OPENACR_REPORT,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"claims_criteria": _claims_criteria},
)
