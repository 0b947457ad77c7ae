"""Looks again at everything on record: what has run out, and what better readers make of what is kept.

One run at a time, whoever begins it, on whichever machine: a lease in the database decides, and every write
keeps it or fails. Each product is looked at in a transaction of its own, so a run that is cut off leaves
nothing half done, and the next one goes on with the products that are left.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
import structlog

from catalog.evidence.history import ProductHistory
from catalog.evidence.reading import Reading, Rejection
from catalog.evidence.recheck import as_if_known
from catalog.standards_loader import standards
from catalog.timeline import turning_days
from plumbline.evidence import recheck_rows as rows
from plumbline.evidence.desk import Desk
from plumbline.evidence.house_rows import last_ended
from plumbline.evidence.moves import moved, standing_on
from plumbline.evidence.outlook import by_time
from plumbline.evidence.reading_again import ReadAgain, read_again, record_again, versions
from plumbline.evidence.recheck_schemas import ChangeBody, ReadAgainOut
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import RECHECKING
from plumbline.market.reading import histories_of, history_of
from plumbline.storage.engine import Connection, Database

LEASE: Final = timedelta(minutes=5)
"""Longer than any one product takes, and short enough that a run that was cut off is soon gone on with."""
BATCH: Final = 200
ONE_DAY: Final = timedelta(days=1)
NIGHTLY: Final = Actor(kind="system", name="nightly re-check")
log = structlog.get_logger()


class Busy(Conflict):
    """Somebody else is looking."""


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """A product to look at: since when, what is on record, and the documents to read again."""

    product_id: UUID
    since: date
    history: ProductHistory
    stale: tuple[Any, ...]


class Recheck:
    """One run, from taking the lease to giving it back. `stopped` ends it early, between two products."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        desk: Desk,
        actor: Actor,
        stopped: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._desk = desk
        self._actor = actor
        self._stopped = stopped
        self._holder = new_id()
        self._day = today(clock)
        self._versions = versions()
        self._failed = 0

    def run(self) -> UUID:
        """Look at every product that was not looked at today. Raises `Busy` while somebody else does."""
        run_id = self.run_if(lambda _db: True)
        assert run_id is not None
        return run_id

    def run_if(self, is_due: Callable[[Connection], bool]) -> UUID | None:
        """The same, or None where `is_due` says no: asked when nobody else can begin, so that of two who were
        told yes before, the second does not do again what the first has done.
        """
        with self._database.write(RECHECKING) as db:
            self._hold(db)
            if not is_due(db):
                rows.let_go(db, self._holder)
                return None
            stale = self._stale(db)
            run_id, due = self._begun(db), rows.due(db, self._day, stale)
        try:
            for start in range(0, len(due), BATCH):
                if not self._batch(run_id, due[start : start + BATCH], stale):
                    return run_id
            self._finish(run_id)
        finally:
            with self._database.write(RECHECKING) as db:
                rows.let_go(db, self._holder)
        return run_id

    def _hold(self, db: Connection) -> None:
        now = self._clock.now()
        if not rows.hold(db, self._holder, now, now + LEASE):
            raise Busy(
                "What is on record is being looked at already.",
                next_step="Wait until that has ended, then ask again.",
            )

    def _begun(self, db: Connection) -> UUID:
        """The run that was cut off on the same day, or a new one."""
        newest = rows.newest_run(db)
        if newest is not None and newest.finished_at is None and newest.as_of == self._day:
            return UUID(str(newest.id))
        return rows.add_run(db, self._day, self._actor.name, self._clock.now())

    def _stale(self, db: Connection) -> dict[UUID, list[Any]]:
        """The documents to be read again, by product: also of products that were looked at today."""
        found: dict[UUID, list[Any]] = {}
        for row in rows.stale_documents(db, self._versions, last_ended(db)):
            found.setdefault(row.product_id, []).append(row)
        return found

    def _batch(self, run_id: UUID, due: Sequence[Any], stale: Mapping[UUID, list[Any]]) -> bool:
        """Look at some products; False where it was stopped before the last of them."""
        quiet, others = self._parted(due, stale)
        with self._database.write(RECHECKING) as db:
            self._hold(db)
            rows.mark(db, quiet, run_id, self._day, self._clock.now())
        for each in others:
            if self._stopped():
                return False
            self._look(run_id, each)
        return not self._stopped()

    def _parted(self, due: Sequence[Any], stale: Mapping[UUID, list[Any]]) -> tuple[list[UUID], list[Due]]:
        """Products of which nothing can have moved, and those to be looked at closely."""
        with self._database.read(RECHECKING) as db:
            histories = histories_of(db, [row.id for row in due])
        found = [
            Due(
                product_id=row.id,
                since=row.as_of or max(row.listed_on, self._day - ONE_DAY),
                history=histories[row.id],
                stale=tuple(stale.get(row.id, ())),
            )
            for row in due
        ]
        moving = [each for each in found if self._may_move(each)]
        close = {each.product_id for each in moving}
        return [each.product_id for each in found if each.product_id not in close], moving

    def _may_move(self, due: Due) -> bool:
        days = turning_days(standards(), due.history)
        return bool(due.stale) or any(due.since < day <= self._day for day in days)

    def _look(self, run_id: UUID, due: Due) -> None:
        """One product that trips something is told of and tried again the next time; the run goes on."""
        try:
            found = [(row, read_again(self._database, self._desk, row)) for row in due.stale]
            with self._database.write(RECHECKING) as db:
                self._hold(db)
                self._record(db, run_id, due, list(self._sound(found)))
        except Busy:
            raise
        except Exception as error:
            self._failed += 1
            log.error("recheck.product_failed", product=str(due.product_id), exc_info=error)

    def _sound(
        self, found: Sequence[tuple[Any, Reading | Rejection]]
    ) -> Iterator[tuple[Any, Reading | Rejection]]:
        """Without the documents that could not be read: what was read of them before stands."""
        for row, each in found:
            if isinstance(each, Rejection) and each.fault:
                self._failed += 1
                log.warning("recheck.document_not_read", evidence=str(row.evidence_id), reason=each.reason)
            else:
                yield row, each

    def _record(
        self, db: Connection, run_id: UUID, due: Due, found: Sequence[tuple[Any, Reading | Rejection]]
    ) -> None:
        history = history_of(db, due.product_id)
        before = standing_on(as_if_known(history, due.since), due.since)
        again = tuple(
            record_again(db, self._clock, self._actor, row, each, self._version(row, each))
            for row, each in found
        )
        moves = moved(before, standing_on(history_of(db, due.product_id), self._day))
        body = by_time(history, due.since, self._day, moves)
        if body.lapsed or any(each.requirements for each in again) or moves.gate_before != moves.gate_after:
            body = msgspec.structs.replace(body, read_again=tuple(_again_out(each) for each in again))
            self._add_change(db, run_id, due, body, (moves.gate_before, moves.gate_after))
        rows.mark(db, [due.product_id], run_id, self._day, self._clock.now())

    def _version(self, row: Any, found: Reading | Rejection) -> int:
        return found.reader_version if isinstance(found, Reading) else self._versions[row.format]

    def _add_change(
        self, db: Connection, run_id: UUID, due: Due, body: ChangeBody, gate: tuple[str, str]
    ) -> None:
        values = {
            "run_id": run_id,
            "product_id": due.product_id,
            "since": due.since,
            "as_of": self._day,
            "gate_before": str(gate[0]),
            "gate_after": str(gate[1]),
            "body": msgspec.to_builtins(body),
            "recorded_at": self._clock.now(),
        }
        told = event(
            self._clock,
            self._actor,
            "product.rechecked",
            "product",
            due.product_id,
            since=due.since.isoformat(),
            gate=f"{gate[0]} {gate[1]}",
            lapsed={each.requirement_id: each.last_day.isoformat() for each in body.lapsed},
            read_again={str(each.evidence_id): each.reader for each in body.read_again},
            verdicts={each.standard_id: f"{each.before} {each.after}" for each in body.verdicts},
        )
        rows.add_change(db, values, event=told)

    def _finish(self, run_id: UUID) -> None:
        with self._database.write(RECHECKING) as db:
            self._hold(db)
            products, changed = rows.counted(db, run_id)
            counts = {"products": products, "moved": changed, "failed": self._failed}
            told = event(self._clock, self._actor, "recheck.finished", "recheck", run_id, **counts)
            rows.finish_run(db, run_id, self._clock.now(), counts, event=told)


def _again_out(again: ReadAgain) -> ReadAgainOut:
    return ReadAgainOut(**msgspec.structs.asdict(again))
