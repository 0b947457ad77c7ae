"""Writes the trail of events. Repositories call `record` in the transaction of their change."""

from sqlalchemy import Connection, insert

from plumbline.kit.audit import Event
from plumbline.kit.identifiers import new_id
from plumbline.storage.tables import events


def record(db: Connection, event: Event) -> None:
    """Write one event, in the caller's transaction: both happen, or neither."""
    db.execute(
        insert(events).values(
            id=new_id(),
            at=event.at,
            actor_kind=event.actor.kind,
            actor_id=event.actor.id,
            actor_name=event.actor.name,
            organisation_id=event.actor.organisation_id,
            action=event.action,
            subject_kind=event.subject_kind,
            subject_id=event.subject_id,
            details=event.details,
        )
    )
