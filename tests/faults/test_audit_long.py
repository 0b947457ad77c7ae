"""The log under 100,000 events by 16 writers, and after 10,000 mutations. Long: `make faults`."""

import time
from pathlib import Path

from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from tests.api.feed import auditors_feed
from tests.composed import composed
from tests.faults.long_form import only_long, tell, times
from tests.inline import InlineClient
from tests.storage.log_race import race
from tests.unit.plumbline.logs_made import found_of

pytestmark = only_long
WRITERS = 16
EVENTS = times("FAULTS_EVENTS", long=100_000, short=0)
MUTATIONS = times("FAULTS_MUTATIONS", long=10_000, short=0)


def test_readers_miss_none_of_a_hundred_thousand(database: Database, clock: FixedClock) -> None:
    """On both engines, in the service and over the API (threat row 14)."""
    began, engine = time.monotonic(), database.engine.dialect.name
    settings = Settings(database=database.url, rate_limits=0, access_log="none")
    with composed(settings, clock) as app, InlineClient(app) as client:
        feed = auditors_feed(client, database, clock)
        race(database, clock, writers=WRITERS, each=EVENTS // WRITERS, feeds=[feed])
    seconds = time.monotonic() - began
    tell(f"{engine}: {EVENTS:,} events, {WRITERS} writers, 2 readers: 0 skipped, 0 twice ({seconds:.0f} s)")


def test_ten_thousand_mutations_are_all_found(tmp_path: Path) -> None:
    """Threat row 11."""
    found = found_of(MUTATIONS, tmp_path / "log")
    tell(f"{found:,} of {MUTATIONS:,} mutations of an exported log were found")
    assert found == MUTATIONS
