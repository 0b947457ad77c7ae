"""One GET of one document, with an end to everything: time, headers, bytes, and bytes once unpacked.

Nothing is followed: no redirect, no proxy of the environment, no name inside the answer. It knows no cookie
and no password. What a server sends is bytes until a reader has looked at them.
"""

import ssl
import zlib
from typing import Final

import h11
import msgspec

from plumbline.live.public import IPAddress
from plumbline.live.resolving import Unfetched
from plumbline.live.target import Deadline, Target, connect

SECONDS: Final = 15.0
MOST_BYTES: Final = 8 * 1024 * 1024
MOST_HEAD: Final = 16 * 1024
_MOST_INTERIM: Final = 5
_PIECE: Final = 64 * 1024
_GZIP: Final = 16 + zlib.MAX_WBITS
AGENT: Final = "Plumbline-live-check/1"


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A document as a server sent it, and from which of its addresses."""

    ip: IPAddress
    body: bytes


class AnsweredOtherwise(Unfetched):
    """The server answered, with another status than 200."""

    def __init__(self, status: int) -> None:
        elsewhere = " Redirects are not followed." if 300 <= status < 400 else ""
        super().__init__(f"It answered {status} and not 200.{elsewhere}")
        self.status = status


def secure_context() -> ssl.SSLContext:
    """Checks certificates and names by what this machine trusts; TLS 1.2 at the least."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def fetch(
    target: Target,
    tail: str,
    tls: ssl.SSLContext,
    *,
    accept: str,
    most_bytes: int = MOST_BYTES,
    seconds: float = SECONDS,
) -> Fetched:
    """GET the path `tail` of a target. Raises `Unfetched` for anything but a whole answer of status 200."""
    deadline = Deadline(seconds)
    sock, ip = connect(target, tls, deadline)
    with sock:
        try:
            body = _Exchange(sock, deadline, most_bytes).get(target.address.authority, tail, accept)
        except h11.RemoteProtocolError as error:
            raise Unfetched("What it answered is not HTTP.") from error
        except TimeoutError as error:
            deadline.left()
            raise Unfetched("It stopped answering.") from error
        except OSError as error:
            raise Unfetched("The connection broke off.") from error
    return Fetched(ip=ip, body=body)


class _Exchange:
    """One request and its answer on one connection."""

    def __init__(self, sock: ssl.SSLSocket, deadline: Deadline, most: int) -> None:
        self._sock, self._deadline, self._most = sock, deadline, most
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD)

    def get(self, authority: str, tail: str, accept: str) -> bytes:
        self._ask(authority, tail, accept)
        interim = 0
        while not isinstance(event := self._next(), h11.Response):
            interim += 1
            if interim > _MOST_INTERIM or not isinstance(event, h11.InformationalResponse):
                raise Unfetched("What it answered is not HTTP.")
        if event.status_code != 200:
            raise AnsweredOtherwise(event.status_code)
        encodings = b",".join(value for name, value in event.headers if name == b"content-encoding")
        body = _Body(encodings.decode("latin-1"), self._most)
        while isinstance(piece := self._next(), h11.Data):
            body.add(bytes(piece.data))
        return body.whole()

    def _ask(self, authority: str, tail: str, accept: str) -> None:
        headers = {
            "Host": authority,
            "User-Agent": AGENT,
            "Accept": accept,
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        asked = self._http.send(h11.Request(method="GET", target=tail, headers=list(headers.items())))
        ended = self._http.send(h11.EndOfMessage())
        self._sock.settimeout(self._deadline.left())
        self._sock.sendall((asked or b"") + (ended or b""))

    def _next(self) -> h11.Event | None:
        while True:
            left = self._deadline.left()
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event if isinstance(event, h11.Event) else None
            self._sock.settimeout(left)
            self._http.receive_data(self._sock.recv(_PIECE))


class _Body:
    """What comes, unpacked as it comes, and never more than is allowed."""

    def __init__(self, encoding: str, most: int) -> None:
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise Unfetched("It sent the document compressed in a way that was not asked for.")
        self._unpack = zlib.decompressobj(_GZIP) if "gzip" in encoding else None
        self._most, self._came, self._size = most, 0, 0
        self._pieces: list[bytes] = []

    def add(self, piece: bytes) -> None:
        self._came += len(piece)
        if self._unpack is not None:
            try:
                piece = self._unpack.decompress(piece, self._most - self._size + 1)
            except zlib.error as error:
                raise Unfetched("It sent the document compressed, and broken.") from error
        self._pieces.append(piece)
        self._size += len(piece)
        if max(self._came, self._size) > self._most:
            raise Unfetched(f"The document is larger than {self._most:,} bytes.")

    def whole(self) -> bytes:
        if self._unpack is not None and not self._unpack.eof:
            raise Unfetched("It sent the document compressed, and broken.")
        return b"".join(self._pieces)
