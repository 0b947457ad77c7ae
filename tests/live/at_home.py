"""Checks of a server of the tests, and a supplier who has one at home."""

import socket
from collections.abc import Callable

from plumbline.live.address import Address
from plumbline.live.check import Asked, Checked, Client
from plumbline.live.proving import Proof, new_token, record_name
from tests.live.name_server import Zone, ZoneResolver
from tests.live.tls_server import HOST, OUTSIDE, Authority, answer

TOKEN = new_token()


def checked_at_home(authority: Authority, port: int, zone: Zone, proof: Proof = Proof.FILE) -> Checked:
    """A check of the server of the test, which passes for one of the public Internet."""
    client = Client(ZoneResolver(zone), authority.client(), lambda ip: str(ip) == OUTSIDE, seconds=2)
    address = Address(host=HOST, port=port, path="/r4")
    return client.check(Asked(address=address, proof=proof, token=TOKEN))


class Home:
    """A supplier's server and its names, which change as the test says. It counts what it is asked."""

    def __init__(self, authority: Authority) -> None:
        self.files: dict[str, bytes] = {}
        self.texts: list[str] = []
        self.fails = False
        self.asked: list[str] = []
        self.check: Callable[[Asked], Checked] = self._check
        """A check of it, by the client of the service; a test may put something else there."""
        self._tls = authority.client()

    @property
    def resolver(self) -> ZoneResolver:
        """What its names say now."""
        records = {"TXT": [f'"{text}"' for text in self.texts]} if self.texts else {}
        return ZoneResolver({HOST: [{"A": [OUTSIDE]}], record_name(HOST): [records]})

    def behave(self, one: socket.socket, tail: str) -> None:
        """Answer with the file, or as a server that fails."""
        self.asked.append(tail)
        if self.fails:
            one.sendall(answer(b"", "503 Service Unavailable"))
        elif tail in self.files:
            one.sendall(answer(self.files[tail]))
        else:
            one.sendall(answer(b"", "404 Not Found"))

    def _check(self, asked: Asked) -> Checked:
        client = Client(self.resolver, self._tls, lambda ip: str(ip) == OUTSIDE, seconds=2)
        return client.check(asked)
