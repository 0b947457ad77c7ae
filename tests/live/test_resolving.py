"""The resolver of the tests and the one that asks the DNS answer alike: from the same zones, the same."""

from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from plumbline.live.resolving import DnsResolver, Resolver, Unfetched
from tests.live.name_server import Zone, ZoneResolver, name_server

ZONE: Zone = {
    "one.example": [{"A": ["192.0.2.1"]}],
    "both.example": [{"A": ["192.0.2.1", "192.0.2.2"], "AAAA": ["2001:db8::1"]}],
    "six.example": [{"AAAA": ["2001:db8::1"]}],
    "empty.example": [{"TXT": ['"nothing else"']}],
    "leads.example": [{"CNAME": ["middle.example"]}],
    "middle.example": [{"CNAME": ["both.example"]}],
    "nowhere.example": [{"CNAME": ["missing.example"]}],
    "turns.example": [{"A": ["192.0.2.1"]}, {"A": ["127.0.0.1"]}],
    "broken.example": [{"FAILS": []}],
    "many.example": [{"A": [f"192.0.2.{n}" for n in range(51)]}],
    "said.example": [{"TXT": ['"one" "two"', '"three"']}],
    "endless.example": [{"TXT": ['"' + '" "'.join(["x" * 200] * 30) + '"']}],
}


@pytest.fixture(params=["zones", "name server"])
def resolver(request: pytest.FixtureRequest) -> Iterator[Resolver]:
    """Each of the two, on the same zones."""
    if request.param == "zones":
        yield ZoneResolver(ZONE)
    else:
        with name_server(ZONE) as port:
            yield DnsResolver(["127.0.0.1"], port, seconds=2)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("one.example", ["192.0.2.1"]),
        ("both.example", ["192.0.2.1", "192.0.2.2", "2001:db8::1"]),
        ("six.example", ["2001:db8::1"]),
        ("empty.example", []),
        ("leads.example", ["192.0.2.1", "192.0.2.2", "2001:db8::1"]),
        ("nowhere.example", []),
        ("missing.example", []),
        ("localhost", []),  # no hosts file is read
    ],
)
def test_addresses(resolver: Resolver, host: str, expected: list[str]) -> None:
    """Of both kinds, through aliases; a name without any, or that is not there, has none."""
    assert sorted(resolver.addresses(host), key=str) == sorted(map(ip_address, expected), key=str)


def test_a_name_may_turn(resolver: Resolver) -> None:
    """It is asked anew each time: nothing is remembered between two checks."""
    assert [resolver.addresses("turns.example") for _ in range(3)] == [
        (ip_address("192.0.2.1"),),
        (ip_address("127.0.0.1"),),
        (ip_address("127.0.0.1"),),
    ]


@pytest.mark.parametrize("host", ["broken.example", "many.example"])
def test_no_answer_is_not_the_answer_none(resolver: Resolver, host: str) -> None:
    """A server that fails, and more records than anybody needs."""
    with pytest.raises(Unfetched):
        resolver.addresses(host)


def test_texts(resolver: Resolver) -> None:
    """The parts of a record are joined, the records are not; long ones come by TCP."""
    assert sorted(resolver.texts("said.example")) == [b"onetwo", b"three"]
    assert resolver.texts("one.example") == ()
    assert resolver.texts("missing.example") == ()
    assert resolver.texts("endless.example") == (b"x" * 6000,)
