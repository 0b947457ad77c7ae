"""Buckets: never more than they hold, and waiting as long as said is always long enough."""

from hypothesis import given
from hypothesis import strategies as st

from plumbline.kit.buckets import SWEEP_AT, Buckets

MINUTE = 60.0


class Watch:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@given(st.integers(1, 40), st.lists(st.floats(0, 20, allow_nan=False), max_size=200))
def test_no_stretch_of_time_holds_more_than_a_bucketful_and_what_flowed_in(
    most: int, gaps: list[float]
) -> None:
    """In any stretch of T seconds at most `most` x (1 + T / 60), however the requests are spread."""
    watch, let_through = Watch(), list[float]()
    buckets = Buckets(watch)
    for gap in gaps:
        watch.at += gap
        if not buckets.take("a", most, MINUTE):
            let_through.append(watch.at)
    for first, start in enumerate(let_through):
        for last, end in enumerate(let_through[first:], first):
            assert last - first + 1 <= most * (1 + (end - start) / MINUTE) + 1e-6


@given(st.integers(1, 1_000), st.integers(0, 2_000))
def test_waiting_as_long_as_said_is_long_enough(most: int, before: int) -> None:
    """And half of it is not."""
    watch = Watch()
    buckets = Buckets(watch)
    for _ in range(min(before, most)):
        assert buckets.take("a", most, MINUTE) == 0
    for _ in range(most - before if before < most else 0):
        buckets.take("a", most, MINUTE)
    wait = buckets.take("a", most, MINUTE)
    assert 0 < wait <= MINUTE
    watch.at += wait / 2
    assert buckets.take("a", most, MINUTE) > 0
    watch.at += wait / 2 + 1e-6
    assert buckets.take("a", most, MINUTE) == 0


def test_one_key_is_not_another() -> None:
    """Each has a bucket of its own."""
    buckets = Buckets(Watch())
    assert buckets.take("a", 1, MINUTE) == 0
    assert buckets.take("a", 1, MINUTE) > 0
    assert buckets.take("b", 1, MINUTE) == 0


def test_a_crowd_of_strangers_is_forgotten_and_who_waits_is_not() -> None:
    """A full bucket says nothing, so it is not kept; an empty one is."""
    watch = Watch()
    buckets = Buckets(watch)
    for number in range(SWEEP_AT - 1):
        buckets.take(number, 60, MINUTE)
    watch.at += 2
    buckets.take("waits", 1, MINUTE)
    assert buckets.remembered() == 1
    assert buckets.take("waits", 1, MINUTE) > 0
