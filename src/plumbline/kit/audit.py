"""What happened, who did it, to what: the event that every write carries."""

from datetime import datetime
from uuid import UUID

import msgspec

from plumbline.kit.clock import Clock


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts. `organisation_id` is the organisation or supplier they act for, if any."""

    kind: str  # "person" | "token" | "operator" | "system"
    id: UUID | None = None
    name: str
    organisation_id: UUID | None = None
    person_name: str | None = None  # for whom a token acts

    @property
    def signature(self) -> str:
        """The name that a record shows to its readers. What somebody called their token is theirs alone."""
        return self.person_name or self.name


OPERATOR = Actor(kind="operator", name="command line")
"""Whoever runs `plumbline …` on the machine itself."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the audit trail, written in the transaction of the change it describes."""

    at: datetime
    actor: Actor
    action: str  # "shortlist.created": thing, dot, past tense
    subject_kind: str
    subject_id: str
    details: dict[str, object] = {}


def event(
    clock: Clock, actor: Actor, action: str, subject_kind: str, subject_id: object, **details: object
) -> Event:
    """An event that happens now."""
    return Event(
        at=clock.now(),
        actor=actor,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        details=details,
    )
