"""People of every role in every situation, with their tokens and sessions."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import update

from plumbline.accounts import sessions, tokens
from plumbline.accounts.identity import Identity
from plumbline.accounts.leaving import disable_person, remove_member
from plumbline.accounts.roles import ACTS_FOR, ActsFor, Role
from plumbline.accounts.service import add_member, create_person, identity_for
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.organisations.service import id_of
from plumbline.products.service import supplier_id_of
from plumbline.storage import tables
from plumbline.storage.engine import Connection, Database
from tests.matrix.table import LESSER, Proof

ORGANISATIONS: Final = {"a": "ZZA1", "b": "ZZA2"}
SUPPLIERS: Final = {"a": "tern-teal-systems", "b": "oxbow-health-software"}
UNUSED: Final = "no password opens this"
DAY: Final = timedelta(days=1)


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who calls: their token, their session, and which things are theirs."""

    identity: Identity
    party: str
    token: str
    token_id: UUID
    secret: str
    form_token: str


Callers = dict[tuple[Role, Proof], Caller]


def callers_in(database: Database, clock: FixedClock) -> Callers:
    """Somebody for every role and every kind of proof. Those of one role come one after another."""
    found: Callers = {}
    with database.write(THE_OPERATOR) as db:
        for role in Role:
            found |= {(role, proof): caller for proof, caller in _of_role(db, clock, role).items()}
    return found


def _of_role(db: Connection, clock: FixedClock, role: Role) -> dict[Proof, Caller]:
    own = opened(db, clock, person(db, clock, role, "a"), "a")
    found = {
        Proof.OWN: own,
        Proof.OTHER: opened(db, clock, person(db, clock, role, "b"), "b"),
        Proof.NARROW: _narrow(db, clock, own),
        Proof.WRONG_KIND: own,
        Proof.REVOKED: _revoked(db, clock, own),
        Proof.EXPIRED: opened(db, FixedClock(clock.now() - 2 * DAY), own.identity, "a"),
    }
    found[Proof.REMOVED] = removed = opened(db, clock, person(db, clock, role, "a"), "a")
    leave(db, clock, removed.identity)
    found[Proof.DISABLED] = disabled = opened(db, clock, person(db, clock, role, "a"), "a")
    disable_person(db, clock, OPERATOR, disabled.identity.person_id)
    found[Proof.LEFT], found[Proof.MOVED] = _changed(db, clock, role, role, "b")
    if role in LESSER:
        found[Proof.DOWNGRADED], found[Proof.LESSER] = _changed(db, clock, role, LESSER[role], "a")
    return found


def person(db: Connection, clock: FixedClock, role: Role, party: str) -> Identity:
    """A new person in the role, for the organisation or supplier of the party if the role has one."""
    number = len(_made)
    _made.append(number)
    created = create_person(
        db, clock, OPERATOR, f"p{number}@matrix.example", f"Person {number}", password_hash=UNUSED
    )
    return member(db, clock, created, role, party)


_made: list[int] = []


def member(db: Connection, clock: FixedClock, person_id: UUID, role: Role, party: str) -> Identity:
    """One more membership of a person."""
    named: dict[str, Any] = {}
    if ACTS_FOR[role] is ActsFor.ORGANISATION:
        named["organisation_id"] = id_of(db, ORGANISATIONS[party])
    if ACTS_FOR[role] is ActsFor.SUPPLIER:
        named["supplier_id"] = supplier_id_of(db, SUPPLIERS[party])
    membership_id = add_member(db, clock, OPERATOR, person_id, role, **named)
    return identity_for(db, person_id, membership_id)


def leave(db: Connection, clock: FixedClock, identity: Identity) -> None:
    """The person's membership ends."""
    remove_member(db, clock, OPERATOR, identity.person_id, identity.membership_id)


def opened(db: Connection, clock: FixedClock, identity: Identity, party: str) -> Caller:
    """The person signed in: with a token of a day that may do all of the role, and in a browser."""
    issued = tokens.make_token(db, clock, identity, f"canary-person-{identity.person_id.hex}", 1)
    _hold(db, issued.id, None)
    browser = sessions.open_session(db, clock, identity, proven=True)
    session = sessions.session_of(db, clock, browser.secret)
    assert session is not None
    return Caller(
        identity=identity,
        party=party,
        token=issued.token,
        token_id=issued.id,
        secret=browser.secret,
        form_token=session.form_token,
    )


def _changed(db: Connection, clock: FixedClock, role: Role, later: Role, party: str) -> tuple[Caller, Caller]:
    """A person before and after they changed what they are: both proofs, of which one is good."""
    before = opened(db, clock, person(db, clock, role, "a"), "a")
    leave(db, clock, before.identity)
    now = member(db, clock, before.identity.person_id, later, party)
    return before, opened(db, clock, now, party)


def _narrow(db: Connection, clock: FixedClock, own: Caller) -> Caller:
    """The same person with a token that includes nothing of the role, not even reading."""
    made = opened(db, clock, own.identity, own.party)
    _hold(db, made.token_id, "nothing")
    return made


def _hold(db: Connection, token_id: UUID, scopes: str | None) -> None:
    """Hold a token to these words; to none at all, as one from signing in by password."""
    db.execute(update(tables.api_tokens).where(tables.api_tokens.c.id == token_id).values(scopes=scopes))


def _revoked(db: Connection, clock: FixedClock, own: Caller) -> Caller:
    made = opened(db, clock, own.identity, own.party)
    tokens.revoke_token(db, clock, own.identity, made.token_id)
    sessions.close_session(db, clock, own.identity, made.secret)
    return made
