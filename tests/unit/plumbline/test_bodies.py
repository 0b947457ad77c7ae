"""The body of a request: counted as it comes, cut off when it never ends, one address at a time."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar.types import HTTPRequestEvent, Receive

from plumbline.kit.errors import TooLarge, TooMany, TooSlow
from plumbline.web import bodies
from plumbline.web.bodies import MOST_PENDING, Body, Pending

HERE = "192.0.2.1"


def sending(pieces: Sequence[bytes], *, never_ends: bool = False) -> Receive:
    """A client that sends these pieces, and then waits for ever or is done."""
    left = list(pieces)

    async def receive() -> HTTPRequestEvent:
        if not left:
            await asyncio.Event().wait()
        piece = left.pop(0)
        return {"type": "http.request", "body": piece, "more_body": never_ends or bool(left)}

    return receive


async def _all(body: Body) -> int:
    came = 0
    while True:
        message = await body.receive()
        assert message["type"] == "http.request"
        came += len(message["body"])
        if not message["more_body"]:
            return came


@given(st.lists(st.binary(max_size=50), min_size=1, max_size=10), st.integers(0, 300))
def test_what_is_longer_is_refused_whatever_was_announced(pieces: list[bytes], largest: int) -> None:
    """Never more than one piece over the bound is taken in, and the address is free again."""
    length, pending = sum(map(len, pieces)), Pending()
    body = Body(sending(pieces), None, largest, pending, HERE)
    if length > largest:
        with pytest.raises(TooLarge):
            asyncio.run(_all(body))
    else:
        assert asyncio.run(_all(body)) == length
    assert not pending._sending


def test_what_is_announced_too_long_is_not_read_at_all() -> None:
    """Not even its first byte."""
    body = Body(sending([]), "101", 100, Pending(), HERE)
    with pytest.raises(TooLarge, match="100 bytes"):
        asyncio.run(body.receive())


def test_what_never_comes_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its patience, and what came in good time buys a little more."""
    monkeypatch.setattr(bodies, "PATIENCE", 0.02)
    pending = Pending()
    body = Body(sending([b"x" * 100], never_ends=True), None, 1_000, pending, HERE)
    with pytest.raises(TooSlow):
        asyncio.run(_all(body))
    assert not pending._sending


async def _begun(count: int, pending: Pending, address: str = HERE) -> list[Body]:
    """So many bodies of which one piece came, and that are over their grace."""
    begun = [Body(sending([b"x"], never_ends=True), None, 100, pending, address) for _ in range(count)]
    for body in begun:
        await body.receive()
    await asyncio.sleep(0.05)
    return begun


def test_one_address_sends_only_so_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another is not held up by it; and each that ends makes room."""
    monkeypatch.setattr(bodies, "GRACE", 0.01)

    async def run() -> None:
        pending = Pending()
        some = await _begun(MOST_PENDING, pending)
        (late,) = await _begun(1, pending)
        with pytest.raises(TooMany):
            await late.receive()
        (elsewhere,) = await _begun(1, pending, "192.0.2.2")
        assert not elsewhere._cut_off
        some[0].close()
        some[0].close()
        assert pending._sending[HERE] == MOST_PENDING - 1
        (fits,) = await _begun(1, pending)
        assert not fits._cut_off

    asyncio.run(run())


def test_one_too_many_is_told_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only when its next piece comes: that may be long."""
    monkeypatch.setattr(bodies, "GRACE", 0.01)

    async def run() -> None:
        pending = Pending()
        await _begun(MOST_PENDING, pending)
        with pytest.raises(TooMany):
            await Body(sending([]), None, 100, pending, HERE).receive()

    asyncio.run(run())


def test_what_comes_at_once_is_not_counted() -> None:
    """A hundred people of one trust press a button in the same second."""

    async def run() -> None:
        pending = Pending()
        await _begun(MOST_PENDING, pending)
        everybody = [Body(sending([b"x"]), None, 100, pending, HERE) for _ in range(100)]
        await asyncio.gather(*(body.receive() for body in everybody))
        assert not pending._sending

    asyncio.run(run())


def test_a_stop_from_elsewhere_is_no_slowness() -> None:
    """A server that shuts down cancels whoever waits: that goes through as it is."""

    async def run() -> None:
        waiting = asyncio.ensure_future(Body(sending([]), None, 100, Pending(), HERE).receive())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(run())
