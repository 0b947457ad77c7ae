"""Files that came together: each is read beside the others, and what leans on what is found by trying.

A file leans on another where it shows something else without it: test results on their coverage table, an
attestation on the report that it names. So nothing has to be known here of any format.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from catalog.evidence.reading import Line, Reading, Rejection
from catalog.evidence.settled import settled

Read = Callable[[bytes, Sequence[bytes]], Reading | Rejection]
"""What a document shows, read beside the contents of others."""
Late = Callable[[], bool]
"""Has the time for the whole lot run out?"""

OUT_OF_TIME: Final = Rejection(
    reason="The files that came together took too long to read, and this one was given up.",
    next_step="Hand it in again, by itself or with the one file that belongs to it.",
)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file; other files stand here by their place in the lot.

    `leans_on` are those it was read together with to any effect. Of a file that nobody reads, `about` are
    the requirements of which others show something only because it is there, and `named_by` those others.
    """

    found: Reading | Rejection
    leans_on: tuple[int, ...] = ()
    about: tuple[str, ...] = ()
    named_by: tuple[int, ...] = ()


def read_together(contents: Sequence[bytes], read: Read, late: Late) -> list[Told]:
    """What became of each file, in the order in which they came. No two may be the same bytes."""
    places = range(len(contents))
    found = [OUT_OF_TIME if late() else _beside(contents, place, read, ()) for place in places]
    leans: list[dict[int, frozenset[str]]] = []
    for place in places:
        leant = _leans(contents, place, read, found[place])
        if late() and len(contents) > 1 and isinstance(found[place], Reading):
            found[place], leant = OUT_OF_TIME, {}  # what it leans on could not be told for certain
        leans.append(leant)
    told = [_told(place, found, leans) for place in places]
    gone = {place for place in places if isinstance(found[place], Rejection) and not told[place].about}
    return [_without(contents, place, told[place], gone, read) for place in places]


def _beside(
    contents: Sequence[bytes], place: int, read: Read, left_out: Sequence[int]
) -> Reading | Rejection:
    others = [other for number, other in enumerate(contents) if number != place and number not in left_out]
    return read(contents[place], others)


def _leans(
    contents: Sequence[bytes], place: int, read: Read, whole: Reading | Rejection
) -> dict[int, frozenset[str]]:
    """The files it leans on, each with the requirements of which it shows something else without them."""
    if isinstance(whole, Rejection) or len(contents) == 1:
        return {}
    if _same(whole, read(contents[place], ())):
        return {}
    leant = {}
    for other in (number for number in range(len(contents)) if number != place):
        without = _beside(contents, place, read, (other,))
        if not _same(whole, without):
            leant[other] = _differing(whole, without)
    return leant


def _same(one: Reading, other: Reading | Rejection) -> bool:
    if isinstance(other, Rejection):
        return False
    return (one.lines, one.statements) == (other.lines, other.statements)


def _differing(one: Reading, other: Reading | Rejection) -> frozenset[str]:
    mine = _by_requirement(one)
    theirs = _by_requirement(other) if isinstance(other, Reading) else {}
    return frozenset(name for name, line in mine.items() if theirs.get(name) != line)


def _by_requirement(reading: Reading) -> dict[str, Line]:
    return {line.requirement_id: line for line in settled(reading.lines)}


def _told(
    place: int, found: Sequence[Reading | Rejection], leans: Sequence[dict[int, frozenset[str]]]
) -> Told:
    if isinstance(found[place], Reading):
        return Told(found=found[place], leans_on=tuple(leans[place]))
    by = tuple(other for other, leant in enumerate(leans) if leant.get(place))
    about = sorted({name for other in by for name in leans[other][place]})
    return Told(found=found[place], about=tuple(about), named_by=by)


def _without(contents: Sequence[bytes], place: int, told: Told, gone: set[int], read: Read) -> Told:
    """Read anew without the files that are not kept, where it leant on one of them."""
    if gone.isdisjoint(told.leans_on):
        return told
    leans_on = tuple(other for other in told.leans_on if other not in gone)
    return Told(found=_beside(contents, place, read, tuple(gone)), leans_on=leans_on)
