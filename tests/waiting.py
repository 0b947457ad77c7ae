"""Servers of tests: a port that is free, and how long one is waited for."""

import itertools
import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from typing import Final

PATIENCE_SECONDS: Final = 180
"""A busy machine is no defect."""

_SHARE: Final = 1_500


def _ports() -> Iterator[int]:
    """Ports of this worker's own, one after another, from anywhere among them.

    All of them lie below 32768. Above it the system chooses a port for whoever calls out, a browser or a
    client of a database: one that was free a moment ago may be in use by the time a server has started.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 20_000 + worker % 8 * _SHARE
    own = range(first, first + _SHARE)
    return itertools.islice(itertools.cycle(own), random.randrange(_SHARE), None)


_own_ports: Final = _ports()


def free_port() -> int:
    """A port that nobody listens on, and that nobody else of this run is given."""
    return next(port for port in _own_ports if _is_free(port))


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Is a service there, and well? Asked without a client of its own: a loop that asks with one reads every
    certificate of the machine each time.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def wait_for(port: int, server: subprocess.Popen[bytes], patience: float = PATIENCE_SECONDS) -> None:
    """Wait until the service answers. Raises AssertionError if it ends, or patience (seconds) does."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        assert server.poll() is None, f"the server ended with {server.returncode}"
        if answers(port):
            return
        time.sleep(0.05)
    raise AssertionError("the server did not answer in time")
