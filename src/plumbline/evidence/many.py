"""Many files at once: read before anything is written, then recorded together, each with what it moved.

A file that is refused stops none of the others. What stands on the release already is said and not doubled.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from time import monotonic
from typing import Final
from uuid import UUID

import msgspec

from catalog.evidence.reading import Reading, Rejection
from catalog.evidence.settled import settled
from plumbline.evidence import many_rows, service
from plumbline.evidence.desk import Desk
from plumbline.evidence.many_out import already, as_document, of_reading, of_refusal
from plumbline.evidence.many_schemas import Became, FileOut, HandedInOut
from plumbline.evidence.moves import moved, standing_now
from plumbline.evidence.readings import Handed, context_for
from plumbline.evidence.repository import Release
from plumbline.evidence.schemas import FileIn
from plumbline.evidence.together import Told, read_together
from plumbline.kit.audit import Actor
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Invalid, Stale
from plumbline.storage.engine import Connection, Database

MOST_FILES: Final = 40
SECONDS: Final = 60.0
"""For reading all that came together: beyond it, what is left is given up."""


class Lot(msgspec.Struct, frozen=True, kw_only=True):
    """Files that came together, read for a release, with their SHA-256s. `same_as` gives the first of equal
    ones by place.
    """

    release: Release
    files: Sequence[FileIn]
    digests: Sequence[str]
    told: Mapping[int, Told]
    same_as: Sequence[int]


def read_lot(
    database: Database,
    desk: Desk,
    clock: Clock,
    slug: str,
    supplier_id: UUID | None,
    files: Sequence[FileIn],
    version: str | None = None,
) -> Lot:
    """Read the files, outside any transaction. `version`: refuse where another release is the current one.

    Raises `Invalid` for no file or too many, `NotFound` for another's product, `Stale` for another release.
    """
    with database.read() as db:
        release = service.release_for(db, slug, supplier_id)
        _check(release, version, files)
        context = context_for(db, release, today(clock))
    digests = [sha256(file.content).hexdigest() for file in files]
    same_as = [digests.index(each) for each in digests]
    first = sorted(set(same_as))
    end = monotonic() + SECONDS
    told = read_together(
        [files[place].content for place in first],
        lambda content, beside: desk.read(content, context, beside),
        lambda: monotonic() > end,
    )
    back = dict(enumerate(first))
    return Lot(
        release=release,
        files=files,
        digests=digests,
        told={back[number]: _placed(each, back) for number, each in enumerate(told)},
        same_as=same_as,
    )


def hand_in(db: Connection, clock: Clock, actor: Actor, lot: Lot) -> HandedInOut:
    """Record what was read. Raises `Stale` where the release is no longer the current one."""
    release = lot.release
    many_rows.lock_release(db, release.id)
    current = service.release_for(db, release.product_slug, release.supplier_id)
    if current.id != release.id:
        raise moved_on(current)
    day = today(clock)
    before = standing_now(db, release.product_id, day)
    out: dict[int, FileOut] = {}
    for place in sorted(lot.told, key=lambda place: isinstance(lot.told[place].found, Rejection)):
        out[place] = _one(db, clock, actor, lot, place)
    files = [
        out[place] if place == number else _again(lot.files[number], lot.files[place], out[place])
        for number, place in enumerate(lot.same_as)
    ]
    return HandedInOut(
        product=release.product_slug,
        release=release.version,
        received_on=day,
        counts={str(each): count for each, count in Counter(file.became for file in files).items()},
        files=files,
        moved=moved(before, standing_now(db, release.product_id, day)),
    )


def _one(db: Connection, clock: Clock, actor: Actor, lot: Lot, place: int) -> FileOut:
    told, file, digest = lot.told[place], lot.files[place], lot.digests[place]
    if isinstance(told.found, Reading):
        earlier = many_rows.read_earlier(db, lot.release.id, digest)
        if earlier is not None and _says_no_more(told, earlier.reading):
            return already(file, earlier, _names(lot, told.leans_on))
        handed = Handed(
            file=file, reading=told.found, beside=tuple(_kept(lot, each) for each in told.leans_on)
        )
        replaces = earlier.evidence_id if earlier else None
        return of_reading(db, clock, actor, lot.release, handed, _names(lot, told.leans_on), replaces)
    stands = many_rows.kept_earlier(db, lot.release.id, digest)
    if stands is not None:
        return already(file, stands, ())
    if told.about:
        return as_document(db, clock, actor, lot.release, file, told, _names(lot, told.named_by))
    return of_refusal(file, told.found)


def _says_no_more(told: Told, earlier: Reading | None) -> bool:
    """Would recording it again add nothing? Only what came with it now can make it say something else."""
    found = told.found
    if not told.leans_on or earlier is None or not isinstance(found, Reading):
        return True
    return settled(found.lines) == settled(earlier.lines)


def _kept(lot: Lot, place: int) -> str:
    """SHA-256 of what is kept of a file."""
    found, file = lot.told[place].found, lot.files[place]
    if isinstance(found, Reading):
        return sha256(Handed(file=file, reading=found).kept).hexdigest()
    return lot.digests[place]


def _names(lot: Lot, places: Sequence[int]) -> tuple[str, ...]:
    return tuple(service.file_name(lot.files[place].name) for place in places)


def _again(file: FileIn, first: FileIn, out: FileOut) -> FileOut:
    """The same bytes under a second name."""
    name = service.file_name(file.name)
    became = out.became if out.became is Became.REFUSED else Became.ALREADY_HERE
    note = f"The same bytes as {service.file_name(first.name)}, which came with it. {out.note}"
    return msgspec.structs.replace(out, name=name, became=became, note=note, read=None, moved=None)


def _placed(told: Told, back: Mapping[int, int]) -> Told:
    return msgspec.structs.replace(
        told,
        leans_on=tuple(back[each] for each in told.leans_on),
        named_by=tuple(back[each] for each in told.named_by),
    )


def _check(release: Release, version: str | None, files: Sequence[FileIn]) -> None:
    if version is not None and version != release.version:
        raise moved_on(release)
    if not files:
        raise Invalid.field("/file", "No file came.", next_step="Choose at least one file.")
    if len(files) > MOST_FILES:
        raise Invalid.field(
            "/file",
            f"{len(files)} files came; at most {MOST_FILES} are taken at once. None was kept.",
            next_step="Hand them in in several lots, and files that belong together in one lot.",
        )


def moved_on(release: Release) -> Stale:
    """What is said where another release became the current one."""
    return Stale(
        f"The current release of {release.product_slug} is {release.version}. Nothing was kept.",
        next_step="Evidence counts for the current release: check that what you hand in is about it.",
    )
