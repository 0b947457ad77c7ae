"""Nobody can tell from the time it takes whether an address has an account (threat row 26, ASVS 6.3.8).

Two thousand sign-ins with a wrong password, half of them to an account that is there, in random order:
whoever guesses by the time taken is right as often as a coin. Long: `make faults`.
"""

import os
import random
import time
from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import delete

from plumbline.accounts.service import prove
from plumbline.accounts.tries import Tries
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import NotSignedIn
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.api.browsing import a_member

EACH = 1_000
pytestmark = pytest.mark.skipif(
    os.environ.get("PLUMBLINE_FAULTS") != "long", reason="takes minutes: run make faults"
)


@pytest.fixture
def sqlite(sqlite_url: str) -> Iterator[Database]:
    """The engine whose own share of the time is the smaller one: the harder case."""
    database = Database(sqlite_url)
    yield database
    database.close()


def _seconds(database: Database, clock: FixedClock, email: str) -> float:
    tries = Tries(database, clock)
    begun = time.perf_counter()
    with pytest.raises(NotSignedIn):
        prove(database, clock, tries, email, "not the password", "192.0.2.1")
    took = time.perf_counter() - begun
    with database.write() as db:  # what counts failures is tested elsewhere
        db.execute(delete(tables.tries))
    return took


def _auc(some: list[float], others: list[float]) -> float:
    """The chance that one of `some` took longer than one of `others` (Mann and Whitney)."""
    ranks = np.argsort(np.argsort(np.array(some + others))) + 1
    return float((ranks[: len(some)].sum() - len(some) * (len(some) + 1) / 2) / (len(some) * len(others)))


def test_the_time_taken_says_nothing(sqlite: Database, clock: FixedClock) -> None:
    """A classifier's area under the curve between 0.45 and 0.55."""
    a_member(sqlite, clock)
    asked = ["ada@example.org"] * EACH + ["nobody@example.org"] * EACH
    random.Random(26).shuffle(asked)
    for email in ("ada@example.org", "nobody@example.org"):  # the hash of nobody is made once
        _seconds(sqlite, clock, email)
    took = [(email, _seconds(sqlite, clock, email)) for email in asked]
    auc = _auc(
        [seconds for email, seconds in took if email.startswith("ada")],
        [seconds for email, seconds in took if not email.startswith("ada")],
    )
    print(f"area under the curve {auc:.3f}")
    assert 0.45 <= auc <= 0.55
