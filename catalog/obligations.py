"""What a product must meet on a day: the one pure function behind every page, answer and gate.

Standards start, are replaced, move their dates and end. Each has editions with dates; on a day
one edition is in force, and it is in one phase. The idea of start, required and end days comes
from the US certified product list, whose obligations are a function of product and date too.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import msgspec

from catalog.standard import Edition, Requirement, Standard, StatedDate
from catalog.words import StandardStatus

__all__ = ["Duty", "Phase", "change_dates", "due_on", "duties", "edition_on", "phase_on", "product_tags"]

_BUYERS = frozenset({"buyer-organisation", "procurement"})
"""Tags of duties that rest on those who buy, never on a product."""
_EVERY_PRODUCT = frozenset({"all-dht", "supplier"})
_DAY = timedelta(days=1)


class Phase(StrEnum):
    """What an edition asks on a day."""

    UPCOMING = "upcoming"  # announced, nothing is asked yet
    TRANSITION = "transition"  # in force, full conformance is still ahead
    DUE = "due"  # must be met on this day: the only phase that moves the gate
    ADVISORY = "advisory"  # published, voluntary or being phased out: never blocks
    ENDED = "ended"  # retired


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """One standard that a product faces on a day. `due_on` is None where no day is recorded."""

    standard: Standard
    edition: Edition
    phase: Phase
    requirements: tuple[Requirement, ...]
    due_on: date | None


def product_tags(
    product_type: str, capability_codes: Iterable[str] = (), extra: Iterable[str] = ()
) -> frozenset[str]:
    """The tags under which standards apply to a product, with those that every product has."""
    return frozenset({str(product_type), *capability_codes, *extra}) - _BUYERS | _EVERY_PRODUCT


def edition_on(standard: Standard, as_of: date) -> Edition | None:
    """The edition known on a day: the one that was announced or began last, None before the first.

    An edition of which no date is recorded counts as always known: that its start is unknown is
    no reason to leave it out.
    """
    known = [e for e in (*standard.earlier, standard.current) if _announced(e) <= as_of]
    # `max` keeps the first of equals and editions stand oldest first, so ties go to the newest.
    return max(reversed(known), key=_announced, default=None)


def phase_on(standard: Standard, as_of: date) -> Phase | None:
    """The phase of a standard on a day; None before anybody announced it."""
    edition = edition_on(standard, as_of)
    return None if edition is None else _phase(edition, as_of)


def due_on(edition: Edition) -> date | None:
    """The first day on which the edition blocks: its conformance date, else the start of its duty."""
    return _day(edition.conform_by) or _day(edition.mandated_from) or _day(edition.implement_from)


def duties(standards: Iterable[Standard], tags: Collection[str], as_of: date) -> tuple[Duty, ...]:
    """What a product with `tags` faces on a day, in the order of `standards`.

    Standards that ended, or that nobody had announced by then, are left out.
    """
    wanted = frozenset(tags) - _BUYERS
    found = (_duty(s, as_of) for s in standards if not wanted.isdisjoint(s.applies_to))
    return tuple(duty for duty in found if duty is not None and duty.phase is not Phase.ENDED)


@lru_cache(maxsize=4096)
def change_dates(standard: Standard) -> tuple[date, ...]:
    """The days on which the standard's phase is another than on the day before, in order."""
    editions = (*standard.earlier, standard.current)
    days = {_day(stated) for e in editions for stated in _dates(e)} - {None}
    return tuple(
        day
        for day in sorted(d for d in days if d)
        if phase_on(standard, day) != phase_on(standard, day - _DAY)
    )


@lru_cache(maxsize=8192)
def _duty(standard: Standard, as_of: date) -> Duty | None:
    edition = edition_on(standard, as_of)
    if edition is None:
        return None
    phase = _phase(edition, as_of)
    return Duty(
        standard=standard,
        edition=edition,
        phase=phase,
        requirements=standard.requirements,
        due_on=None if phase is Phase.ADVISORY else due_on(edition),
    )


def _phase(edition: Edition, as_of: date) -> Phase:
    retired = _day(edition.retired_on)
    if retired is not None and as_of >= retired:
        return Phase.ENDED
    starts = [d for d in (_day(edition.implement_from), _day(edition.mandated_from)) if d]
    if not _binds(edition):
        published = _day(edition.published)
        return Phase.UPCOMING if published and as_of < published else Phase.ADVISORY
    if starts and as_of < min(starts):
        return Phase.UPCOMING
    due = due_on(edition)
    return Phase.TRANSITION if due and as_of < due else Phase.DUE


def _binds(edition: Edition) -> bool:
    """Mandated; a retired edition bound until its end if a day of its mandate is recorded."""
    if edition.status is StandardStatus.RETIRED:
        return edition.mandated_from is not None
    return edition.status is StandardStatus.MANDATED


def _announced(edition: Edition) -> date:
    days = (_day(d) for d in (edition.published, edition.implement_from, edition.mandated_from))
    return min((d for d in days if d), default=date.min)


def _dates(edition: Edition) -> tuple[StatedDate | None, ...]:
    return (
        edition.published,
        edition.implement_from,
        edition.mandated_from,
        edition.conform_by,
        edition.retired_on,
    )


def _day(stated: StatedDate | None) -> date | None:
    return stated.day if stated else None
