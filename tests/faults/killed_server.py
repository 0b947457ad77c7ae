"""The real server as a group of processes that can be killed at once, and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from tests.waiting import free_port, wait_for

PLUMBLINE = Path(sys.executable).with_name("plumbline")


class KilledServer:
    """`plumbline serve` on one port and one database; what it says is kept in `log`.

    `settings` are names and values as the environment has them, without `PLUMBLINE_`. The limits are
    lifted: one address asks more than anybody would.
    """

    def __init__(self, url: str, log: Path, *options: str, **settings: str) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._command = [str(PLUMBLINE), "serve", "--port", str(self.port), "--database", url, *options]
        self._settings = {f"PLUMBLINE_{name.upper()}": value for name, value in settings.items()}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "KilledServer":
        """Not started yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Whatever happened, nobody is left behind."""
        self.kill()

    def launch(self) -> None:
        """Begin to start, in a process group of its own."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PLUMBLINE_")}
        environment |= {"PLUMBLINE_RATE_LIMITS": "0"} | self._settings
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def start(self) -> None:
        """Start, and wait until it answers."""
        self.launch()
        assert self._process is not None
        try:
            wait_for(self.port, self._process)
        except AssertionError as error:
            raise AssertionError(f"{error}:\n{self.said()}") from None

    def kill(self) -> None:
        """SIGKILL to every process of the group, workers too: no handler runs, nothing is flushed."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):  # it may be gone by itself
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=60)
        self._process = None
        self._wait_until_nobody_listens()

    def _wait_until_nobody_listens(self) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with socket.socket() as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    trial.bind(("127.0.0.1", self.port))
                except OSError:
                    time.sleep(0.02)
                else:
                    return
        raise AssertionError("a worker outlived the kill of its group")

    @property
    def process_id(self) -> int:
        """The process that was started; its workers are its children."""
        assert self._process is not None
        return self._process.pid

    def said(self) -> str:
        """The end of the log."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-3000:] if self._log.exists() else ""
