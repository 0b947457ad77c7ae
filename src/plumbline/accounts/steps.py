"""A sign-in that takes more than one step, kept between them in a sealed cookie of the browser.

Nothing is written until a step is taken, and each is taken once: the cookie holds an id that is
noted when it is used up. Five minutes after it began, it opens nothing.
"""

from datetime import datetime, timedelta
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from plumbline.accounts import step_rows
from plumbline.accounts.keys import kept, new_secret
from plumbline.accounts.sealing import Sealer
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotSignedIn
from plumbline.storage.engine import Connection

LASTS: Final = timedelta(minutes=5)
LONGEST: Final = 4_000  # no cookie is longer


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """What every step knows: until when it can be taken, and where to go once signed in."""

    id: str
    expires_at: datetime
    wanted: str


class CodeStep(Step, frozen=True, kw_only=True):
    """Somebody proved their password (`proven`), or came from an identity provider; the code is left."""

    person_id: UUID
    proven: bool


S = TypeVar("S", bound=Step)


def new_id() -> str:
    """The id of a step."""
    return new_secret()


def until(clock: Clock) -> datetime:
    """When a step that begins now ends."""
    return clock.now() + LASTS


def sealed(sealer: Sealer, step: Step) -> str:
    """The step as a cookie's value."""
    return sealer.seal(type(step).__name__, msgspec.json.encode(step))


def opened(sealer: Sealer, clock: Clock, kind: type[S], value: str | None) -> S:
    """The step in a cookie. Raises `NotSignedIn` for none, another, a changed one, or one too old."""
    raw = sealer.open(kind.__name__, value) if value and len(value) <= LONGEST else None
    step = None if raw is None else msgspec.json.decode(raw, type=kind)
    if step is None or step.expires_at <= clock.now():
        raise NotSignedIn("This sign-in took too long, or did not begin here.", next_step="Begin again.")
    return step


def take(db: Connection, clock: Clock, step: Step) -> None:
    """Use a step up. Raises `NotSignedIn` when it was taken before, by whomever."""
    if not step_rows.spend(db, kept(step.id), step.expires_at, clock.now()):
        raise NotSignedIn("This sign-in was finished before.", next_step="Begin again.")
