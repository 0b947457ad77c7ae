"""axe-core results: what a machine found wrong with pages. It can prove failure, and never success.

Shapes: axe-core API documentation (results object, `toolOptions`, tags); see `axe_pages` for reporters.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from catalog.evidence import wcag
from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.accessibility import counted, failures, kept, worst_by_criterion
from catalog.evidence.readers.axe_pages import Page, RuleResult, pages
from catalog.evidence.readers.pick import day_of, excerpt
from catalog.evidence.reading import Context, Document, Issuer, Shown, Statement, Subject
from catalog.words import Outcome

_MARKS: Final = (b'"violations"', b'"nodes"', b'"allIssues"')
_OUTCOMES: Final = {
    "violations": Outcome.NOT_MET,
    "incomplete": Outcome.INCONCLUSIVE,
    "passes": Outcome.NOT_EVIDENCED,
    "inapplicable": Outcome.NOT_EVIDENCED,
}
_WORDS: Final = {
    "violations": "fails at",
    "incomplete": "needs a person to look at",
    "passes": "found nothing wrong at",
    "inapplicable": "found nothing to try it on, and",
}


def _recognises(opened: Opened) -> bool:
    """Looks for axe's own words first: only a document with one of them is opened."""
    if not opened.is_json or not any(mark in opened.content for mark in _MARKS):
        return False
    return next(pages(opened.json), None) is not None


def _take_apart(opened: Opened, _context: Context, _others: Sequence[Opened]) -> Document:
    found = tuple(pages(opened.json))
    statements, left_out = kept([each for page in found for each in _statements(page)])
    engine = next((page.engine for page in found if page.engine), None)
    days = [day for page in found if (day := day_of(page.timestamp)) is not None]
    return Document(
        format=Format.AXE_RESULTS,
        format_version=(engine or "").rpartition(" ")[2],
        model=found,
        subject=Subject(),
        issuer=Issuer(kind="tool", name=engine),
        produced_on=min(days, default=None),
        statements=statements,
        notes=(*_notes(found), *left_out),
    )


def _statements(page: Page) -> Iterator[Statement]:
    """What the rules found, by criterion; a rule that belongs to none stands under its own name.

    A rule that passed or did not apply is only told for a criterion: it leaves that criterion open.
    """
    for result in page.results:
        abouts = [each.about for tag in result.tags if (each := wcag.by_tag(tag)) is not None]
        if not abouts and result.found in ("violations", "incomplete"):
            abouts = [f"axe:{result.rule}"]
        for about in abouts:
            yield Statement(
                about=about,
                outcome=_OUTCOMES[result.found],
                pointer=result.pointer,
                text=_text(result, page),
            )


def _text(result: RuleResult, page: Page) -> str:
    places = f"{result.places} place{'' if result.places == 1 else 's'}"
    where = f" of {page.url}" if page.url else ""
    return excerpt(f"{result.rule} {_WORDS[result.found]} {places}{where}. {result.help}")


def _notes(found: Sequence[Page]) -> Iterator[str]:
    urls = sorted({page.url for page in found if page.url})
    yield excerpt(
        f"{len(found)} page{'' if len(found) == 1 else 's'} looked at: {', '.join(urls) or 'unnamed'}."
    )
    rules = Counter(dict.fromkeys(_OUTCOMES, 0))
    rules.update(result.found for page in found for result in page.results)
    yield "Rules run: " + ", ".join(f"{count} {name}" for name, count in rules.items()) + "."
    for only in sorted({page.narrowed for page in found if page.narrowed}):
        yield excerpt(f"The run was narrowed to {only}: what else is wrong was not looked for.")
    off = sorted({rule for page in found for rule in page.disabled})
    if off:
        yield excerpt(f"Rules were switched off: {', '.join(off)}.")
    if not all(page.engine for page in found):
        yield "The version of the engine is not told."
    if not all(page.named for page in found):
        yield "A bare list does not say what it lists: results with a failure are taken for violations."


def _fails_criteria(document: Document, _given: Given) -> Iterator[Shown]:
    """Not met for any violation of a criterion at A or AA, else open; nothing here is ever in favour."""
    worst = worst_by_criterion(document.statements)
    failed = next(failures(worst), None)
    doubtful = [number for number, each in worst.items() if each.outcome is Outcome.INCONCLUSIVE]
    if failed is not None:
        yield failed
    elif doubtful:
        reason = f"A person has to look at {counted(doubtful)}: {', '.join(doubtful)}."
        yield Shown(outcome=Outcome.INCONCLUSIVE, pointer=worst[doubtful[0]].pointer, reason=reason)
    else:
        reason = "The machine found nothing against; what it cannot try, nobody has shown."
        yield Shown(outcome=Outcome.NOT_EVIDENCED, pointer="", reason=reason)


def _was_run(document: Document, _given: Given) -> Iterator[Shown]:
    """That a check was run once shows no habit: for a person to weigh."""
    engine = document.issuer.name or "axe"
    day = f" on {document.produced_on}" if document.produced_on else ""
    reason = f"{engine} was run{day}; whether it runs before each release is not told."
    yield Shown(outcome=Outcome.INCONCLUSIVE, pointer="", reason=reason)


READER: Final = Reader(
    format=Format.AXE_RESULTS,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"fails_criteria": _fails_criteria, "was_run": _was_run},
)
