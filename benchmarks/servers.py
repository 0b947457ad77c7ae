"""Starts and stops the servers that are measured, one worker each."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.waiting import free_port, wait_for

PATIENCE_SECONDS = 90


@contextmanager
def serving(target: str, *, factory: bool, environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """Serve an ASGI application; gives its port and the server's process id."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", target, "--interface", "asgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--loop", "uvloop", "--no-log",
    ]  # fmt: skip
    with running([*command, "--factory"] if factory else command, port, environment) as process_id:
        yield port, process_id


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[int]:
    """Run a server until the block ends; gives its process id once it answers."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        wait_for(port, process, PATIENCE_SECONDS)
        yield process.pid
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):  # still busy with an answer that nobody waits for
            process.wait(10)
        with suppress(ProcessLookupError):  # its workers too, whatever became of it
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)


def peak_memory(process_id: int) -> int:
    """The peak resident memory of a process and all its children, in bytes (Linux)."""
    everyone = {process_id} | _children(process_id)
    return sum(_peak(each) for each in everyone)


def _children(process_id: int) -> set[int]:
    found: set[int] = set()
    for task in Path(f"/proc/{process_id}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child} | _children(child)
    return found


def _peak(process_id: int) -> int:
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
