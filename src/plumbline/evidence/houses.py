"""Test houses: whose signed attestations are taken, by which keys, and when a key ends.

A key that is retired on a day leaves what was issued by that day standing. One that somebody else may have
had ends everything that it signed, since the day on an attestation is the signer's own word. What was read
before is read again by the re-check: see docs/decisions/0018-keys-of-test-houses.md. How the listing of a
test house itself ends stands in `plumbline.evidence.unlisting`.
"""

from datetime import date
from typing import Any, Final
from uuid import UUID

from catalog.evidence.attest import public_key, thumbprint
from catalog.evidence.reading import TestHouse
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.evidence import house_rows
from plumbline.evidence.house_schemas import EndIn, HouseKeyOut, HouseList, HouseOut, KeyIn, State
from plumbline.evidence.texts import refuse, text_problems
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, FieldProblem, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

RETIRED: Final = "retired"
COMPROMISED: Final = "compromised"
_LONGEST: Final = {"name": 200, "about": 2000, "key_id": 100, "key": 2000, "reason": 2000}
_NEEDED: Final = {
    "name": "Say what the test house is called.",
    "key_id": "Say by which name attestations refer to the key.",
    "key": "Give the public key.",
}


def listed(db: Connection) -> HouseList:
    """Every test house with its keys."""
    keys = house_rows.keys(db)
    return HouseList(
        items=[
            HouseOut(
                id=house.id,
                name=house.name,
                about=house.about,
                listed_on=house.listed_on,
                unlisted_from=house.unlisted_from,
                unlisted_why=house.unlisted_why or "",
                keys=[_key(row) for row in keys if row.test_house_id == house.id],
            )
            for house in house_rows.houses(db)
        ]
    )


def known(db: Connection) -> tuple[TestHouse, ...]:
    """The test houses as a reader is told of them."""
    return tuple(
        TestHouse(
            name=house.name,
            keys={key.key_id: key.key for key in house.keys},
            retired={key.key_id: key.last_day for key in house.keys if key.last_day is not None},
            withdrawn=frozenset(key.key_id for key in house.keys if key.state == COMPROMISED),
            unlisted_from=house.unlisted_from,
        )
        for house in listed(db).items
    )


def one_key(db: Connection, identity: Identity, identifier: UUID) -> tuple[HouseOut, HouseKeyOut]:
    """A key and whose it is, for whoever may end it. Raises `NotFound`."""
    require(identity, Permission.KEEP_TEST_HOUSES)
    for house in listed(db).items:
        for key in house.keys:
            if key.id == identifier:
                return house, key
    raise _missing()


def list_key(db: Connection, clock: Clock, identity: Identity, data: KeyIn) -> UUID:
    """List a key, with its test house where that is new. Raises `Invalid` or `Conflict`."""
    require(identity, Permission.KEEP_TEST_HOUSES)
    _refuse(data)
    key = _public(data.key)
    name, key_id = data.name.strip(), data.key_id.strip()
    house = house_rows.house_named(db, name)
    if house is not None and house.unlisted_from is not None:
        raise Conflict(
            f"The listing of {name} ended from {house.unlisted_from} on.",
            next_step="List what is listed anew under a name of its own, so that the two can be told apart.",
        )
    day, house_id = today(clock), house.id if house else new_id()
    fresh = {"id": house_id, "name": name, "about": data.about.strip(), "listed_on": day}
    values: dict[str, Any] = {
        "test_house_id": house_id,
        "key_id": key_id,
        "thumbprint": thumbprint(key),
        "key": key,
        "listed_on": day,
        "compromised": False,
        "reason": "",
    }
    told = event(
        clock,
        identity.actor,
        "test_house.key_listed",
        "test_house",
        house_id,
        house=name,
        key_id=key_id,
        thumbprint=values["thumbprint"],
    )
    return house_rows.add(db, None if house else fresh, values, event=told)


def end_key(db: Connection, clock: Clock, identity: Identity, identifier: UUID, data: EndIn) -> None:
    """End a key, for good. One that was retired may still turn out to have been compromised."""
    require(identity, Permission.KEEP_TEST_HOUSES)
    row = house_rows.key(db, identifier)
    if row is None:
        raise _missing()
    day = today(clock)
    _refuse_end(data, row.listed_on, day)
    if row.compromised or (row.last_day is not None and data.why == RETIRED):
        raise Conflict("This key has ended already.", next_step=house_rows.SEE_LIST)
    last_day = row.last_day if data.why == COMPROMISED else data.last_day or day
    values = {
        "compromised": data.why == COMPROMISED,
        "last_day": last_day,
        "reason": data.reason.strip(),
        "ended_at": clock.now(),
    }
    told = event(
        clock,
        identity.actor,
        f"test_house.key_{data.why}",
        "test_house",
        row.test_house_id,
        key_id=row.key_id,
        last_day=last_day.isoformat() if last_day else None,
        reason=values["reason"],
    )
    house_rows.end(db, identifier, values, event=told)


def _missing() -> NotFound:
    return NotFound("There is no such key.", next_step=house_rows.SEE_LIST)


def _public(text: str) -> dict[str, str]:
    try:
        return public_key(text)
    except ValueError as error:
        raise Invalid.field(
            "/key", str(error), next_step="See docs/how-to/sign-an-attestation.md."
        ) from error


def _refuse(data: KeyIn) -> None:
    found = [*text_problems(data), *_too_long(data)]
    found += [FieldProblem(f"/{field}", words) for field, words in _NEEDED.items() if not _said(data, field)]
    refuse(found)


def _refuse_end(data: EndIn, listed_on: date, day: date) -> None:
    found = [*text_problems(data), *_too_long(data)]
    if data.why not in (RETIRED, COMPROMISED):
        found.append(FieldProblem("/why", "Say whether it is retired or compromised."))
    if not _said(data, "reason"):
        found.append(FieldProblem("/reason", "Say why: it is shown in the list."))
    if data.last_day is not None and not listed_on <= data.last_day <= day:
        found.append(FieldProblem("/last_day", f"Its last day lies between {listed_on} and {day}."))
    refuse(found)


def _too_long(data: KeyIn | EndIn) -> list[FieldProblem]:
    return [
        FieldProblem(f"/{field}", f"At most {longest:,} characters.")
        for field, longest in _LONGEST.items()
        if len(getattr(data, field, "")) > longest
    ]


def _said(data: KeyIn | EndIn, field: str) -> bool:
    return bool(getattr(data, field).strip())


def _key(row: Any) -> HouseKeyOut:
    ended: State = RETIRED if row.last_day is not None else "in_use"
    return HouseKeyOut(
        id=row.id,
        key_id=row.key_id,
        key=row.key,
        listed_on=row.listed_on,
        state=COMPROMISED if row.compromised else ended,
        last_day=row.last_day,
        reason=row.reason,
    )
