"""Has documents read by processes apart, each with an end to its time: one that hangs is killed.

A worker stays up for the next document, so that its start is paid once. The readers bound bytes, depth and
values themselves; this bounds what they could not foresee.
"""

import os
import queue
import subprocess  # our own interpreter, with our own module
import sys
import threading
from collections.abc import Sequence
from typing import Final

import msgspec

from catalog.evidence.reading import Context, Reading, Rejection
from plumbline.evidence.worker import Answered, Asked, receive, send

SECONDS: Final = 10.0
WORKERS: Final = 2

TOO_LONG: Final = Rejection(
    reason="Reading it took too long, and was given up.",
    next_step="Hand in the part that matters, or hand it in as a document for an assessor to read.",
    fault=True,
)
FAILED: Final = Rejection(
    reason="Reading it needed more than a document may take, and was given up.",
    next_step=TOO_LONG.next_step,
    fault=True,
)


class Desk:
    """Up to `workers` documents are read at once; a further one waits its turn. Safe from any thread."""

    def __init__(self, seconds: float = SECONDS, workers: int = WORKERS) -> None:
        self._seconds = seconds
        self._free: queue.LifoQueue[subprocess.Popen[bytes] | None] = queue.LifoQueue()
        for _ in range(workers):
            self._free.put(None)  # started when it is first needed
        self._workers = workers

    def read(self, content: bytes, context: Context, beside: Sequence[bytes] = ()) -> Reading | Rejection:
        """What a document shows, or why it was not read. Never raises for what a document holds."""
        worker = self._free.get()
        try:
            if worker is None or worker.poll() is not None:
                worker = _started()
            found = self._asked(worker, Asked(content, beside, context))
        finally:
            self._free.put(worker)
        return found

    def _asked(self, worker: subprocess.Popen[bytes], asked: Asked) -> Reading | Rejection:
        late = threading.Event()
        timer = threading.Timer(self._seconds, _kill, (worker, late))
        timer.start()
        try:
            raw = _exchange(worker, asked)
        finally:
            timer.cancel()
        if raw is None:
            worker.kill()
            worker.wait()
            return TOO_LONG if late.is_set() else FAILED
        answered = msgspec.msgpack.decode(raw, type=Answered)
        return answered.reading or answered.rejection or FAILED

    def close(self) -> None:
        """Stop every worker."""
        for _ in range(self._workers):
            worker = self._free.get()
            if worker is not None:
                worker.kill()
                worker.wait()
            self._free.put(None)


def _started() -> subprocess.Popen[bytes]:
    """A worker that knows nothing of the service: neither its settings nor its folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
    command = [sys.executable, "-P", "-m", "plumbline.evidence.worker"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment)  # noqa: S603


def _exchange(worker: subprocess.Popen[bytes], asked: Asked) -> bytes | None:
    assert worker.stdin is not None
    assert worker.stdout is not None
    try:
        send(worker.stdin, asked)
        return receive(worker.stdout)
    except (OSError, ValueError):  # it went away while it was being told
        return None


def _kill(worker: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    worker.kill()
