"""The rules of a browser's session: twelve hours, a new secret at each sign-in, gone at sign-out.

Acts that cannot be taken back ask for a step-up: a proof, within the last ten minutes, that whoever
sits there is still the one who signed in.
"""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final

import msgspec

from plumbline.accounts import session_rows
from plumbline.accounts.identity import Identity, Session
from plumbline.accounts.keys import LONGEST, kept, new_secret
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotAllowed, StepUpNeeded
from plumbline.storage.engine import Connection

LASTS: Final = timedelta(hours=12)
RECENT: Final = timedelta(minutes=10)


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A session just opened. `secret` goes into the cookie and is never seen again."""

    secret: str
    expires_at: datetime


def open_session(db: Connection, clock: Clock, identity: Identity, *, proven: bool = False) -> Opened:
    """Sign a browser in. The secret is always a new one: nobody can prepare it beforehand.

    `proven` says that they have just now proved here that it is them, by password or code.
    """
    now = clock.now()
    return _open(db, clock, identity, "session.opened", now + LASTS, now if proven else None)


def renew_session(
    db: Connection,
    clock: Clock,
    session: Session,
    secret: str,
    *,
    identity: Identity | None = None,
    proven: bool = False,
) -> Opened:
    """Go on under a new secret, in another role (`identity`) or after a proof (`proven`).

    The secret before opens nothing any more, and the end of the session stays where it was.
    """
    close_session(db, clock, session.identity, secret)
    stepped_up_at = clock.now() if proven else session.stepped_up_at
    action = "session.confirmed" if proven else "session.opened"
    return _open(db, clock, identity or session.identity, action, session.expires_at, stepped_up_at)


def _open(
    db: Connection,
    clock: Clock,
    identity: Identity,
    action: str,
    expires_at: datetime,
    stepped_up_at: datetime | None,
) -> Opened:
    secret = new_secret()
    values = {
        "token_hash": kept(secret),
        "membership_id": identity.membership_id,
        "form_token": new_secret(),
        "created_at": clock.now(),
        "expires_at": expires_at,
        "stepped_up_at": stepped_up_at,
    }
    told = event(clock, identity.actor, action, "person", identity.person_id)
    session_rows.add_session(db, values, identity.person_id, event=told)
    return Opened(secret=secret, expires_at=expires_at)


def session_of(db: Connection, clock: Clock, secret: str) -> Session | None:
    """The session that a cookie's secret opens; None when it ran out or never was."""
    if not secret or len(secret) > LONGEST:
        return None
    return session_rows.find_session(db, kept(secret), clock.now())


def close_session(db: Connection, clock: Clock, identity: Identity, secret: str) -> None:
    """Sign a browser out: the secret opens nothing any more, wherever it was copied to."""
    told = event(clock, identity.actor, "session.closed", "person", identity.person_id)
    session_rows.remove_session(db, kept(secret), event=told)


def is_recent(session: Session, clock: Clock) -> bool:
    """Did they prove within the last ten minutes that it is them?"""
    return session.stepped_up_at is not None and clock.now() - session.stepped_up_at < RECENT


def require_recent(session: Session, clock: Clock) -> None:
    """Raise `StepUpNeeded` unless `is_recent`: for what cannot be taken back, or opens more doors."""
    if not is_recent(session, clock):
        raise StepUpNeeded(
            "Confirm that it is still you before you do this. Nothing was done yet.",
            next_step="Confirm it on /account/confirm, then do it again.",
        )


def check_form_token(session: Session, given: str) -> None:
    """Raise `NotAllowed` unless a form carries its session's token (OWASP: synchroniser token)."""
    if not compare_digest(session.form_token.encode(), given.encode("utf-8", "replace")):
        raise NotAllowed(
            "This form was not made for your present session. Nothing was written.",
            next_step="Go back, load the page again, and send the form from there.",
        )
