"""What documents about the making of software have in common: bills of materials and vulnerabilities.

A bill of materials shows that its maker knows the parts. It never shows that the parts are safe. A list of
vulnerabilities shows what was done about those it lists, and speaks against a release that it calls affected.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Final

import msgspec

from catalog.evidence.reader import Given
from catalog.evidence.readers.pick import excerpt
from catalog.evidence.reading import Context, Document, Shown, Statement, Subject
from catalog.standards_loader import standards
from catalog.words import Outcome

_LETTERS: Final = re.compile(r"[^a-z0-9]+")


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """A bill of materials, counted: parts, and how many of them say what identifies them."""

    parts: int
    versioned: int
    identified: int
    linked: bool
    author: str | None
    dated: bool
    pointer: str


class Flaw(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A vulnerability and what became of it: `met` dealt with, `not_met` open, `inconclusive` not known.

    `remedied` says that an open one comes with a way to be rid of it, `rated` that its urgency is stated.
    """

    about: str
    outcome: Outcome
    pointer: str
    text: str
    remedied: bool = False
    rated: bool = False


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """What a document says about the making of a release. `mismatch` says why it may be of another one."""

    bill: Bill | None = None
    flaws: tuple[Flaw, ...] = ()
    mismatch: str = ""
    doubt: str = ""  # why its word cannot be taken, whatever it says (a draft)


def mismatch(subject: Subject, context: Context) -> str:
    """Why the document may not be about the release that it was handed in for; empty where it is.

    Versions have to be the same; of the names one may hold the other, since a build names its package.
    """
    if not subject.product or not subject.version:
        return "It does not say which release it is about."
    if context.release is None:
        return ""
    product, version = context.release
    if _version(subject.version) != _version(version):
        return f"It is about version {excerpt(subject.version)}, not {version}."
    named = _plain(subject.product)
    known = [each for each in map(_plain, (product, context.slug or "")) if each]
    if not named or not any(named in each or each in named for each in known):
        return f"It is about {excerpt(subject.product)}, which may not be {product}."
    return ""


def _version(text: str) -> str:
    return text.strip().lower().removeprefix("v")


def _plain(text: str) -> str:
    return _LETTERS.sub("", text.lower())


def named_requirement(text: str) -> str | None:
    """The catalogue's id for a requirement that a document names, letter case aside; None for a stranger."""
    if standards().requirement(text):
        return text
    return _folded().get(text.casefold())


@cache
def _folded() -> dict[str, str]:
    """Ids by themselves in one letter case; those that differ in nothing else are left out."""
    ids = [item.id for each in standards() for item in each.requirements]
    counts = Counter(each.casefold() for each in ids)
    return {each.casefold(): each for each in ids if counts[each.casefold()] == 1}


def bill_statements(bill: Bill) -> Iterator[Statement]:
    """The least that a bill of materials should say (NTIA, 2021), element by element."""
    yield _element("parts", bill.parts > 0, bill, f"{bill.parts} parts are listed.")
    for name, count in (("version", bill.versioned), ("identifier", bill.identified)):
        if bill.parts:
            yield _share(name, count, bill)
    linked = "Says which part needs which." if bill.linked else "Does not say which part needs which."
    yield _element("dependencies", bill.linked, bill, linked)
    author = f"Made by {bill.author}." if bill.author else "Does not say who made it."
    yield _element("author", bill.author is not None, bill, author)
    dated = "Says when it was made." if bill.dated else "Does not say when it was made."
    yield _element("timestamp", bill.dated, bill, dated)


def _element(name: str, there: bool, bill: Bill, text: str) -> Statement:
    outcome = Outcome.MET if there else Outcome.NOT_EVIDENCED
    return Statement(about=f"sbom:{name}", outcome=outcome, pointer=bill.pointer, text=excerpt(text))


def _share(name: str, count: int, bill: Bill) -> Statement:
    outcome = Outcome.MET if count == bill.parts else Outcome.PARTLY_MET if count else Outcome.NOT_EVIDENCED
    text = f"{count} of {bill.parts} parts have a {name}."
    return Statement(about=f"sbom:{name}", outcome=outcome, pointer=bill.pointer, text=text)


def flaw_statements(flaws: tuple[Flaw, ...]) -> Iterator[Statement]:
    """Each vulnerability as a statement."""
    for flaw in flaws:
        yield Statement(about=flaw.about, outcome=flaw.outcome, pointer=flaw.pointer, text=flaw.text)


def _supply(document: Document) -> Supply:
    return document.model if isinstance(document.model, Supply) else Supply()


def knows_its_parts(document: Document, _given: Given) -> Iterator[Shown]:
    """The parts of this release are listed."""
    supply = _supply(document)
    bill = supply.bill
    if bill is None:
        return
    if supply.mismatch or not bill.parts:
        reason = supply.mismatch or "It lists no part beside the product itself."
        yield Shown(outcome=Outcome.INCONCLUSIVE, pointer=bill.pointer, reason=reason)
        return
    of = excerpt(document.subject.product)
    reason = f"{bill.parts} parts of {of} are listed; that is no word on their safety."
    yield Shown(outcome=Outcome.MET, pointer=bill.pointer, reason=reason)


def practises_one_part(document: Document, _given: Given) -> Iterator[Shown]:
    """One practice of the code of practice is seen; whether the others are is for an assessor."""
    bill = _supply(document).bill
    if bill is not None and bill.parts:
        reason = "A list of parts is one of the code's practices; it does not show the others."
        yield Shown(outcome=Outcome.INCONCLUSIVE, pointer=bill.pointer, reason=reason)


def deals_with_flaws(document: Document, _given: Given) -> Iterator[Shown]:
    """What was done about the vulnerabilities that are listed; none listed says nothing."""
    supply = _supply(document)
    if not supply.flaws:
        return
    first = supply.flaws[0].pointer
    if supply.mismatch or supply.doubt:
        reason = supply.doubt or supply.mismatch
        yield Shown(outcome=Outcome.INCONCLUSIVE, pointer=first, reason=reason)
        return
    yield _dealt_with(supply.flaws)


def _dealt_with(flaws: tuple[Flaw, ...]) -> Shown:
    still_open = [flaw for flaw in flaws if flaw.outcome is Outcome.NOT_MET]
    helpless = [flaw for flaw in still_open if not flaw.remedied]
    unknown = [flaw for flaw in flaws if flaw.outcome is Outcome.INCONCLUSIVE]
    if helpless:
        return _of(Outcome.NOT_MET, helpless, "open and comes with no remedy")
    if still_open:
        return _of(Outcome.PARTLY_MET, still_open, "open, with a remedy")
    if unknown:
        return _of(Outcome.INCONCLUSIVE, unknown, "not judged yet")
    names = {flaw.about.partition("@")[0] for flaw in flaws}
    reason = f"All vulnerabilities listed ({len(names)}) are dealt with; there may be others."
    return Shown(outcome=Outcome.MET, pointer=flaws[0].pointer, reason=reason)


def _of(outcome: Outcome, flaws: list[Flaw], what: str) -> Shown:
    more = f", and {len(flaws) - 1} more" if len(flaws) > 1 else ""
    reason = f"{flaws[0].about} is {what}{more}."
    return Shown(outcome=outcome, pointer=flaws[0].pointer, reason=reason)


def leaves_flaws_open(document: Document, given: Given) -> Iterator[Shown]:
    """Speaks against the release only: vulnerabilities that stay open with no remedy."""
    for shown in deals_with_flaws(document, given):
        if shown.outcome is Outcome.NOT_MET:
            yield shown


SUPPLY_RULES: Final = {
    "knows_its_parts": knows_its_parts,
    "practises_one_part": practises_one_part,
    "deals_with_flaws": deals_with_flaws,
    "leaves_flaws_open": leaves_flaws_open,
}
