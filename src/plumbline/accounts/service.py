"""The rules of accounts: who there is, for whom they act, and how they prove it.

Everything that other features need is named here: `Identity`, `Session`, `Permission`, `require`,
`create_person`, `add_member`.
"""

from uuid import UUID

from plumbline.accounts import repository
from plumbline.accounts.identity import ROLE_NAMES, Identity, Session, require
from plumbline.accounts.passwords import hash_password, is_password
from plumbline.accounts.roles import ACTS_FOR, ActsFor, Permission, Role, collide, role_of
from plumbline.accounts.tries import Tries, to_account, to_confirm
from plumbline.accounts.words import email_of, name_of
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid, NotFound, NotSignedIn
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection, Database

__all__ = [
    "Identity",
    "Permission",
    "Role",
    "Session",
    "add_member",
    "create_person",
    "identity_by_email",
    "identity_for",
    "memberships_of",
    "person_by_email",
    "prove",
    "prove_again",
    "require",
]


def create_person(
    db: Connection,
    clock: Clock,
    actor: Actor,
    email: str,
    name: str,
    password: str = "",
    *,
    password_hash: str | None = None,
) -> UUID:
    """Add a person who can sign in. Raises `Invalid` for a weak password, `Conflict` for a known e-mail.

    `password_hash` stands in for the password where one hash serves many (the demonstration).
    """
    address, name = email_of(email), name_of(name)
    if repository.find_person(db, address) is not None:
        raise Conflict(f"There is already a person with the address {address}.")
    values = {
        "id": new_id(),
        "email": address,
        "name": name,
        "password_hash": password_hash or hash_password(password),
        "created_at": clock.now(),
    }
    told = event(clock, actor, "person.created", "person", values["id"], email=address)
    repository.add_person(db, values, event=told)
    return UUID(str(values["id"]))


def add_member(
    db: Connection,
    clock: Clock,
    actor: Actor,
    person_id: UUID,
    role: str,
    organisation_id: UUID | None = None,
    supplier_id: UUID | None = None,
) -> UUID:
    """Let a person act in a role, for the organisation, the supplier, or (neither) the market.

    Raises `Invalid` for a role that acts for somebody else than named, `NotFound` for a person,
    organisation or supplier that is not there, `Conflict` where they would decide on what is theirs.
    """
    known = role_of(role)
    _check_party(known, organisation_id, supplier_id)
    if not repository.has_person(db, person_id):
        raise NotFound(f"There is no person {person_id}.")
    if (organisation_id or supplier_id) and not repository.party_name(db, organisation_id, supplier_id):
        raise NotFound(f"There is nobody with the id {organisation_id or supplier_id} to act for.")
    _check_apart(db, person_id, known)
    values = {
        "id": new_id(),
        "person_id": person_id,
        "role": str(known),
        "organisation_id": organisation_id,
        "supplier_id": supplier_id,
        "created_at": clock.now(),
    }
    told = event(clock, actor, "membership.added", "person", person_id, role=str(known))
    repository.add_membership(db, values, event=told)
    return UUID(str(values["id"]))


def _check_party(role: Role, organisation_id: UUID | None, supplier_id: UUID | None) -> None:
    named = {ActsFor.ORGANISATION: organisation_id, ActsFor.SUPPLIER: supplier_id, ActsFor.MARKET: None}
    wanted = ACTS_FOR[role]
    others = any(party for kind, party in named.items() if kind is not wanted)
    if others or (wanted is not ActsFor.MARKET and named[wanted] is None):
        words = {
            ActsFor.ORGANISATION: "an organisation",
            ActsFor.SUPPLIER: "a supplier",
            ActsFor.MARKET: "the market itself: name neither organisation nor supplier",
        }
        raise Invalid.field("/role", f"The role {role} acts for {words[wanted]}.")


def _check_apart(db: Connection, person_id: UUID, role: Role) -> None:
    """Whoever decides for the market belongs to nobody who buys or sells in it, by any membership."""
    for held in repository.identities_of(db, person_id):
        if collide(held.role, role):
            raise Conflict(
                f"They are {ROLE_NAMES[held.role]} already; whoever decides for the market belongs to "
                "nobody who buys or sells in it.",
                next_step="End that membership first, or ask somebody else.",
            )


def prove(
    database: Database, clock: Clock, tries: Tries, email: str, password: str, address: str
) -> Identity:
    """Who this e-mail and password belong to, in their first membership.

    `address` is where the try comes from. Raises `NotSignedIn` in the same words, after the same
    work, whether nobody has that e-mail or the password is wrong; `TooMany` after ten failures. No
    connection is held while the password is worked on.
    """
    known = email.strip().lower()[:300]
    counted = tries.begin(to_account(known, address))
    with database.read() as db:
        person = _findable(db, known)
    right = is_password(password, person.password_hash if person else None)
    if person is None or not right or person.disabled_at is not None:
        raise NotSignedIn(
            "The e-mail address or the password is not right.",
            next_step="Try again. Capital letters count in a password.",
        )
    tries.take_back(counted)
    with database.read() as db:
        return identity_for(db, person.id)


def prove_again(database: Database, tries: Tries, identity: Identity, password: str) -> None:
    """Is it still the person who signed in? Raises `NotSignedIn` for a wrong password, `TooMany`."""
    counted = tries.begin(to_confirm(identity.person_id))
    with database.read() as db:
        person = repository.find_person(db, identity.email)
    if not is_password(password, person.password_hash if person else None):
        raise NotSignedIn("The password is not right.", next_step="Capital letters count in a password.")
    tries.take_back(counted)


def _findable(db: Connection, email: str) -> repository.Person | None:
    """The person with this address; what cannot be an address is not looked for."""
    try:
        return repository.find_person(db, email_of(email))
    except Invalid:
        return None


def identity_by_email(db: Connection, email: str) -> Identity:
    """The person with this address, in their first membership, for whoever runs the machine."""
    return identity_for(db, person_by_email(db, email))


def person_by_email(db: Connection, email: str) -> UUID:
    """The id of the person with this address, whether or not they may sign in. Raises `NotFound`."""
    person = _findable(db, email)
    if person is None:
        raise NotFound(f"Nobody has the address {email[:80]!r}.", next_step="plumbline person add …")
    return person.id


def memberships_of(db: Connection, person_id: UUID) -> list[Identity]:
    """In which roles a person may act, the oldest first."""
    return list(repository.identities_of(db, person_id))


def identity_for(db: Connection, person_id: UUID, membership_id: UUID | None = None) -> Identity:
    """A person in one of their memberships, the first when none is named."""
    for identity in repository.identities_of(db, person_id):
        if membership_id in (None, identity.membership_id):
            return identity
    if membership_id is not None:
        raise NotFound("You have no such membership.", next_step="Look up yours: /account")
    raise NotSignedIn(
        "Your account acts for nobody any more.", next_step="Ask an administrator for a membership."
    )
