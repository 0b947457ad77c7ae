"""The rules of whom a provider's account belongs to: linked once, by an address the provider has checked."""

from plumbline.accounts import linking_rows
from plumbline.accounts.identity import Identity
from plumbline.accounts.provider import Claims
from plumbline.accounts.repository import find_person
from plumbline.accounts.service import identity_for
from plumbline.accounts.words import email_of
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid, NotAllowed, NotSignedIn
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection


def person_of(db: Connection, clock: Clock, claims: Claims) -> Identity:
    """The person behind an account of the provider, in their first membership.

    The first time, they are found by their address and linked for good: whoever has the address
    later is somebody else. Raises `NotAllowed` for somebody whom nobody added here, `NotSignedIn`
    for one who may not sign in any more.
    """
    person_id = linking_rows.find(db, claims.issuer, claims.subject)
    if person_id is not None:
        return identity_for(db, person_id)
    person = None
    if claims.email is not None:
        try:
            person = find_person(db, email_of(claims.email))
        except Invalid:
            person = None
    if person is None:
        raise NotAllowed(
            "You signed in with the identity provider, and nobody has added you to this market yet.",
            next_step="Ask whoever runs this service to add you, under the e-mail address that the "
            "provider has checked.",
        )
    if person.disabled_at is not None:
        raise NotSignedIn("Your account was closed.", next_step="Ask whoever runs this service.")
    identity = identity_for(db, person.id)
    values = {
        "id": new_id(),
        "person_id": person.id,
        "issuer": claims.issuer,
        "subject": claims.subject,
        "created_at": clock.now(),
    }
    told = event(clock, identity.actor, "identity.linked", "person", person.id, issuer=claims.issuer)
    linking_rows.add(db, values, event=told)
    return identity
