"""A program that polls the log's feed while others write is given every event once (threat row 14)."""

from litestar.testing import TestClient

from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from tests.api.feed import auditors_feed
from tests.composed import composed
from tests.storage.log_race import race


def test_a_poller_misses_nothing(database: Database, clock: FixedClock) -> None:
    """Sixteen writers; 100,000 events under `make faults`."""
    settings = Settings(database=database.url, rate_limits=0, access_log="none")
    with composed(settings, clock) as app, TestClient(app) as client:
        race(database, clock, writers=16, each=25, feeds=[auditors_feed(client, database, clock)])
