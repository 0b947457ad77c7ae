"""The rules of a browser's session: twelve hours, a new secret at each sign-in, gone at sign-out."""

from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Final

import msgspec

from plumbline.accounts import session_rows
from plumbline.accounts.identity import Identity, Session
from plumbline.accounts.keys import LONGEST, kept, new_secret
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotAllowed
from plumbline.storage.engine import Connection

LASTS: Final = timedelta(hours=12)


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A session just opened. `secret` goes into the cookie and is never seen again."""

    secret: str
    expires_at: datetime


def open_session(db: Connection, clock: Clock, identity: Identity) -> Opened:
    """Sign a browser in. The secret is always a new one: nobody can prepare it beforehand."""
    secret, now = new_secret(), clock.now()
    values = {
        "token_hash": kept(secret),
        "membership_id": identity.membership_id,
        "form_token": new_secret(),
        "created_at": now,
        "expires_at": now + LASTS,
    }
    told = event(clock, identity.actor, "session.opened", "person", identity.person_id)
    session_rows.add_session(db, values, identity.person_id, event=told)
    return Opened(secret=secret, expires_at=now + LASTS)


def session_of(db: Connection, clock: Clock, secret: str) -> Session | None:
    """The session that a cookie's secret opens; None when it ran out or never was."""
    if not secret or len(secret) > LONGEST:
        return None
    return session_rows.find_session(db, kept(secret), clock.now())


def close_session(db: Connection, clock: Clock, identity: Identity, secret: str) -> None:
    """Sign a browser out: the secret opens nothing any more, wherever it was copied to."""
    told = event(clock, identity.actor, "session.closed", "person", identity.person_id)
    session_rows.remove_session(db, kept(secret), event=told)


def check_form_token(session: Session, given: str) -> None:
    """Raise `NotAllowed` unless a form carries its session's token (OWASP: synchroniser token)."""
    if not compare_digest(session.form_token.encode(), given.encode("utf-8", "replace")):
        raise NotAllowed(
            "This form was not made for your present session. Nothing was written.",
            next_step="Go back, load the page again, and send the form from there.",
        )
