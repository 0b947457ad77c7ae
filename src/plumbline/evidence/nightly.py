"""Wakes once a night to look again at what is on record: a task of every worker, of which one does it. The
same then does what else is done once a night.

Whose turn it is, the lease decides. A night that was missed is made up when the service is back, and a run
that was cut off is gone on with. The first night of a new market is its first night: nothing was missed.
"""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from typing import Any, Final

from litestar import Litestar
from sqlalchemy.exc import SQLAlchemyError

from plumbline.evidence import recheck_rows
from plumbline.evidence.desk import Desk
from plumbline.evidence.house_rows import last_ended
from plumbline.evidence.recheck import NIGHTLY, Busy, Recheck
from plumbline.kit.clock import LONDON, Clock
from plumbline.kit.errors import DomainError
from plumbline.kit.repeated import repeated
from plumbline.storage.engine import Connection, Database

EVERY_SECONDS: Final = 60.0


class Nightly:
    """Looks again at `at` each night, a time of day in London; never where it is None. `then` is done after
    it by the same worker; a night that ends between the two goes without.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        at: time | None,
        then: Callable[[], object] = lambda: None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._at = at
        self._then = then
        self._stop = threading.Event()

    @asynccontextmanager
    async def lifespan(self, _app: Litestar) -> AsyncIterator[None]:
        """Runs as long as the application does; a run that is under way then ends between two products."""
        if self._at is None:
            yield
            return
        async with repeated(self.once, EVERY_SECONDS, (DomainError, SQLAlchemyError), "recheck.failed"):
            try:
                yield
            finally:
                self._stop.set()

    def once(self) -> bool:
        """Look again if it is time and nobody else does; tells whether it did."""
        with self._database.read() as db:
            if not self.is_due(db):
                return False
        desk = Desk(workers=1)
        try:
            recheck = Recheck(self._database, self._clock, desk, NIGHTLY, self._stop.is_set)
            looked = recheck.run_if(self.is_due) is not None
        except Busy:
            return False
        finally:
            desk.close()
        if looked and not self._stop.is_set():
            self._then()
        return looked

    def is_due(self, db: Connection) -> bool:
        """Is there a night without a run, a run without an end, or a key that ended since the last?"""
        if self._at is None:
            return False
        newest: Any = recheck_rows.newest_run(db)
        if newest is None:
            return self._has_struck(db)
        ended = last_ended(db)
        return (
            newest.finished_at is None
            or newest.started_at < self._last_time()
            or (ended is not None and newest.started_at < ended)
        )

    def _has_struck(self, db: Connection) -> bool:
        """Has the hour come since the market has its first product?"""
        began = recheck_rows.first_recorded(db)
        return began is not None and began < self._last_time()

    def _last_time(self) -> datetime:
        """When it was last time to look, up to now."""
        assert self._at is not None
        now = self._clock.now().astimezone(LONDON)
        struck = datetime.combine(now.date(), self._at, LONDON)
        return struck if struck <= now else datetime.combine(now.date() - timedelta(days=1), self._at, LONDON)


def time_of(setting: str) -> time | None:
    """The time of day that a setting names; None for "off"."""
    return None if setting == "off" else time.fromisoformat(setting)
