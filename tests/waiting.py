"""Servers of tests: a port that is free, and how long one is waited for."""

import socket
import subprocess
import time
from http.client import HTTPConnection, HTTPException
from typing import Final

PATIENCE_SECONDS: Final = 180
"""A busy machine is no defect."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


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
