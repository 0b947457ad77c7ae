"""A client that believes what it is given, how this machine reads hosts, and who counts its visits."""

import contextlib
import http.client
import re
import socket
import threading
import time
import unicodedata
import urllib.request
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from plumbline.live.public import IPAddress
from plumbline.live.resolving import Resolver, Unfetched
from tests.live.tls_server import answer


class Listener:
    """Counts whoever connects to a port of 127.0.0.1 or ::1."""

    def __init__(self) -> None:
        self.reached = 0
        self._sockets = [socket.create_server(("127.0.0.1", 0))]
        self.port = int(self._sockets[0].getsockname()[1])
        with contextlib.suppress(OSError):  # a machine without IPv6
            self._sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for each in self._sockets:
            threading.Thread(target=self._count, args=(each,), daemon=True).start()

    def _count(self, listening: socket.socket) -> None:
        while True:
            try:
                one, _ = listening.accept()
            except OSError:
                return
            self.reached += 1
            with contextlib.suppress(OSError), one:
                one.sendall(answer(b"{}"))

    def counted(self) -> int:
        """How many came, once those that are on their way have."""
        time.sleep(0.02)
        return self.reached

    def close(self) -> None:
        for each in self._sockets:
            each.shutdown(socket.SHUT_RDWR)  # wakes whoever waits on it
            each.close()


def leads_here(text: str) -> bool:
    """Does a connection to it end on this machine? Zero does, on Linux."""
    ip = ip_address(text.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return any(each.is_loopback or each.is_unspecified for each in (ip, mapped) if each is not None)


class AsThisMachineReads:
    """A resolver that takes whatever this machine takes for a host, as careless ones do; it asks nobody."""

    def __init__(self) -> None:
        self.local = 0

    def addresses(self, host: str) -> tuple[IPAddress, ...]:
        try:
            plain = unicodedata.normalize("NFKC", host).lower()
            own = re.fullmatch(r"localhost\.?", plain)  # of the hosts file
            flags = 0 if own else socket.AI_NUMERICHOST
            found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=flags)
        except (OSError, UnicodeError, ValueError) as error:
            raise Unfetched("unread") from error
        ips = tuple(ip_address(str(each[4][0]).partition("%")[0]) for each in found)
        self.local += any(leads_here(str(ip)) for ip in ips)
        return ips

    def texts(self, name: str) -> tuple[bytes, ...]:
        return ()


def careless(text: str, resolver: Resolver) -> None:
    """What a client does that believes what it is given: looks the name up, connects, follows."""
    url = text.strip().replace("https://", "http://", 1)

    def lookup(host: Any, port: Any, *_: Any, **__: Any) -> Any:
        with contextlib.suppress(Unfetched, UnicodeError, ValueError):
            if found := resolver.addresses(str(host)):
                return [_info(ip, port) for ip in found]
        try:
            socket.getaddrinfo = real
            return [_info(ip, port) for ip in AsThisMachineReads().addresses(str(host))]
        except Unfetched as error:
            raise OSError from error
        finally:
            socket.getaddrinfo = lookup

    real: Callable[..., Any] = socket.getaddrinfo
    socket.getaddrinfo = lookup
    try:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with contextlib.suppress(OSError, OverflowError, ValueError, UnicodeError, http.client.HTTPException):
            opener.open(url, timeout=1)
    finally:
        socket.getaddrinfo = real


def _info(ip: IPAddress, port: Any) -> Any:
    family = socket.AF_INET if ip.version == 4 else socket.AF_INET6
    return family, socket.SOCK_STREAM, 6, "", (str(ip), int(port))
