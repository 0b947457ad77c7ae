"""The life of a live check: every turn is in the table, nothing goes on for ever, and waits grow."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.live import (
    EVERY,
    LIVE_STATE_NAMES,
    LIVE_TURNS,
    MOST_FAILURES,
    OPEN_LIVE,
    PROVE_WITHIN,
    LiveFacts,
    LiveState,
    after_check,
    next_check,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NEW = LiveFacts(state=LiveState.WAITING, registered_at=NOON)
TABLE = {(origin, turn.target) for turn in LIVE_TURNS for origin in turn.origins}
TRIES = st.tuples(st.sampled_from([True, False, None]), st.booleans())


def lived(facts: LiveFacts, tries: list[tuple[bool | None, bool]]) -> list[LiveFacts]:
    """Every stand of a check that is looked at when it is due, until it ends."""
    found, now = [facts], NOON
    for proved, fetched in tries:
        due = next_check(found[-1], now)
        if due is None:
            break
        now = due
        found.append(after_check(found[-1], now, proved=proved, fetched=bool(proved and fetched)))
    return found


@given(st.lists(TRIES, max_size=60))
def test_no_life_takes_a_turn_that_is_not_in_the_table(tries: list[tuple[bool | None, bool]]) -> None:
    """Whatever comes in whatever order; and it is proved only by a proof."""
    stands = lived(NEW, tries)
    for before, after, (proved, _) in zip(stands, stands[1:], tries, strict=False):
        assert before.state is after.state or (before.state, after.state) in TABLE
        if after.state is LiveState.PROVED and before.state is not LiveState.PROVED:
            assert proved


@given(st.lists(st.sampled_from([(False, False), (None, False)]), min_size=80, max_size=80), st.booleans())
def test_what_never_works_ends(tries: list[tuple[bool | None, bool]], proved_once: bool) -> None:
    """And is looked at less often the longer it fails, never more than a day apart."""
    stands = lived(NEW, [*([(True, True)] if proved_once else []), *tries])
    assert stands[-1].state not in OPEN_LIVE
    waits = [due - NOON for each in stands if each.failures and (due := next_check(each, NOON))]
    assert waits == sorted(waits)
    assert all(timedelta(minutes=15) <= each <= EVERY for each in waits)


def test_a_proof_that_is_gone_ends_it_at_the_third_look() -> None:
    """In between nothing is fetched, and finding it again is enough."""
    gone, found = (False, False), (True, True)
    assert [each.state for each in lived(NEW, [found, gone, gone, gone, found])] == [
        LiveState.WAITING,
        LiveState.PROVED,
        LiveState.DOUBTED,
        LiveState.DOUBTED,
        LiveState.LOST,
    ]
    back = lived(NEW, [found, gone, gone, found, gone])
    assert [each.state for each in back][-2:] == [LiveState.PROVED, LiveState.DOUBTED]
    assert (back[-2].misses, back[-2].failures) == (0, 0)


def test_no_answer_is_no_answer_no() -> None:
    """A host that cannot be asked keeps its state, until it has been so for two weeks or so."""
    stands = lived(NEW, [(True, True), *[(None, False)] * 40])
    assert {each.state for each in stands[1:-1]} == {LiveState.PROVED}
    assert (stands[-1].state, stands[-1].failures) == (LiveState.LAPSED, MOST_FAILURES)


@pytest.mark.parametrize("proved", [False, None])
def test_what_was_not_proved_in_time_lapses(proved: bool | None) -> None:
    """To the second; a proof at that moment still counts."""
    last = NOON + PROVE_WITHIN
    early = after_check(NEW, last - timedelta(seconds=1), proved=proved, fetched=False)
    assert early.state is LiveState.WAITING
    assert after_check(NEW, last, proved=proved, fetched=False).state is LiveState.LAPSED
    assert after_check(NEW, last, proved=True, fetched=False).state is LiveState.PROVED


def test_failures_before_the_proof_do_not_count_after_it() -> None:
    """Whoever took long to put the token there begins anew."""
    late = lived(NEW, [*[(False, False)] * 15, (True, False)])[-1]
    assert (late.state, late.failures) == (LiveState.PROVED, 1)


def test_every_state_can_be_reached_and_has_a_name() -> None:
    """And no turn stands in the table twice, nor does one lead out of what has ended."""
    assert {turn.target for turn in LIVE_TURNS} | {LiveState.WAITING} == set(LiveState)
    assert set(LIVE_STATE_NAMES) == set(LiveState)
    assert {origin for turn in LIVE_TURNS for origin in turn.origins} == set(OPEN_LIVE)
    pairs = [(origin, turn.target) for turn in LIVE_TURNS for origin in turn.origins]
    assert len(pairs) == len(set(pairs))
