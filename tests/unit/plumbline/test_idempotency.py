"""Keys and what is remembered under them: the pure part."""

import threading
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.kit.errors import InFlight, Invalid
from plumbline.kit.idempotency import ClaimsInFlight, Keeping, claim_of, key_of, request_hash

VISIBLE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=255)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(VISIBLE)
def test_any_visible_ascii_is_a_key(key: str) -> None:
    """Up to 255 of it, taken as it is."""
    assert key_of([key]) == key


@given(st.text().filter(lambda text: not (1 <= len(text) <= 255 and all("!" <= c <= "~" for c in text))))
def test_nothing_else_is_a_key(text: str) -> None:
    """Empty, too long, with a space, a control character, or beyond ASCII."""
    with pytest.raises(Invalid, match="Idempotency-Key") as refused:
        key_of([text])
    assert refused.value.problems[0].pointer == "/Idempotency-Key"


def test_no_header_is_no_key_and_two_are_a_mistake() -> None:
    """Which of two would count?"""
    assert key_of([]) is None
    with pytest.raises(Invalid, match="stands 2 times"):
        key_of(["a", "a"])


@given(st.lists(st.text(max_size=4), max_size=4), st.text(max_size=4), st.text(max_size=4))
def test_a_claim_is_of_one_asker_and_one_key(asker: list[str], key: str, more: str) -> None:
    """No two ways to cut the same letters into askers and keys meet."""
    claim = claim_of(asker, key)
    assert claim == claim_of(tuple(asker), key)
    assert len(claim) == 64
    assert claim_of([*asker, key], more) != claim_of(asker, key + more)
    if more:
        assert claim != claim_of(asker, key + more)


@given(JSON, JSON)
def test_a_request_is_told_from_every_other(one: object, other: object) -> None:
    """By method, address and content."""
    sent = request_hash("POST", "/a?", one)
    assert sent == request_hash("POST", "/a?", one)
    assert sent != request_hash("PUT", "/a?", one)
    assert sent != request_hash("POST", "/a?b=1", one)
    if repr(one) != repr(other) and one != other:
        assert sent != request_hash("POST", "/a?", other)


def test_a_claim_has_one_worker_at_a_time() -> None:
    """Others are told; afterwards it is free, after a failure too."""
    claims = ClaimsInFlight()
    with suppress(ValueError), claims.alone("a"), claims.alone("b"):
        with pytest.raises(InFlight):
            claims.alone("a").__enter__()
        raise ValueError("it failed")
    with claims.alone("a"), claims.alone("b"):
        pass


def test_of_a_crowd_one_works_on_a_claim() -> None:
    """However many threads ask at once, never two are inside."""
    claims, inside, most, gate = ClaimsInFlight(), [0], [0], threading.Barrier(16)

    def work() -> None:
        gate.wait()
        for _ in range(200):
            try:
                with claims.alone("a"):
                    inside[0] += 1
                    most[0] = max(most[0], inside[0])
                    inside[0] -= 1
            except InFlight:
                continue

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, inside) == ([1], [0])


def test_bids_outlive_the_day() -> None:
    """The keeping time is a property of the operation."""
    assert Keeping.DAY.lasts is not None
    assert Keeping.DAY.lasts.total_seconds() == 24 * 3600
    assert Keeping.LIFE.lasts is None
    assert [each for each in Keeping if each.remembers] == [Keeping.DAY, Keeping.LIFE]
