"""Questions about the standards: which there are, what one asks, what a kind of system must meet."""

from collections.abc import Sequence
from datetime import date

import msgspec

from catalog.obligations import Duty, Phase, duties, edition_on, phase_on, product_tags
from catalog.standard import Edition, Standard
from catalog.standards_loader import standards
from catalog.words import StandardStatus
from plumbline.kit.errors import NotFound


class StandardOnDay(msgspec.Struct, frozen=True, kw_only=True):
    """A standard as it stood on a day. `edition` and `phase` are None before anybody announced it."""

    standard: Standard
    edition: Edition | None
    phase: Phase | None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which standards are wanted; None means any."""

    q: str | None = None
    applies_to: str | None = None
    status: StandardStatus | None = None
    phase: Phase | None = None


def list_standards(wanted: Wanted, as_of: date) -> Sequence[StandardOnDay]:
    """The standards that fit, as they stood on a day, in the order of their ids."""
    found = (standard_on(standard, as_of) for standard in standards())
    return [item for item in found if _fits(item, wanted)]


def standard_on(standard: Standard, as_of: date) -> StandardOnDay:
    """One standard as it stood on a day."""
    return StandardOnDay(
        standard=standard, edition=edition_on(standard, as_of), phase=phase_on(standard, as_of)
    )


def one_standard(standard_id: str) -> Standard:
    """The standard with this id, in any case of letters. Raises NotFound."""
    found = standards().get(standard_id) or standards().get(standard_id.upper())
    if found is None:
        raise NotFound(
            f"There is no standard {standard_id[:60]!r}.", next_step="Look it up in the list of standards."
        )
    return found


def obligations(product_type: str, capabilities: Sequence[str], as_of: date) -> tuple[Duty, ...]:
    """What a product of a type with these capability codes faces on a day."""
    return duties(standards(), product_tags(product_type, capabilities), as_of)


def _fits(item: StandardOnDay, wanted: Wanted) -> bool:
    status = item.edition.status if item.edition else None
    return (
        (wanted.applies_to is None or wanted.applies_to in item.standard.applies_to)
        and (wanted.status is None or status is wanted.status)
        and (wanted.phase is None or item.phase is wanted.phase)
        and (not wanted.q or _speaks_of(item.standard, wanted.q))
    )


def _speaks_of(standard: Standard, q: str) -> bool:
    """Does every word asked for stand in its id, title, publisher or summary?"""
    text = f"{standard.id} {standard.title} {standard.publisher} {standard.summary}".casefold()
    return all(word in text for word in q.casefold().split())
