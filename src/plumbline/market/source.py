"""Each worker's own copy of the market, never older than an acknowledged write."""

import asyncio
import gc
import threading
from collections import OrderedDict
from datetime import date
from uuid import UUID

from plumbline.kit.clock import Clock, today
from plumbline.kit.keeping import keep
from plumbline.market import repository
from plumbline.market.experience import ExperienceKeeper, Felt
from plumbline.market.finding import Finder
from plumbline.market.freshness import freshness_of
from plumbline.market.looking import SharedLook
from plumbline.market.meaning import Meaning
from plumbline.market.reading import LARGEST_PART, read_records
from plumbline.market.records import Record, Standing, standing_of, texts_of
from plumbline.market.snapshot import Snapshot
from plumbline.market.text import TextIndex
from plumbline.models import service as models
from plumbline.storage.engine import Connection, Database
from scoring.learned.space import Space
from scoring.method import Method, load_method

OTHER_DAYS_KEPT = 4


class MarketSource:
    """Hands out the newest snapshot. One thread renews it at a time; the others wait for it."""

    def __init__(self, database: Database, clock: Clock, method: Method | None = None) -> None:
        self._database = database
        self._clock = clock
        self._method = method or load_method()
        self._freshness = freshness_of(database)
        self._shared = SharedLook(self._freshness.revision)
        self._lock = threading.Lock()
        self._records: dict[UUID, Record] = {}
        self._seen = 0
        self._standings: dict[UUID, tuple[Record, date, Standing]] = {}
        self._names: dict[str, str] = {}
        self._keeper = ExperienceKeeper(self._method)
        self._felt = Felt()
        self._meanings: dict[str, str] = {}
        self._finds: Finder | None = None
        self._model: UUID | None = None
        self._space: Space | None = None
        self._now: Snapshot | None = None
        self._other_days: OrderedDict[tuple[date, date], Snapshot] = OrderedDict()

    def current(self, as_of: date | None = None) -> Snapshot:
        """The market on a day, today when none is named."""
        newest = self._freshness.revision()
        known = self._known(newest, as_of or today(self._clock))
        return known if known is not None else self._renewed(newest, as_of)

    async def for_async(self, as_of: date | None = None) -> Snapshot:
        """The same from asynchronous code: the event loop never waits for PostgreSQL or a rebuild."""
        if not self._database.is_sqlite:
            return await asyncio.to_thread(self.current, as_of)
        newest = await self._shared.begun_after_now()
        known = self._known(newest, as_of or today(self._clock))
        return known if known is not None else await asyncio.to_thread(self._renewed, newest, as_of)

    def close(self) -> None:
        """Give the watching connection back."""
        self._freshness.close()

    def _known(self, newest: int, day: date) -> Snapshot | None:
        now = self._now
        if now is not None and now.revision >= newest and now.as_of == day:
            return now
        other = self._other_days.get((day, today(self._clock)))
        return other if other is not None and other.revision >= newest else None

    def _renewed(self, newest: int, as_of: date | None) -> Snapshot:
        with self._lock:
            now = today(self._clock)
            day = as_of or now
            known = self._known(newest, day)
            if known is not None:  # another thread was quicker
                return known
            with self._database.read() as db:
                revision = self._read(db, now)
            snapshot = self._made(revision, day)
            self._keep(snapshot, now)
            # The market is large and lives long. Left to the collector, each full sweep would walk
            # all of it in the middle of somebody's request.
            # First what is of no use goes: frozen garbage would stay for ever, some at every renewal.
            gc.collect()
            gc.freeze()
            return snapshot

    def _read(self, db: Connection, now: date) -> int:
        """Bring the records up to the newest revision; read only what changed, if there is little. What users
        say is that of today, whatever day is asked for: what is not released yet nobody is shown.
        """
        revision = repository.revision(db)
        seen = self._seen
        changed = repository.changed_since(db, seen) if seen else None
        if changed is None or len(changed) > LARGEST_PART:
            self._records = dict(read_records(db))
            changed = None
        elif changed:
            fresh = read_records(db, changed)
            kept = {key: record for key, record in self._records.items() if key not in changed}
            self._records = {**kept, **fresh}
        self._felt = self._keeper.renewed(db, changed, now)
        self._names = repository.capability_names(db)
        self._meanings = repository.capability_descriptions(db)
        self._read_model(db)
        self._seen = revision
        return revision

    def _read_model(self, db: Connection) -> None:
        """The newest space of meanings, where one was trained since."""
        newest = models.newest_id(db, models.MEANING)
        if newest != self._model:
            self._model, self._space = newest, models.space(db, newest) if newest else None

    def _made(self, revision: int, day: date) -> Snapshot:
        records = sorted(self._records.values(), key=lambda record: (record.name.casefold(), record.id))
        standings = [self._standing(record, day) for record in records]
        return Snapshot(
            revision=revision,
            as_of=day,
            method=self._method,
            records=records,
            standings=standings,
            felt=self._felt,
            capability_names=self._names,
            text=self._finder(records),
        )

    def _standing(self, record: Record, day: date) -> Standing:
        """A record that did not change stands, on the same day, as it stood."""
        known = self._standings.get(record.id)
        if known is not None and known[0] is record and known[1] == day:
            return known[2]
        standing = standing_of(record, self._method, day)
        self._standings[record.id] = (record, day, standing)
        return standing

    def _finder(self, records: list[Record]) -> Finder:
        """The search; the old one serves as long as the model, every text and its place is the same."""
        documents = [texts_of(record, self._names, self._meanings) for record in records]
        ids = [record.id for record in records]
        before = self._finds
        index = before.index if before else None
        if index is None or index.documents != documents:
            index = TextIndex(documents, index)
        if before is None or before.index is not index or before.ids != ids or before.model != self._model:
            meaning = before.meaning if before else None
            laid = Meaning(self._model, self._space, index, meaning) if self._space else None
            self._finds = before = Finder(index, ids, laid)
        return before

    def _keep(self, snapshot: Snapshot, now: date) -> None:
        if snapshot.as_of == now:
            self._now = snapshot
            return
        keep(self._other_days, (snapshot.as_of, now), snapshot, OTHER_DAYS_KEPT)
        self._other_days.move_to_end((snapshot.as_of, now))
