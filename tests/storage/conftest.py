"""What tests of orders' money share."""

import pytest

from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from tests.storage.till import Till


@pytest.fixture
def till(database: Database, clock: FixedClock) -> Till:
    """A supplier who can be paid."""
    made = Till(database, clock)
    made.connect()
    return made
