"""A market to look at again, and a desk that says what it is told to."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import select, update

from catalog.evidence.reading import Context, Line, Reading, Rejection
from catalog.words import EvidenceKind, Outcome
from plumbline.evidence import reading, service
from plumbline.evidence.desk import Desk
from plumbline.evidence.recheck import NIGHTLY, Recheck
from plumbline.evidence.schemas import EvidenceIn
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from plumbline.storage.tables import readings, recheck_changes, recheck_runs
from tests.storage.bom_made import BOM, handed
from tests.storage.market_made import SUPPLIER, add_product, add_supplier

MACHINE = EvidenceIn(kind=EvidenceKind.MACHINE_READABLE)
MET = "SSCOP-1.2"  # what a bill shows by itself
Says = Callable[[bytes, Context], Reading | Rejection]


class ToldDesk(Desk):
    """A desk without workers: it answers what `says` gives, and notes what it was asked."""

    def __init__(self, says: Says) -> None:
        super().__init__(workers=0)
        self._says = says
        self.asked: list[Context] = []

    def read(self, content: bytes, context: Context, beside: Sequence[bytes] = ()) -> Reading | Rejection:
        self.asked.append(context)
        return self._says(content, context)


def better(change: Callable[[Line], Line | None], **fields: object) -> Says:
    """A reader of a later version, which makes something else of each line."""

    def says(content: bytes, context: Context) -> Reading:
        reading = handed(BOM, context.as_of).reading
        lines = tuple(line for line in map(change, reading.lines) if line is not None)
        return msgspec.structs.replace(
            reading, reader_version=reading.reader_version + 1, lines=lines, **fields
        )

    return says


def products_with_documents(database: Database, clock: FixedClock, count: int = 1) -> list[UUID]:
    """The evidence on that many products of one supplier, each a bill of materials."""
    supplier = add_supplier(database)
    found: list[UUID] = []
    for number in range(count):
        slug = "scope" if number == 0 else f"scope-{number}"
        add_product(database, supplier, slug)
        with database.write() as db:
            release = service.release_for(db, slug, supplier)
            read = handed()
            found.append(service.submit_evidence(db, clock, SUPPLIER, release, MACHINE, read.file, read).id)
    return found


def make_stale(database: Database, *evidence_ids: UUID) -> None:
    """As if a reader of an earlier version had read them."""
    with database.write() as db:
        chosen = readings.c.evidence_id.in_(evidence_ids)
        db.execute(update(readings).where(chosen).values(reader_version=0))


def look_again(database: Database, clock: FixedClock, desk: Desk | None = None) -> UUID:
    """One run, with a desk that refuses whatever it is asked unless one is given."""
    desk = desk or ToldDesk(lambda _content, _context: Rejection(reason="No.", next_step=""))
    return Recheck(database, clock, desk, NIGHTLY).run()


def changes(database: Database) -> list[dict[str, object]]:
    """What moved, in the order in which it was recorded."""
    with database.read() as db:
        rows = db.execute(
            select(recheck_changes).order_by(recheck_changes.c.recorded_at, recheck_changes.c.id)
        )
        return [dict(row._mapping) for row in rows]


def runs(database: Database) -> list[tuple[date, bool, int, int, int]]:
    """Each run: its day, whether it ended, and its counts."""
    with database.read() as db:
        rows = db.execute(select(recheck_runs).order_by(recheck_runs.c.started_at, recheck_runs.c.id)).all()
    return [(row.as_of, row.finished_at is not None, row.products, row.moved, row.failed) for row in rows]


def decisions_on(database: Database, evidence_id: UUID) -> list[tuple[int, Outcome, str]]:
    """Each decision on `MET`: its version, what it says, and who made it."""
    with database.read() as db:
        shown = reading.one_evidence(db, evidence_id).decisions
    return [(each.version, each.outcome, each.decided_by) for each in shown if each.requirement_id == MET]


def failing(line: Line) -> Line:
    """The same line as a failure."""
    return msgspec.structs.replace(line, outcome=Outcome.NOT_MET, reason="A later reader knows better.")
