"""The log under 100,000 events by 16 writers, and after 10,000 mutations. Long: `make faults`."""

import os
from pathlib import Path

import pytest

from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from tests.storage.log_race import race
from tests.unit.plumbline.logs_made import found_of

pytestmark = pytest.mark.skipif(
    os.environ.get("PLUMBLINE_FAULTS") != "long", reason="takes minutes: run make faults"
)


def test_a_reader_misses_none_of_a_hundred_thousand(database: Database, clock: FixedClock) -> None:
    """On both engines (threat row 14)."""
    race(database, clock, writers=16, each=6_250)


def test_ten_thousand_mutations_are_all_found(tmp_path: Path) -> None:
    """Threat row 11."""
    assert found_of(10_000, tmp_path / "log") == 10_000
