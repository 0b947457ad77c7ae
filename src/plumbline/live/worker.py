"""The worker of live checks: takes what is due, looks at the host, and records what came of it.

It runs in a process of its own, apart from the web: what answers people never opens a connection to a
stranger's server. Nothing of the database is held while a server is asked.
"""

import threading
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from sqlalchemy.exc import OperationalError

from plumbline.evidence import service as evidence
from plumbline.evidence.desk import Desk
from plumbline.evidence.readings import context_for
from plumbline.kit.clock import Clock, today
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import LOOKING_AT_HOSTS
from plumbline.live import repository
from plumbline.live.check import Asked, Checked, Checks, Document
from plumbline.live.proving import Proof
from plumbline.live.recording import Looked, Read, record, supersede
from plumbline.live.shown import address_in
from plumbline.storage.engine import Connection, Database

CLAIM: Final = timedelta(minutes=10)
"""Longer than any check can take; after it, another worker takes up what one left behind."""
LONGEST_SLEEP: Final = 15.0
TRIPPED: Final = "The check failed by a fault of the market's own, which its operator can read of."
log = structlog.get_logger()


class Worker:
    """One at a time, for as long as it is let. Several may run beside each other: each check is one's own."""

    def __init__(self, database: Database, clock: Clock, client: Checks, desk: Desk) -> None:
        self._database, self._clock, self._client, self._desk = database, clock, client, desk

    def run_due(self, stop: threading.Event | None = None) -> int:
        """Run every check that is due, and tell how many did; with `stop` set, end after the present one."""
        count = 0
        while (stop is None or not stop.is_set()) and self._run_one():
            count += 1
        return count

    def run(self, stop: threading.Event) -> None:
        """Run what is due, and wait for what will be, until `stop` is set."""
        while not stop.is_set():
            self.run_due(stop)
            stop.wait(self._sleep())

    def _sleep(self) -> float:
        """Seconds until the next is due, and no more than a few: one may be queued meanwhile."""
        with self._database.read(LOOKING_AT_HOSTS) as db:
            due = repository.next_due(db)
        left = (due - self._clock.now()).total_seconds() if due else LONGEST_SLEEP
        return min(max(left, 1.0), LONGEST_SLEEP)

    def _run_one(self) -> bool:
        claim = new_id()
        with self._database.write(LOOKING_AT_HOSTS) as db:
            now = self._clock.now()
            row = repository.claim_due(db, now, claim, now + CLAIM)
            if row is None:
                return False
            if _superseded(db, row):
                supersede(db, self._clock, row)
                return True
        at = self._clock.now()
        try:
            self._record(row.id, claim, self._look(row, at))
        except OperationalError:
            raise  # the database is away: whoever runs this starts it again
        except Exception:  # one host that trips the worker must not keep it from the others
            log.exception("live_check_failed", check=str(row.id))
            self._record(row.id, claim, Looked(at=at, checked=Checked(proved=None, reason=TRIPPED)))
        return True

    def _record(self, check_id: UUID, claim: UUID, looked: Looked) -> None:
        with self._database.write(LOOKING_AT_HOSTS) as db:
            still = repository.claimed(db, check_id, claim)
            if still is not None:  # else the supplier removed it meanwhile: nothing is recorded
                record(db, self._clock, still, looked)

    def _look(self, row: Any, at: datetime) -> Looked:
        asked = Asked(address=address_in(row), proof=Proof(row.proof), token=row.token)
        checked = self._client.check(asked)
        return Looked(at=at, checked=checked, read=tuple(self._read(row, each) for each in checked.documents))

    def _read(self, row: Any, document: Document) -> Read:
        """What a reader makes of a document; it is read apart, as what suppliers hand in is."""
        if document.content is None:
            return Read(document=document)
        with self._database.read(LOOKING_AT_HOSTS) as db:
            release = evidence.release_for(db, row.product_slug, row.supplier_id)
            context = context_for(db, release, today(self._clock))
        return Read(document=document, found=self._desk.read(document.content, context))


def _superseded(db: Connection, row: Any) -> bool:
    return bool(evidence.release_for(db, row.product_slug, row.supplier_id).id != row.release_id)
