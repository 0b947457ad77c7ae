"""Twenty uploads at 1 KiB a second, from as many addresses, hold nobody up (threat row 17).

The short form sees that they are cut off and that others are answered meanwhile; the long one
(`make faults`) measures how fast, and how much memory it takes.
"""

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from benchmarks.servers import peak_memory
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.web.bodies import MOST_PENDING, PATIENCE
from tests.faults.killed_server import KilledServer

LONG = os.environ.get("PLUMBLINE_FAULTS") == "long"
UPLOADS = 20
ROUTES = ("/api/v1/standards", "/products", "/api/v1/products?q=record", "/api/v1/products/tern-record")

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs all of 127.0.0.0/8")


class SlowUpload(threading.Thread):
    """Announces 20 MB and sends 1 KiB of it a second, from an address of its own."""

    def __init__(self, port: int, address: str, token: str) -> None:
        super().__init__(daemon=True)
        self._connection = socket.create_connection(("127.0.0.1", port), source_address=(address, 0))
        self._connection.settimeout(1.0)
        head = (
            "POST /api/v1/products/tern-record/evidence HTTP/1.1\r\nhost: localhost\r\n"
            f"authorization: Bearer {token}\r\ncontent-length: 20000000\r\n"
            "content-type: multipart/form-data; boundary=b\r\n\r\n"
            '--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
        )
        self._connection.sendall(head.encode())
        self.answer = b""
        self.seconds = 0.0

    def run(self) -> None:
        """Until it is answered, or for a minute."""
        begun = time.monotonic()
        while not self.answer and time.monotonic() - begun < 60:
            try:
                self._connection.sendall(b"x" * 1024)
                self.answer = self._connection.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                break
        self.seconds = time.monotonic() - begun
        self._connection.close()


@pytest.fixture
def server(demo_url: str, tmp_path: Path) -> Iterator[KilledServer]:
    """The demonstration market on a real server, with its limits as they are shipped."""
    with KilledServer(demo_url, tmp_path / "server.log", rate_limits="1") as server:
        server.start()
        yield server


def _token(server: KilledServer) -> str:
    body = {"email": "supplier@demo.example", "password": DEMO_PASSWORD}
    return str(httpx.post(f"{server.address}/api/v1/sessions", json=body, timeout=30).json()["token"])


def _ask(server: KilledServer, seconds: float) -> list[float]:
    """How long each answer took, in seconds; all of them were answered."""
    took: list[float] = []
    until = time.monotonic() + seconds
    with httpx.Client(base_url=server.address, timeout=30) as client:
        while time.monotonic() < until:
            for route in ROUTES:
                begun = time.monotonic()
                assert client.get(route).status_code == 200
                took.append(time.monotonic() - begun)
            time.sleep(0.05)  # a person who looks around, not a load
    return sorted(took)


def test_slow_uploads_are_cut_off_and_hold_nobody_up(server: KilledServer) -> None:
    """408 to each of them; everybody else is answered meanwhile."""
    token = _token(server)
    _ask(server, 3 if LONG else 0.5)  # warm
    before = peak_memory(server.process_id)
    uploads = [SlowUpload(server.port, f"127.0.0.{number}", token) for number in range(2, 2 + UPLOADS)]
    for upload in uploads:
        upload.start()
    took = _ask(server, PATIENCE)
    for upload in uploads:
        upload.join(70)
    grown = peak_memory(server.process_id) - before
    assert [upload.answer[:12] for upload in uploads] == [b"HTTP/1.1 408"] * UPLOADS
    assert all(b"/problems/too-slow" in upload.answer for upload in uploads)
    p95 = took[int(len(took) * 0.95)]
    print(f"p95 of {len(took)} answers {p95 * 1e3:.1f} ms, memory + {grown / 2**20:.1f} MiB")
    if LONG:  # measured, not in every run of the tests: a busy machine is no defect
        assert p95 < 0.5
        assert grown < 64 * 2**20


def test_one_address_holds_no_more_than_its_share(server: KilledServer) -> None:
    """One more than its share from one address is told to wait; another address is not."""
    token = _token(server)
    uploads = [SlowUpload(server.port, "127.0.0.2", token) for _ in range(MOST_PENDING + 3)]
    for upload in uploads:
        upload.start()
    elsewhere = SlowUpload(server.port, "127.0.0.3", token)
    elsewhere.start()
    for upload in (*uploads, elsewhere):
        upload.join(70)
    statuses = sorted(upload.answer[9:12] for upload in uploads)
    assert statuses == [b"408"] * MOST_PENDING + [b"429"] * 3
    assert elsewhere.answer[9:12] == b"408"
