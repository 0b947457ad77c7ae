"""The rules of a program's tokens: shown once, ending by themselves, revocable, seen when used."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import msgspec

from plumbline.accounts import token_rows
from plumbline.accounts.identity import Identity
from plumbline.accounts.keys import LONGEST, TOKEN_PREFIX, kept, new_token
from plumbline.accounts.scopes import DEFAULT, checked
from plumbline.accounts.token_rows import TokenRecord
from plumbline.accounts.words import name_of
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid, NotAllowed, NotFound, NotSignedIn
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

MOST_DAYS: Final = 365
NOTED_EVERY: Final = timedelta(minutes=1)
SESSION_LASTS: Final = timedelta(hours=12)
SESSION_NAME: Final = "signed in by password"


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A token just made. `token` is shown once: only its hash is kept."""

    id: UUID
    name: str
    token: str
    expires_at: datetime


class Used(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a token speaks for, and whether its use is to be noted."""

    identity: Identity
    is_to_be_noted: bool


def make_token(
    db: Connection,
    clock: Clock,
    identity: Identity,
    name: str,
    days: int,
    scopes: Collection[str] = DEFAULT,
) -> Issued:
    """Make a token that speaks for a person in their present membership, within `scopes`.

    A token that is held to scopes makes none: whoever found one could otherwise outlive its end and
    its revocation. Raises `NotAllowed` for it, `Invalid` for a name, days or scopes that cannot be.
    """
    _refuse_held(identity, "make others")
    if not 1 <= days <= MOST_DAYS:
        raise Invalid.field("/days", f"A token lives for 1 to {MOST_DAYS} days.")
    words = checked(scopes, identity.role)
    return _issue(db, clock, identity, name_of(name), timedelta(days=days), words)


def make_short_token(db: Connection, clock: Clock, identity: Identity) -> Issued:
    """A token of twelve hours, for a program that signed in by password."""
    return _issue(db, clock, identity, SESSION_NAME, SESSION_LASTS, None)


def _issue(
    db: Connection, clock: Clock, identity: Identity, name: str, lasts: timedelta, words: list[str] | None
) -> Issued:
    token, now = new_token(), clock.now()
    issued = Issued(id=new_id(), name=name, token=token, expires_at=now + lasts)
    values = {
        "id": issued.id,
        "membership_id": identity.membership_id,
        "name": name,
        "token_hash": kept(token),
        "created_at": now,
        "expires_at": issued.expires_at,
        "scopes": None if words is None else " ".join(words),
    }
    told = event(clock, identity.actor, "token.made", "token", issued.id, name=name, scopes=words)
    token_rows.add_token(db, values, event=told)
    return issued


def identity_of_token(db: Connection, clock: Clock, token: str) -> Used:
    """Whom a token speaks for. Raises `NotSignedIn` for one unknown, run out or revoked."""
    now = clock.now()
    plausible = token.startswith(TOKEN_PREFIX) and len(token) <= LONGEST
    found = token_rows.find_token(db, kept(token), now) if plausible else None
    if found is None:
        raise NotSignedIn(
            "The token is unknown, has run out, or was revoked.",
            next_step="Make a new one on /account/tokens, or by POST /api/v1/sessions.",
        )
    identity, last_used = found
    return Used(identity=identity, is_to_be_noted=last_used is None or now - last_used >= NOTED_EVERY)


def note_use(db: Connection, clock: Clock, identity: Identity) -> None:
    """Write down that the identity's token was used now."""
    if identity.token_id is not None:
        token_rows.touch_token(db, identity.token_id, clock.now())


def tokens_of(db: Connection, identity: Identity) -> Sequence[TokenRecord]:
    """Every token of the person, the newest first."""
    return token_rows.tokens_of(db, identity.person_id)


def revoke_token(db: Connection, clock: Clock, identity: Identity, token_id: UUID) -> None:
    """End a token of the person's own; ending it twice is no error. Raises `NotFound` for others',
    `NotAllowed` for a token that is held to scopes and asks to end another than itself.
    """
    if token_id not in {token.id for token in token_rows.tokens_of(db, identity.person_id)}:
        raise NotFound("You have no such token.", next_step="Look up yours: /account/tokens")
    if token_id != identity.token_id:
        _refuse_held(identity, "end others")
    told = event(clock, identity.actor, "token.revoked", "token", token_id)
    token_rows.revoke_token(db, token_id, clock.now(), event=told)


def _refuse_held(identity: Identity, act: str) -> None:
    """Tokens open doors for their person: one that is held to scopes looks after none but itself."""
    if identity.scopes is not None:
        raise NotAllowed(
            f"The token {identity.token_name!r} is held to scopes, and such a token cannot {act}.",
            next_step="Sign in on /account/tokens, or by POST /api/v1/sessions, and do it from there.",
        )
