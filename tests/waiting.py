"""Servers of tests: a port that is free, and how long one is waited for."""

import socket
from typing import Final

PATIENCE_SECONDS: Final = 180
"""A busy machine is no defect."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
