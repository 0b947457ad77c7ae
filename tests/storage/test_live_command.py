"""`plumbline live run`: a process of its own, off unless it is switched on, and ended in order."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from plumbline.cli import main
from plumbline.kit.clock import FixedClock, SystemClock
from plumbline.live import service
from plumbline.storage.engine import Database
from tests.storage.live_made import acting_for, registered, stand
from tests.waiting import PATIENCE_SECONDS

Said = pytest.CaptureFixture[str]


def test_it_is_off_unless_it_is_switched_on(
    sqlite_url: str, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says how."""
    monkeypatch.delenv("PLUMBLINE_LIVE_CHECKS", raising=False)
    assert main(["live", "run", "--once", "--database", sqlite_url]) == 2
    assert "PLUMBLINE_LIVE_CHECKS=1" in capsys.readouterr().err


def test_it_runs_until_it_is_told_to_stop(sqlite_url: str, tmp_path: Path) -> None:
    """What is due is looked at by it: a name that nobody has is told as a failure."""
    database, clock = Database(sqlite_url), FixedClock(SystemClock().now())
    mine = acting_for(database, "acme", "scope")
    check = registered(database, clock, mine, address="https://nobody.example")
    with database.write(mine.tenant) as db:
        service.queue(db, clock, mine, check.id)
    environment = {**os.environ, "PLUMBLINE_LIVE_CHECKS": "1", "PLUMBLINE_DATABASE": sqlite_url}
    command = [sys.executable, "-m", "plumbline", "live", "run"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as worker:
        until = time.monotonic() + PATIENCE_SECONDS
        while not (found := stand(database, mine, check.id)).looks and time.monotonic() < until:
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        said = worker.communicate(timeout=PATIENCE_SECONDS)[1]
    assert worker.returncode == 0
    assert "Stop with Ctrl+C" in said
    assert found.failures == 1
    assert [each.about for each in found.looks] == ["proof"]
    database.close()
