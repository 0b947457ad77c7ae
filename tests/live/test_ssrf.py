"""No payload of the list reaches a listener on this machine; a client without the walls is led there by many.

The listener is real, on 127.0.0.1 and on ::1, and counts whoever connects; so are the name server and the
resolver. Only what the names say is made up.
"""

import contextlib
import http.client
import socket
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any

import pytest

from plumbline.kit.errors import Invalid
from plumbline.live.address import Address, address_of
from plumbline.live.check import Asked, Checked, Client
from plumbline.live.fetching import secure_context
from plumbline.live.proving import FILE, Proof, stands_for
from plumbline.live.public import is_public
from plumbline.live.resolving import DnsResolver, Resolver
from tests.live.at_home import TOKEN, checked_at_home
from tests.live.careless import AsThisMachineReads, Listener, careless, leads_here
from tests.live.hostile_addresses import INSIDE, OUTSIDE_V4, Payload, payloads, zone_of
from tests.live.name_server import name_server
from tests.live.tls_server import HOST, OUTSIDE, Authority, answer, tls_server

AT_LEAST = 80
LED_AT_LEAST = 40
TLS = secure_context()


@pytest.fixture
def listener() -> Iterator[Listener]:
    """One for a test."""
    found = Listener()
    yield found
    found.close()


@pytest.fixture
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """No packet leaves this machine: what would connect elsewhere is written down and refused."""
    outside: list[str] = []
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and not leads_here(address[0]):
            outside.append(str(address[0]))
            raise ConnectionRefusedError
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    return outside


@contextmanager
def resolver_of(tried: Iterable[Payload]) -> Iterator[Resolver]:
    """The resolver of the service, at a name server that says what the payloads say."""
    with name_server(zone_of(tried)) as port:
        yield DnsResolver(["127.0.0.1"], port, seconds=1)


def handed_in(payload: Payload, resolver: Resolver, port: int) -> Checked | Invalid:
    """What the service makes of it: as it is registered, or when it is checked."""
    try:
        address = address_of(payload.text, ports=[port])
    except Invalid as refused:
        return refused
    return Client(resolver, TLS, seconds=1).check(Asked(address=address, proof=Proof.FILE, token=TOKEN))


def test_none_reaches_a_listener(listener: Listener, no_way_out: list[str]) -> None:
    """Of at least eighty. Most are refused as they are handed in, the rest when the name is looked up."""
    tried = list(payloads(listener.port))
    refused = 0
    with resolver_of(tried) as resolver:
        for payload in tried:
            found = handed_in(payload, resolver, listener.port)
            assert (payload.text, listener.counted()) == (payload.text, 0)
            refused += isinstance(found, Invalid)
            assert isinstance(found, Invalid) or found.proved is None
    assert len(tried) >= AT_LEAST
    assert 0 < refused < len(tried)  # both walls had something to do
    assert set(no_way_out) <= {OUTSIDE_V4, "2606:4700::1"}


def test_the_second_wall_holds_without_the_first(listener: Listener, no_way_out: list[str]) -> None:
    """Whatever stands in the place of a host, and however this machine itself would read it."""
    resolver = AsThisMachineReads()
    for payload in payloads(listener.port):
        host = payload.text.partition("//")[2].rpartition(f":{listener.port}")[0]
        address = Address(host=host.strip("[]"), port=listener.port)
        with contextlib.suppress(UnicodeError, ValueError):
            Client(resolver, TLS, seconds=1).check(Asked(address=address, proof=Proof.FILE, token=TOKEN))
        assert (payload.text, listener.counted()) == (payload.text, 0)
    assert resolver.local > 20  # the machine read many of them as itself


def test_the_first_wall_takes_no_number_for_a_host(listener: Listener) -> None:
    """With the second one gone: a name has to be a name."""
    for payload in payloads(listener.port):
        if payload.zone:
            continue
        try:
            address = address_of(payload.text, ports=[listener.port])
        except Invalid:
            continue
        client = Client(AsThisMachineReads(), TLS, allowed=lambda _: True, seconds=1)
        client.check(Asked(address=address, proof=Proof.FILE, token=TOKEN))
        assert (payload.text, listener.counted()) == (payload.text, 0)


def test_a_client_without_walls_is_led_there(listener: Listener, no_way_out: list[str]) -> None:
    """So the listener counts, and the payloads are worth their name."""
    tried = list(payloads(listener.port))
    led = 0
    with resolver_of(tried) as resolver:
        for payload in tried:
            before = listener.counted()
            careless(payload.text, resolver)
            led += listener.counted() > before
    assert led >= LED_AT_LEAST


@pytest.mark.parametrize("ip", INSIDE)
def test_no_address_inside_is_public(ip: str) -> None:
    """Whatever the registries keep for something else."""
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize(
    "ip", ["1.1.1.1", OUTSIDE_V4, "172.32.0.1", "100.128.0.1", "2606:4700::1", "2a00::1"]
)
def test_what_is_public_is(ip: str) -> None:
    """The walls are no wider than they have to be."""
    assert is_public(ip_address(ip))


REDIRECTS = (
    ("301 Moved Permanently", "Location: http://{local}/\r\n"),
    ("302 Found", "Location: https://{local}/\r\n"),
    ("303 See Other", "Location: //{local}/\r\n"),
    ("307 Temporary Redirect", "Location: https://{local}/metadata\r\n"),
    ("308 Permanent Redirect", "Location: https://[::1]:{port}/\r\n"),
    ("300 Multiple Choices", "Location: https://{local}/\r\n"),
    ("305 Use Proxy", "Location: https://{local}/\r\n"),
    ("200 OK", "Refresh: 0; url=https://{local}/\r\n"),
    ("200 OK", "Content-Location: https://{local}/\r\n"),
    ("200 OK", 'Alt-Svc: h2="{local}"\r\n'),
    ("200 OK", "Link: <https://{local}/>; rel=preload\r\n"),
    ("401 Unauthorized", 'WWW-Authenticate: Basic realm="https://{local}/"\r\n'),
    ("407 Proxy Authentication Required", "Proxy-Authenticate: Basic\r\nLocation: https://{local}/\r\n"),
    ("503 Service Unavailable", "Retry-After: 0\r\nLocation: https://{local}/\r\n"),
)


@pytest.mark.parametrize(("status", "headers"), REDIRECTS)
def test_no_answer_leads_there(listener: Listener, authority: Authority, status: str, headers: str) -> None:
    """A server that proved itself and then sends elsewhere, in whatever way HTTP has for it."""
    local = f"127.0.0.1:{listener.port}"
    led = headers.replace("{local}", local).replace("{port}", str(listener.port))

    def behave(one: socket.socket, tail: str) -> None:
        proof = stands_for(TOKEN).encode()
        one.sendall(answer(proof) if tail == FILE else answer(b"{}", status, led))

    with tls_server(authority.server(HOST), behave) as port:
        found = checked_at_home(authority, port, {HOST: [{"A": [OUTSIDE]}]})
    assert found.proved
    assert listener.counted() == 0
    assert all((each.content == b"{}") == (status == "200 OK") for each in found.documents)


def test_a_careless_client_follows(listener: Listener, no_way_out: list[str]) -> None:
    """The same redirects lead one that follows them to the listener."""
    with tls_server(None, lambda one, _: one.sendall(_moved(listener.port))) as port:
        with contextlib.suppress(OSError, http.client.HTTPException):
            urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                f"http://{OUTSIDE}:{port}/", timeout=1
            )
    assert listener.counted() == 1


def test_a_name_that_turns_in_the_middle_of_a_check(listener: Listener, authority: Authority) -> None:
    """It is looked up once: the proof and both documents come from the address that was checked."""
    asked: list[str] = []

    def behave(one: socket.socket, tail: str) -> None:
        asked.append(tail)
        one.sendall(answer(stands_for(TOKEN).encode() if tail == FILE else b"{}"))

    with tls_server(authority.server(HOST), behave) as port:
        found = checked_at_home(authority, port, {HOST: [{"A": [OUTSIDE]}, {"A": ["127.0.0.1"]}]})
    assert found.proved
    assert asked == [FILE, "/r4/metadata", "/r4/.well-known/smart-configuration"]
    assert listener.counted() == 0


def _moved(port: int) -> bytes:
    return answer(b"", "302 Found", f"Location: http://127.0.0.1:{port}/\r\n")
