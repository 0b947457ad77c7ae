"""Writes the log of events. Repositories call `record` in the transaction of their change.

Events wait until the transaction is about to commit (`Database.write` calls `append_waiting`), and
are then numbered and hashed at once: the log's head is held for as short a time as can be, and by
whoever commits next, so the numbers have no gap and a reader who goes by them misses nothing.
"""

from typing import Any, Final

from sqlalchemy import Connection, insert, select, update

from plumbline.kit.audit import Event
from plumbline.kit.identifiers import new_id
from plumbline.kit.leaves import leaf_of
from plumbline.kit.merkle import Frontier, leaf_hash
from plumbline.storage.tables import audit_head, event_persons, events

_WAITING: Final = "plumbline_events"


def record(db: Connection, event: Event) -> None:
    """Let one event be written with the caller's transaction: both happen, or neither."""
    if _WAITING not in db.info:
        raise RuntimeError("events are recorded inside Database.write()")
    db.info[_WAITING].append(event)


def begin_waiting(db: Connection) -> None:
    """Start a transaction's list of events."""
    db.info[_WAITING] = []


def waiting(db: Connection) -> tuple[Event, ...]:
    """What the transaction has to tell so far."""
    return tuple(db.info[_WAITING])


def end_waiting(db: Connection) -> None:
    """Forget the list: the transaction is over. A connection that was lost has forgotten it already."""
    if not db.invalidated:
        db.info.pop(_WAITING, None)


def append_waiting(db: Connection) -> None:
    """Write the transaction's events at the end of the log. The head is taken last of all locks."""
    waiting: list[Event] = db.info[_WAITING]
    if not waiting:
        return
    begin_waiting(db)
    head = db.execute(select(audit_head).with_for_update()).one()
    tree = Frontier(head.size, [bytes.fromhex(peak) for peak in head.peaks.split()])
    rows, persons = _rows(waiting, tree)
    db.execute(insert(events), rows)
    db.execute(insert(event_persons), persons)
    peaks = " ".join(peak.hex() for peak in tree.peaks)
    db.execute(update(audit_head).values(size=tree.size, peaks=peaks))


def _rows(waiting: list[Event], tree: Frontier) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    rows, persons = [], []
    for event in waiting:
        sequence, identifier = tree.size, new_id()
        leaf = leaf_of(sequence, identifier, event)
        hashed = leaf_hash(leaf.text.encode())
        tree.append(hashed)
        rows.append(
            {
                "sequence": sequence,
                "id": identifier,
                "at": event.at,
                "actor_kind": event.actor.kind,
                "actor_id": event.actor.id,
                "organisation_id": event.actor.organisation_id,
                "action": event.action,
                "subject_kind": event.subject_kind,
                "subject_id": event.subject_id,
                "details": leaf.details,
                "leaf": leaf.text,
                "leaf_hash": hashed.hex(),
            }
        )
        persons += [
            {"sequence": sequence, "field": each.field, "salt": each.salt, "value": each.value}
            for each in leaf.secrets
        ]
    return rows, persons
