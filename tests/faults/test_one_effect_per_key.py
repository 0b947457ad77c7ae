"""Many acts, each sent 2 to 20 times at once and again after a kill: one effect each, one answer each.

The short form runs with every test. `make faults` sends 10,000 acts on each engine, to two workers.
"""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from plumbline.kit.clock import SystemClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import api_tokens, events, kept_answers, products
from tests.api.keyed import person_with, supplier_of
from tests.faults.killed_server import KilledServer
from tests.faults.many_sent import Act, Sender, acts

LONG = os.environ.get("PLUMBLINE_FAULTS") == "long"
ACTS = int(os.environ.get("FAULTS_ACTS", "10000" if LONG else "60"))
WORKERS = "2" if LONG else "1"
AT_ONCE = 50 if LONG else 20  # acts; about ten times as many requests
KILL_EVERY = 10 if LONG else 3  # groups of acts
SEED = int(os.environ.get("FAULTS_SEED", "0")) or random.SystemRandom().randrange(1, 2**31)


@pytest.fixture
def server(database_url: str, tmp_path: Path) -> Iterator[KilledServer]:
    """On an empty market. The application is killed, never the database: that one may be careless."""
    options = ("--workers", WORKERS)
    with KilledServer(database_url, tmp_path / "server.log", *options, careless="yes") as server:
        yield server


@pytest.fixture
def headers(database_url: str) -> dict[str, str]:
    """Of somebody at a supplier."""
    database = Database(database_url)
    found = person_with(database, SystemClock(), "maker", supplier=supplier_of(database))
    database.close()
    return found


def test_each_act_happens_once_whatever_is_sent(
    server: KilledServer, headers: dict[str, str], database_url: str
) -> None:
    """And every answer to it is the same, byte for byte, before and after a kill."""
    print(f"FAULTS_SEED={SEED}")  # shown when it fails
    chance, all_acts = random.Random(SEED), acts(ACTS, random.Random(SEED))
    server.start()
    sender, kills, started = Sender(server.address, headers), 0, time.monotonic()
    for place in range(0, ACTS, AT_ONCE):
        some = all_acts[place : place + AT_ONCE]
        killed = place // AT_ONCE % KILL_EVERY == KILL_EVERY - 1
        if killed:
            _send_and_kill(server, sender, some, chance)
            kills += 1
        sender.send(some, chance)
        sender.send_again(some)
        _assert_answered(some, killed=killed)
    _assert_one_effect_each(database_url, all_acts)
    _report(all_acts, sender, kills, time.monotonic() - started)


def _send_and_kill(server: KilledServer, sender: Sender, some: Sequence[Act], chance: random.Random) -> None:
    """Killed at a random moment while all of it is being sent; then started again."""
    sending = threading.Thread(target=sender.send, args=(some, chance))
    sending.start()
    time.sleep(chance.uniform(0.05, 0.6))
    server.kill()
    sending.join()
    server.start()


def _assert_answered(some: Sequence[Act], *, killed: bool) -> None:
    assert [act.strange for act in some if act.strange] == []
    for act in some:
        assert len(act.told) == 1, act
        assert act.replayed >= 1
        # The first answer reached nobody when the server was killed after it was known.
        assert act.first == 1 or (killed and act.first == 0), act


def _assert_one_effect_each(url: str, all_acts: Sequence[Act]) -> None:
    database, names = Database(url), {act.name for act in all_acts}
    with database.read(THE_OPERATOR) as db:
        done = Counter(db.scalars(select(api_tokens.c.name)).all())
        done += Counter(db.scalars(select(products.c.name)).all())
        query = select(func.count()).select_from(events)
        told = db.scalar(query.where(events.c.action.in_(("token.made", "product.listed"))))
        kept = db.scalar(select(func.count()).select_from(kept_answers))
    database.close()
    assert {name: times for name, times in done.items() if name in names} == dict.fromkeys(names, 1)
    assert (told, kept) == (len(names) + 1, len(names))  # and the token that is asked with


def _report(all_acts: Sequence[Act], sender: Sender, kills: int, seconds: float) -> None:
    """Shown with `-s`, and when it fails."""
    replayed, in_flight = sum(a.replayed for a in all_acts), sum(a.in_flight for a in all_acts)
    print(
        f"{len(all_acts):,} acts, {sender.sent:,} requests, {kills} kills, {sender.cut_off:,} cut off, "
        f"{replayed:,} replays, {in_flight:,} in flight, {seconds:.0f} s"
    )
