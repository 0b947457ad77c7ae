"""The real service over the synthetic market, with more routes to measure it against.

The request path is the real one, the check of the database's revision included; only the records
come from a seed instead of from rows, so that all 10,000 products pass the gate.
"""

import os
from datetime import date
from typing import Any
from uuid import uuid4

import msgspec
from litestar import Litestar, MediaType, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from benchmarks import synthetic
from benchmarks.peers.sqlite_statement import SqliteStatement
from benchmarks.questions import QUESTION, SEARCH
from plumbline.app import create_app as real_app
from plumbline.kit.clock import SystemClock
from plumbline.market import repository
from plumbline.market.meaning import grams_of_documents
from plumbline.market.records import Record, Standing, texts_of
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.market.text import TextIndex
from plumbline.rankings.answers import ranking_json
from plumbline.rankings.linked import PARAMETERS, linked_question, tag_of
from plumbline.rankings.schemas import Question
from plumbline.rankings.service import rank_market
from plumbline.settings import Settings
from plumbline.storage.engine import Connection, Database
from plumbline.storage.migrate import upgrade
from plumbline.web.query import takes
from scoring.learned.space_training import train_space

Asked = Request[Any, Any, Any]


class SyntheticSource(MarketSource):
    """Reads the revision from the database as ever, and the products from the seed."""

    def _read(self, db: Connection, now: date) -> int:
        if not self._records:
            made = list(synthetic.records())
            self._records = {record.id: record for record, _ in made}
            self._made_up = {record.id: standing for record, standing in made}
            self._names = dict(synthetic.CAPABILITIES)
            self._felt = synthetic.felt()
            texts = [texts_of(record, self._names, {}) for record, _ in made]
            self._model, self._space = uuid4(), train_space(grams_of_documents(TextIndex(texts)))
        self._seen = repository.revision(db)
        return self._seen

    def _standing(self, record: Record, day: date) -> Standing:
        return self._made_up[record.id]


def create_app() -> Litestar:
    """The service on the database of PLUMBLINE_DATABASE, with the extra routes."""
    settings = Settings(database=os.environ["PLUMBLINE_DATABASE"], rate_limits=0)  # asked all the time
    database = Database(settings.database)
    upgrade(database)
    market = SyntheticSource(database, SystemClock())
    app = real_app(settings, market=market)
    snapshot = market.current()
    question = msgspec.convert(QUESTION, Question)
    ranking = ranking_json(rank_market(snapshot, question))
    found = _search_json(app, snapshot)
    statement = SqliteStatement(snapshot, question)

    @post("/ready/ranking", status_code=200, include_in_schema=False, sync_to_thread=False)
    def ready_ranking(data: JSONBody[Question], market: NamedDependency[MarketSource]) -> Response[bytes]:
        """The same request, read and checked like the ranking's; only the answer is there already."""
        return Response(ranking, media_type=MediaType.JSON)

    @post("/bare/ranking", status_code=200, include_in_schema=False, sync_to_thread=False)
    def bare_ranking() -> Response[bytes]:
        """The same bytes without even reading what was asked."""
        return Response(ranking, media_type=MediaType.JSON)

    @get("/ready/search", include_in_schema=False, sync_to_thread=False)
    def ready_search() -> Response[bytes]:
        return Response(found, media_type=MediaType.JSON)

    @post("/sqlite/ranking", status_code=200, include_in_schema=False)
    async def sqlite_ranking(request: Asked) -> Response[bytes]:
        asked = msgspec.convert(await request.json(), Question)
        return Response(statement.answer(asked), media_type=MediaType.JSON)

    @get("/linked/ready", opt=takes(*PARAMETERS), include_in_schema=False)
    async def linked_ready(
        request: Request[Any, Any, Any], market: NamedDependency[MarketSource]
    ) -> Response[bytes]:
        linked_question(request)
        headers = {"etag": tag_of(request, snapshot)}  # as the real answer has, or it would be hashed
        return Response(ranking, media_type=MediaType.JSON, headers=headers)

    @get("/linked/sqlite", opt=takes(*PARAMETERS), include_in_schema=False)
    async def linked_sqlite(request: Asked) -> Response[bytes]:
        headers = {"etag": tag_of(request, snapshot)}
        body = statement.answer(linked_question(request))
        return Response(body, media_type=MediaType.JSON, headers=headers)

    for handler in (linked_ready, linked_sqlite, ready_ranking, bare_ranking, ready_search, sqlite_ranking):
        app.register(handler)
    return app


def _search_json(app: Litestar, snapshot: Snapshot) -> bytes:
    from litestar.testing import TestClient

    with TestClient(app) as client:
        return client.get(SEARCH).content
