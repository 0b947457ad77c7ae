"""A host pinned to the addresses it had when it was looked up, once, and a connection to one of these.

What is checked is what is connected to: between the two nobody looks the name up again, so it cannot come
to stand for something else. Every address of the answer has to be public, not only the one that is used.
"""

import socket
import ssl
import time
from collections.abc import Callable
from ipaddress import IPv6Address
from typing import Final

import msgspec

from plumbline.live.address import Address
from plumbline.live.public import IPAddress, is_public
from plumbline.live.resolving import Resolver, Unfetched

CONNECT_SECONDS: Final = 5.0
MOST_TRIED: Final = 3
Allowed = Callable[[IPAddress], bool]


class Deadline:
    """The end of a whole exchange, however many pieces it comes in."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then. Raises `Unfetched` once it has passed."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise Unfetched(f"It took longer than {self.seconds:g} seconds, and was given up.")
        return left


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where an address leads: every IP address that its host stood for, all of them public."""

    address: Address
    ips: tuple[IPAddress, ...]


def target_of(resolver: Resolver, address: Address, allowed: Allowed = is_public) -> Target:
    """Look the host up. Raises `Unfetched` where it has no address, or one that is not allowed."""
    ips = tuple(dict.fromkeys(resolver.addresses(address.host)))
    if not ips:
        raise Unfetched(f"The name {address.host} has no address.")
    if not all(map(allowed, ips)):
        # Which one is not told: it would tell a stranger how names look from inside.
        raise Unfetched(f"The name {address.host} stands for an address that is not of the public Internet.")
    return Target(address=address, ips=ips)


def connect(target: Target, tls: ssl.SSLContext, deadline: Deadline) -> tuple[ssl.SSLSocket, IPAddress]:
    """An encrypted connection to one of the target's addresses, and which. The certificate has to be valid
    for its host. Raises `Unfetched`.
    """
    for ip in target.ips[:MOST_TRIED]:
        try:
            return _encrypted(_connected(ip, target.address.port, deadline), target, tls, deadline), ip
        except ssl.SSLError as error:
            raise Unfetched(f"No encrypted connection could be made: {_said(error)}.") from error
        except OSError:
            deadline.left()
    raise Unfetched(f"Nothing answers at {target.address.authority}.")


def _connected(ip: IPAddress, port: int, deadline: Deadline) -> socket.socket:
    family = socket.AF_INET6 if isinstance(ip, IPv6Address) else socket.AF_INET
    raw = socket.socket(family, socket.SOCK_STREAM)
    try:
        raw.settimeout(min(CONNECT_SECONDS, deadline.left()))
        raw.connect((str(ip), port))
    except BaseException:
        raw.close()
        raise
    return raw


def _encrypted(raw: socket.socket, target: Target, tls: ssl.SSLContext, deadline: Deadline) -> ssl.SSLSocket:
    try:
        raw.settimeout(deadline.left())
        return tls.wrap_socket(raw, server_hostname=target.address.host)
    except BaseException:
        raw.close()
        raise


def _said(error: ssl.SSLError) -> str:
    """What was wrong, in the library's words alone: none of the server's."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid ({error.verify_message.rstrip('.')})"
    return (error.reason or "the server speaks no TLS").replace("_", " ").lower()
