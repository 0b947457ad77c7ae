"""The days on which a product's standing turns: what was, and what is already known to come."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec

from catalog.evidence.history import ProductHistory, known_by
from catalog.gate import Gate, gate
from catalog.gate_outlook import NEXT_DAY
from catalog.obligations import change_dates
from catalog.standard import Standard
from catalog.words import GateState


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which a product's standing turns.

    `until` is the gate's: the first day known, on that day, to end a passing state. `known` is
    False for days after the one asked about: that comes if nothing more is recorded until then.
    """

    day: date
    state: GateState
    until: date | None
    blocking: tuple[str, ...]
    reasons: tuple[str, ...]
    known: bool


def timeline(standards: Sequence[Standard], history: ProductHistory, as_of: date) -> tuple[Turn, ...]:
    """Every day on which the gate turned or will turn, from the listing on, in order.

    Past days read as they read then; later ones assume that nothing more is recorded after
    `as_of`. A day stands here when the state, its end or the standards that block change on it.
    """
    known = known_by(history, as_of)
    turns: list[Turn] = []
    for day in sorted(set(_days(standards, known))):
        if day < known.listed_on:
            continue
        turn = _turn(day, gate(standards, known, day), as_of)
        if not turns or _standing(turns[-1]) != _standing(turn):
            turns.append(turn)
    return tuple(turns)


def _turn(day: date, found: Gate, as_of: date) -> Turn:
    return Turn(
        day=day,
        state=found.state,
        until=found.until,
        blocking=found.blocking,
        reasons=found.reasons,
        known=day <= as_of,
    )


def _standing(turn: Turn) -> tuple[GateState, date | None, tuple[str, ...]]:
    return turn.state, turn.until, turn.blocking


def turning_days(standards: Sequence[Standard], known: ProductHistory) -> Iterator[date]:
    """Every day that can turn the gate by itself, with nothing recorded on it: an end, or a standard's date.

    In no order, and some twice.
    """
    ends = [item.expires_on for item in known.evidence] + [item.until for item in known.decisions]
    ends += [item.due_on for item in known.plans]
    yield from (day + NEXT_DAY for day in ends if day and day < date.max)
    for standard in standards:
        if not known.tags.isdisjoint(standard.applies_to):
            yield from _days_of(standard)


def _days(standards: Sequence[Standard], known: ProductHistory) -> Iterator[date]:
    """Every day that can turn the gate."""
    yield known.listed_on
    if known.withdrawn_on:
        yield known.withdrawn_on
    yield from (item.known_from for item in known.evidence)
    yield from (item.taken_back_on for item in known.evidence if item.taken_back_on)
    yield from (item.decided_on for item in known.decisions)
    yield from (item.agreed_on for item in known.plans)
    yield from turning_days(standards, known)


def _days_of(standard: Standard) -> Iterator[date]:
    """The days on which its phase changes, and those on which news of another edition arrives."""
    yield from change_dates(standard)
    for edition in (standard.current, *standard.earlier):
        if edition.published and edition.published.day:
            yield edition.published.day
