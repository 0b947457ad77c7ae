"""A document is fetched whole, or the reason is given in words: within its time, its bytes and its memory."""

import gzip
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address

import pytest

from plumbline.live.address import Address
from plumbline.live.fetching import fetch
from plumbline.live.resolving import Unfetched
from plumbline.live.target import Target
from tests.live.tls_server import HOST, OUTSIDE, Authority, Behaviour, answer, tls_server

SECONDS = 1.5
MOST = 2_000_000
HEAD = b"HTTP/1.1 200 OK\r\n"


def fetched(port: int, tls: ssl.SSLContext, tail: str = "/metadata") -> bytes:
    """What a fetch from the server of the test gives."""
    target = Target(address=Address(host=HOST, port=port), ips=(ip_address(OUTSIDE),))
    return fetch(target, tail, tls, accept="*/*", most_bytes=MOST, seconds=SECONDS).body


@contextmanager
def served(authority: Authority, behave: Behaviour) -> Iterator[int]:
    """A server of the right name."""
    with tls_server(authority.server(HOST), behave) as port:
        yield port


def always(sent: bytes) -> Behaviour:
    """Answers this, whatever is asked."""
    return lambda one, _: one.sendall(sent)


def forever(piece: bytes, first: bytes = b"", *, pause: float = 0) -> Behaviour:
    """Answers without an end."""

    def behave(one: socket.socket, _: str) -> None:
        one.sendall(first)
        while True:
            one.sendall(piece)
            time.sleep(pause)

    return behave


def silent(one: socket.socket, _: str) -> None:
    """Says nothing, and stays."""
    time.sleep(SECONDS * 3)


WHOLE = gzip.compress(b"whole")
GOOD: Mapping[str, bytes] = {
    "with its length": answer(b"whole"),
    "until the end": HEAD + b"\r\nwhole",
    "in pieces": HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\nwh\r\n3\r\nole\r\n0\r\n\r\n",
    "compressed though not asked to": answer(WHOLE, headers="Content-Encoding: gzip\r\n"),
    "after a word in between": b"HTTP/1.1 103 Early Hints\r\n\r\n" + answer(b"whole"),
}


def bomb(one: socket.socket, _: str) -> None:
    """A hundred megabytes of nothing in a hundred kilobytes."""
    pack = zlib.compressobj(wbits=31)
    packed = b"".join(pack.compress(b" " * 1_000_000) for _ in range(100)) + pack.flush()
    one.sendall(answer(packed, headers="Content-Encoding: gzip\r\n"))


BAD: Mapping[str, tuple[Behaviour, str]] = {
    "redirect": (always(answer(b"", "302 Found", "Location: https://127.0.0.1/\r\n")), "Redirects"),
    "not found": (always(answer(b"", "404 Not Found")), "404"),
    "nothing new": (always(b"HTTP/1.1 304 Not Modified\r\n\r\n"), "304"),
    "a part": (always(answer(b"wh", "206 Partial Content")), "206"),
    "another protocol": (always(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"), "not HTTP"),
    "no HTTP": (always(b"220 mail.supplier.example ESMTP\r\n"), "not HTTP"),
    "nothing": (always(b""), "not HTTP"),
    "cut off": (always(HEAD + b"Content-Length: 100\r\n\r\nwhole"), "not HTTP"),
    "two lengths": (always(HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nwhole"), "not HTTP"),
    "line feeds in a header": (always(HEAD + b"X: a\r\x00b\r\n\r\n"), "not HTTP"),
    "a bomb": (bomb, "larger than"),
    "a bomb in a bomb": (always(answer(b"x", headers="Content-Encoding: gzip, gzip\r\n")), "compressed"),
    "brotli": (always(answer(b"x", headers="Content-Encoding: br\r\n")), "compressed"),
    "broken gzip": (always(answer(b"whole", headers="Content-Encoding: gzip\r\n")), "broken"),
    "cut gzip": (
        always(answer(gzip.compress(b"whole")[:-9], headers="Content-Encoding: gzip\r\n")),
        "broken",
    ),
    "too large": (always(answer(b"x" * (MOST + 1))), "larger than"),
    "large by its word": (
        always(HEAD + b"Content-Length: 99999999999\r\n\r\n" + b"x" * (MOST + 1)),
        "larger",
    ),
    "without an end": (forever(b"x" * 60_000, HEAD + b"\r\n"), "larger than"),
    "headers without an end": (forever(b"X-Filler: " + b"x" * 500 + b"\r\n", HEAD), "not HTTP"),
    "one header without an end": (forever(b"x" * 1000, HEAD + b"X: "), "not HTTP"),
    "words in between without an end": (forever(b"HTTP/1.1 103 Early Hints\r\n\r\n"), "not HTTP"),
    "trailers without an end": (
        forever(b"X: x\r\n" * 100, HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"),
        "not HTTP",
    ),
    "tiny pieces without an end": (
        forever(b"1\r\nx\r\n" * 10_000, HEAD + b"Transfer-Encoding: chunked\r\n\r\n"),
        "",
    ),
    "empty members without an end": (
        forever(gzip.compress(b"") * 2000, HEAD + b"Content-Encoding: gzip\r\n\r\n"),
        "",
    ),
    "a slow drip": (forever(b"x", HEAD + b"\r\n", pause=0.05), "longer than"),
    "a slow drip of headers": (forever(b"x", HEAD + b"X: ", pause=0.05), "longer than"),
    "silence": (silent, "longer than"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_document_is_fetched(authority: Authority, name: str) -> None:
    """However a server frames it."""
    with served(authority, always(GOOD[name])) as port:
        assert fetched(port, authority.client()) == b"whole"


@pytest.mark.parametrize("name", BAD)
def test_anything_else_ends_in_words_in_time_and_in_memory(authority: Authority, name: str) -> None:
    """No more than some megabytes over what is allowed, and no later than the end."""
    behave, words = BAD[name]
    with served(authority, behave) as port:
        tls = authority.client()
        tracemalloc.start()
        began = time.monotonic()
        with pytest.raises(Unfetched) as refused:
            fetched(port, tls)
        took = time.monotonic() - began
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert words in refused.value.reason
    assert took < SECONDS + 1.5
    assert peak < MOST * 4 + 8_000_000


def test_what_is_asked(authority: Authority) -> None:
    """The path, the host by its name, no cookie, nothing compressed."""
    heard: list[bytes] = []
    with socket.create_server((OUTSIDE, 0)) as listening:

        def hear() -> None:
            one, _ = listening.accept()
            with authority.server(HOST).wrap_socket(one, server_side=True) as spoken:
                heard.append(spoken.recv(65_536))
                spoken.sendall(answer(b"whole"))

        thread = threading.Thread(target=hear)
        thread.start()
        port = listening.getsockname()[1]
        fetched(port, authority.client(), "/r4/metadata")
        thread.join()
    lines = heard[0].decode().split("\r\n")
    assert lines[0] == "GET /r4/metadata HTTP/1.1"
    assert {line.split(":")[0].lower() for line in lines[1:] if line} == {
        "host",
        "user-agent",
        "accept",
        "accept-encoding",
        "connection",
    }
    assert f"Host: {HOST}:{port}" in lines


@pytest.mark.parametrize(
    ("context", "words"),
    [
        (lambda authority: authority.server("other.supplier.example"), "certificate is not valid"),
        (lambda authority: authority.server(HOST, days=-1), "certificate is not valid"),
        (lambda authority: Authority(authority._folder).server(HOST), "certificate is not valid"),
        (lambda _: None, "No encrypted connection"),
    ],
    ids=["another name", "run out", "unknown authority", "no TLS"],
)
def test_who_answers_has_to_be_the_host(
    authority: Authority, context: Callable[[Authority], ssl.SSLContext | None], words: str
) -> None:
    """By a certificate that is valid for it today."""
    with tls_server(context(authority), always(answer(b"whole"))) as port:
        with pytest.raises(Unfetched, match=words):
            fetched(port, authority.client())


def test_proxies_of_the_environment_are_not_asked(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever an operator's shell has set for other programs."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with served(authority, always(answer(b"whole"))) as port:
        assert fetched(port, authority.client()) == b"whole"


def test_nothing_listens(authority: Authority) -> None:
    """A port that is shut."""
    with socket.create_server((OUTSIDE, 0)) as found:
        port = found.getsockname()[1]
    with pytest.raises(Unfetched, match="Nothing answers"):
        fetched(port, authority.client())
