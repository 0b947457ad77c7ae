"""Every order of a life's six messages, a death at every transaction, and a process that is really killed."""

import itertools
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import update

from plumbline.integrations.stripe.fake.server import StandIn
from plumbline.kit.clock import FixedClock, SystemClock
from plumbline.kit.tenant import CHARGING
from plumbline.storage.engine import Database
from plumbline.storage.tables import billing_intents
from tests.faults.long_form import only_long, seed, tell, times
from tests.storage import billing_crashes
from tests.storage.billing_crashes import TRANSACTIONS, check, scene_on
from tests.storage.billing_life import STANDS, Life
from tests.storage.billing_scene import Scene
from tests.storage.test_billing_webhooks import late

pytestmark = only_long
ORDERS = times("FAULTS_ORDERS", long=120, short=0)
"""Of those that begin with each of the six messages."""
KILLS = times("FAULTS_BILLING_KILLS", long=40, short=0)


@pytest.mark.parametrize("first", range(6))
def test_every_order_of_six_messages(
    sqlite_template: Path, tmp_path: Path, clock: FixedClock, first: int
) -> None:
    """After everything or between the steps, late and twice by chance: the same state. In six parts, by the
    message that comes first, so that several processes can share them (`pytest -n`).
    """
    chance = random.Random(seed())
    orders = [order for order in itertools.permutations(range(6)) if order[0] == first]
    for number, order in enumerate(orders[:ORDERS]):
        file = tmp_path / f"{number}.sqlite"
        shutil.copy(sqlite_template, file)
        database = Database(f"sqlite:///{file}")
        life = Life(database, FixedClock(clock.now()))
        life.live([(4, each) for each in order] if number % 2 else late(order, chance.randrange(10**6)))
        assert life.stands() == STANDS, order
        database.close()
        file.unlink()
    tell(f"{len(orders[:ORDERS])} orders of six messages, {first} first: each ends in the same state")


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("at", range(1, TRANSACTIONS))  # the first is the buyer's own
def test_a_death_at_every_transaction(database_url: str, clock: FixedClock, at: int, committed: bool) -> None:
    """Just before each of our own commits and just after it, on both engines."""
    scene = scene_on(database_url, clock, at, committed=committed)
    assert billing_crashes.tell(scene) == 1
    check(scene)
    scene.database.close()


def test_a_process_that_is_killed(sqlite_url: str, tmp_path: Path) -> None:
    """`plumbline billing reconcile`, killed with SIGKILL at moments of chance, and started again."""
    chance, held = random.Random(seed()), str(tmp_path / "standin.sqlite")
    database, clock = Database(sqlite_url), FixedClock(SystemClock().now())
    scene = Scene(database, clock)
    scene.standin.close()
    scene.standin = StandIn(held, clock=clock)
    environment = {**os.environ, "PLUMBLINE_STRIPE_STANDIN": held}
    command = [sys.executable, "-m", "plumbline", "billing", "reconcile", "--database", sqlite_url]
    scene.choose()
    begun = time.monotonic()
    subprocess.run([*command, "--dry-run"], env=environment, capture_output=True, check=False)
    whole = time.monotonic() - begun  # on this machine, today: what is killed later than that has ended
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.5, 1.2) * whole)
        killed += process.poll() is None
        process.kill()
        process.wait()
        with database.write(CHARGING) as db:  # the minutes of its claim pass
            db.execute(update(billing_intents).values(claimed_until=None))
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    counts = {kind: len(scene.theirs(kind)) for kind in ("customer", "subscription", "invoice")}
    assert counts == {"customer": 1, "subscription": 1, "invoice": 1}
    assert [each.amount.gross for each in scene.invoices()] == ["2880.00"]
    assert scene.reconcile(dry=True).differences == []
    tell(f"killed {killed} of {KILLS} times: one charge")
    assert killed >= KILLS // 3, "most had ended before: this proves too little"
    database.close()
