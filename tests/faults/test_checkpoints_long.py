"""Checkpoints at their public address while the log grows, from the real server. Long: `make faults`."""

import time
from itertools import pairwise
from pathlib import Path

import httpx

from plumbline.audit.keys import public_key
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.signed_notes import open_note
from tests.faults.killed_server import KilledServer
from tests.faults.long_form import only_long, tell, times

pytestmark = only_long
SECONDS = times("FAULTS_CHECKPOINT_SECONDS", long=200, short=0)
MOST_APART = 60


def test_a_new_checkpoint_at_most_a_minute_after_the_last(demo_url: str, tmp_path: Path) -> None:
    """Two workers, an event every second, anybody who asks: each covers what happened a minute ago."""
    key_file = str(tmp_path / "audit.key")
    with KilledServer(demo_url, tmp_path / "log", "--workers", "2", audit_key=key_file) as server:
        server.start()
        with httpx.Client(base_url=f"{server.address}/api/v1", timeout=20) as client:
            seen = _watch(client)
    moments = [moment for moment, _ in seen]
    apart = [after - before for before, after in pairwise(moments)]
    tell(f"{len(seen)} checkpoints in {SECONDS} s, at most {max(apart):.0f} s apart")
    assert len(seen) >= SECONDS // MOST_APART
    assert max(apart) <= MOST_APART
    assert [size for _, size in seen] == sorted(size for _, size in seen)


def _watch(client: httpx.Client) -> list[tuple[float, int]]:
    """When each new checkpoint was first seen, and how many events it is over."""
    body = {"email": "buyer@demo.example", "password": DEMO_PASSWORD}
    token = client.post("/sessions", json=body).json()["token"]
    headers = {"authorization": f"Bearer {token}"}
    key = public_key(client.get("/audit/key").json()["key"])
    seen: list[tuple[float, int]] = []
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        named = {"name": "A token that is an event", "days": 1}
        assert client.post("/tokens", json=named, headers=headers).status_code == 201
        size = open_note(client.get("/audit/checkpoint").text, key).size
        if not seen or size != seen[-1][1]:
            seen.append((time.monotonic(), size))
        time.sleep(1)
    return seen
