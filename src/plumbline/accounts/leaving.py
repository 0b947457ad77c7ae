"""The rules of leaving: whoever is shut out or removed is out at once, wherever they are signed in.

Every request looks its session or token up, so nothing has to be told to anybody: the next request
is refused, by whichever worker it reaches.
"""

from uuid import UUID

from plumbline.accounts import leaving_rows, repository
from plumbline.accounts.identity import Identity
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotFound
from plumbline.storage.engine import Connection


def disable_person(db: Connection, clock: Clock, actor: Actor, person_id: UUID) -> None:
    """Shut a person out of everything: no sign-in, no session, no token. Raises `NotFound`."""
    if not repository.has_person(db, person_id):
        raise NotFound(f"There is no person {person_id}.")
    told = event(clock, actor, "person.disabled", "person", person_id)
    leaving_rows.disable(db, person_id, clock.now(), event=told)
    leaving_rows.end_sessions(db, leaving_rows.memberships_of(db, person_id), clock.now())


def remove_member(db: Connection, clock: Clock, actor: Actor, person_id: UUID, membership_id: UUID) -> None:
    """End one membership of a person, with the sessions and tokens that act in it.

    Raises `NotFound` for one that is not theirs.
    """
    if membership_id not in leaving_rows.memberships_of(db, person_id):
        raise NotFound("The person has no such membership.")
    told = event(clock, actor, "membership.ended", "person", person_id, membership_id=str(membership_id))
    leaving_rows.end_membership(db, membership_id, clock.now(), event=told)
    leaving_rows.end_sessions(db, [membership_id], clock.now())


def memberships_with(
    db: Connection, person_id: UUID, role: str | None, organisation_id: UUID | None, supplier_id: UUID | None
) -> list[Identity]:
    """The open memberships of a person that fit everything that is named. Raises `NotFound`."""
    found = [
        each
        for each in repository.identities_of(db, person_id)
        if role in (None, str(each.role))
        and organisation_id in (None, each.organisation_id)
        and supplier_id in (None, each.supplier_id)
    ]
    if not found:
        raise NotFound("The person has no such membership.", next_step="plumbline person show EMAIL")
    return found
