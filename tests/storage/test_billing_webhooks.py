"""Messages of the processor: any order, twice, late, one lost; wrong, old and replayed ones."""

import itertools
import random

import pytest

from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from tests.storage.billing_life import STANDS, Life, Plan

ORDERS = list(itertools.permutations(range(6)))
MADE_IN = (0, 0, 1, 2, 3, 4)
"""After which step each message can come at the earliest."""


def late(order: tuple[int, ...], seed: int) -> Plan:
    """An order of delivery in which each comes as soon as it can or later, and some come twice."""
    chance = random.Random(seed)
    found, now = [], 0
    for message in order:
        now = max(now, MADE_IN[message])
        if chance.random() < 0.3:
            now = min(4, now + 1)
        found.append((now, message))
        if chance.random() < 0.4:
            found.append((chance.randint(now, 4), message))
    return found


@pytest.mark.parametrize("order", [ORDERS[0], ORDERS[-1], *random.Random(6).sample(ORDERS[1:-1], 4)])
def test_any_order_ends_in_the_same_state(
    database: Database, clock: FixedClock, order: tuple[int, ...]
) -> None:
    """All of them after everything has happened, each twice in a row. All 720: `make faults`."""
    life = Life(database, clock)
    life.live([(4, message) for each in order for message in (each, each)])
    assert life.stands() == STANDS
    assert set(life.outcomes().values()) == {"applied"}
    assert life.scene.reconcile().differences == []


@pytest.mark.parametrize("seed", range(4))
def test_delays_end_in_the_same_state(database: Database, clock: FixedClock, seed: int) -> None:
    """Between the steps, late, some twice."""
    life = Life(database, clock)
    life.live(late(random.Random(seed).choice(ORDERS), seed))
    assert life.stands() == STANDS


@pytest.mark.parametrize("lost", range(6))
def test_what_no_message_told_is_found_by_reconciling(sqlite_url: str, clock: FixedClock, lost: int) -> None:
    """One message lost for good; and after it, nothing is left to repair."""
    database = Database(sqlite_url)
    life = Life(database, clock)
    life.live([(4, message) for message in range(6) if message != lost])
    found = life.scene.reconcile()
    assert found.left == []
    assert life.stands() == STANDS
    assert life.scene.reconcile().differences == []
    database.close()
