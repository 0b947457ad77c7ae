"""Ending the listing of a test house: from a day on, with a reason, for good.

What it signed and what came in before that day stays as it was read. Nothing that comes in later counts as a
test house's, whatever day stands on it; and what came in between a day that lies behind us and today is read
again by the re-check. See docs/decisions/0025-the-listing-of-a-test-house-ends.md.
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.evidence import house_rows, houses
from plumbline.evidence.house_schemas import HouseOut, UnlistIn
from plumbline.evidence.texts import refuse, text_problems
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import FieldProblem, NotFound
from plumbline.storage.engine import Connection

FURTHEST: Final = timedelta(days=366)
"""A day beyond it is a slip of the pen, and could not be taken back."""
LONGEST_REASON: Final = 2000


def one_house(db: Connection, identity: Identity, house_id: UUID) -> HouseOut:
    """A test house, for whoever may end its listing. Raises `NotFound`."""
    require(identity, Permission.KEEP_TEST_HOUSES)
    found = next((each for each in houses.listed(db).items if each.id == house_id), None)
    if found is None:
        raise _missing()
    return found


def unlist(db: Connection, clock: Clock, identity: Identity, house_id: UUID, data: UnlistIn) -> HouseOut:
    """End the listing. Raises `Invalid`, `NotFound`, and `Conflict` where it has ended already."""
    require(identity, Permission.KEEP_TEST_HOUSES)
    house = house_rows.house(db, house_id)
    if house is None:
        raise _missing()
    _refuse(data, house.listed_on, today(clock))
    why = data.reason.strip()
    values = {
        "test_house_id": house_id,
        "from_day": data.from_day,
        "reason": why,
        "unlisted_at": clock.now(),
        "unlisted_by": identity.actor.signature,
    }
    told = event(
        clock,
        identity.actor,
        "test_house.unlisted",
        "test_house",
        house_id,
        house=house.name,
        from_day=data.from_day.isoformat(),
        reason=why,
    )
    house_rows.unlist(db, values, event=told)
    return one_house(db, identity, house_id)


def _refuse(data: UnlistIn, listed_on: date, day: date) -> None:
    found = list(text_problems(data))
    if not data.reason.strip():
        found.append(FieldProblem("/reason", "Say why: it is shown in the list."))
    if len(data.reason) > LONGEST_REASON:
        found.append(FieldProblem("/reason", f"At most {LONGEST_REASON:,} characters."))
    if not listed_on <= data.from_day <= day + FURTHEST:
        words = f"It ends between {listed_on}, when it was listed, and {day + FURTHEST}."
        found.append(FieldProblem("/from_day", words))
    refuse(found)


def _missing() -> NotFound:
    return NotFound("There is no such test house.", next_step=house_rows.SEE_LIST)
