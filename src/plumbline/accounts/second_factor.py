"""The rules of a second factor: an app's code at each sign-in, or one of ten recovery codes.

Each code opens once. The app's secret is kept sealed, recovery codes as hashes: eighty random bits
each, so that a fast hash is enough.
"""

import base64
import secrets
from typing import Final
from uuid import UUID

import msgspec

from plumbline.accounts import second_factor_rows as rows
from plumbline.accounts import totp
from plumbline.accounts.identity import Identity
from plumbline.accounts.keys import kept
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.tries import Tries, to_code
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import CodeNeeded, Conflict, Invalid, NotSignedIn
from plumbline.storage.engine import Connection, Database

RECOVERY_CODES: Final = 10
RECOVERY_LETTERS: Final = 16  # of base32: eighty bits
LONGEST_CODE: Final = 40
KIND: Final = "person"  # what the events are about


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """What an authenticator app has to be told. Shown until it is confirmed, and never again."""

    secret: str  # base32, in groups of four
    uri: str


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person stands: nothing, something begun (`enrolment`), or a second factor that is asked for."""

    is_on: bool = False
    recovery_left: int = 0
    enrolment: Enrolment | None = None


def is_on(db: Connection, person_id: UUID) -> bool:
    """Is a code asked for when they sign in?"""
    factor = rows.find(db, person_id)
    return factor is not None and factor.confirmed_at is not None


def state_of(db: Connection, sealer: Sealer, identity: Identity) -> State:
    """For the person's own page."""
    factor = rows.find(db, identity.person_id)
    if factor is None:
        return State()
    if factor.confirmed_at is not None:
        return State(is_on=True, recovery_left=rows.recovery_left(db, identity.person_id))
    secret = _opened(sealer, identity.person_id, factor)
    return State(enrolment=_enrolment(secret, identity.email)) if secret else State()


def begin(db: Connection, clock: Clock, sealer: Sealer, identity: Identity) -> Enrolment:
    """Make a secret for an app. Nothing is asked for until `confirm`. Raises `Conflict` when one is on."""
    if is_on(db, identity.person_id):
        raise Conflict("You have a second factor.", next_step="Remove it before you set up another.")
    secret = totp.new_secret()
    sealed = sealer.seal(_purpose(identity.person_id), secret)
    told = event(clock, identity.actor, "second_factor.begun", KIND, identity.person_id)
    rows.put(db, identity.person_id, sealed, clock.now(), event=told)
    return _enrolment(secret, identity.email)


def confirm(db: Connection, clock: Clock, sealer: Sealer, identity: Identity, code: str) -> list[str]:
    """Ask for codes from now on, once the app has shown a right one. Gives the ten recovery codes.

    Raises `Invalid` pointing at `/code`, `Conflict` when there is nothing to confirm.
    """
    factor = rows.find(db, identity.person_id)
    secret = None if factor is None else _opened(sealer, identity.person_id, factor)
    if factor is None or factor.confirmed_at is not None or secret is None:
        raise Conflict("There is nothing to confirm.", next_step="Set a second factor up first.")
    step = totp.step_of_code(secret, _plain(code), clock.now())
    if step is None:
        words = "This is not the code that the app shows now."
        raise Invalid.field("/code", words, next_step="Check that the phone’s clock is right.")
    codes = [_new_recovery() for _ in range(RECOVERY_CODES)]
    told = event(clock, identity.actor, "second_factor.confirmed", KIND, identity.person_id)
    hashes = [kept(_plain(each)) for each in codes]
    rows.confirm(db, identity.person_id, step, hashes, clock.now(), event=told)
    return codes


def remove(db: Connection, clock: Clock, actor: Actor, person_id: UUID) -> None:
    """Ask for no more codes. Removing what is not there is no error."""
    told = event(clock, actor, "second_factor.removed", KIND, person_id)
    rows.remove(db, person_id, event=told)


def prove_code(
    database: Database, clock: Clock, tries: Tries, sealer: Sealer, identity: Identity, code: str
) -> None:
    """Take a code of the app, or a recovery code: each is good once.

    Raises `NotSignedIn` in the same words for a wrong one and a used one, `TooMany` after five.
    """
    counted = tries.begin(to_code(identity.person_id))
    with database.write(identity.tenant) as db:
        right = _is_right(db, clock, sealer, identity, _plain(code[:LONGEST_CODE]))
    if not right:
        raise NotSignedIn(
            "The code is not right, or was used before.",
            next_step="Wait for the app to show the next one, or use a recovery code.",
        )
    tries.take_back(counted)


def prove_second(
    database: Database, clock: Clock, tries: Tries, sealer: Sealer, identity: Identity, code: str | None
) -> None:
    """`prove_code` for whoever has a second factor. Raises `CodeNeeded` when they send no code."""
    with database.read() as db:
        if not is_on(db, identity.person_id):
            return
    if not code:
        raise CodeNeeded("The password is right. A code is needed too.", next_step="Send it as `code`.")
    prove_code(database, clock, tries, sealer, identity, code)


def _is_right(db: Connection, clock: Clock, sealer: Sealer, identity: Identity, code: str) -> bool:
    factor = rows.find(db, identity.person_id)
    if factor is None or factor.confirmed_at is None:
        return False
    if len(code) == RECOVERY_LETTERS:
        told = event(clock, identity.actor, "recovery_code.used", KIND, identity.person_id)
        return rows.take_recovery(db, identity.person_id, kept(code), clock.now(), event=told)
    secret = _opened(sealer, identity.person_id, factor)
    step = None if secret is None else totp.step_of_code(secret, code, clock.now())
    return step is not None and rows.take_step(db, identity.person_id, step)


def _opened(sealer: Sealer, person_id: UUID, factor: rows.Factor) -> bytes | None:
    return sealer.open(_purpose(person_id), factor.sealed_secret)


def _purpose(person_id: UUID) -> str:
    return f"second factor of {person_id}"  # so that nobody's secret can stand in for another's


def _enrolment(secret: bytes, email: str) -> Enrolment:
    return Enrolment(secret=_in_fours(totp.in_letters(secret)), uri=totp.uri(secret, email))


def _new_recovery() -> str:
    return _in_fours(base64.b32encode(secrets.token_bytes(10)).decode()).lower().replace(" ", "-")


def _in_fours(letters: str) -> str:
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def _plain(code: str) -> str:
    """A code as it is compared: without the spaces and dashes that help to read it."""
    return "".join(code.split()).replace("-", "").upper()
