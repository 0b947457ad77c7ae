"""The rules of the log: sign a checkpoint often enough, prove what is asked, erase persons."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plumbline.audit import repository
from plumbline.audit.keys import ORIGIN
from plumbline.audit.schemas import EventLine, EventPage, Proof
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid
from plumbline.kit.merkle import consistency_proof, inclusion_proof
from plumbline.kit.signed_notes import Checkpoint, sign
from plumbline.storage.engine import Connection, Database

OFTEN: Final = timedelta(seconds=30)
"""A checkpoint is signed when the newest is as old as this and the log has grown: at most 60 s apart."""


def newest_note(db: Connection) -> str | None:
    """The newest signed checkpoint, if there is one."""
    row = repository.newest_checkpoint(db)
    return row.note if row else None


def is_due(db: Connection, clock: Clock) -> bool:
    """Has the log grown past the newest checkpoint, and is that one old enough?"""
    row = repository.newest_checkpoint(db)
    size = repository.head(db).size
    return row is None or (size > row.size and clock.now() - row.made_at >= OFTEN)


def sign_checkpoint(db: Connection, clock: Clock, key: Ed25519PrivateKey) -> str:
    """Sign the log as it stands, and keep the note. `db` may write."""
    tree = repository.head(db)
    note = sign(Checkpoint(origin=ORIGIN, size=tree.size, root=tree.root()), key)
    repository.add_checkpoint(db, tree.size, clock.now(), note)
    return note


def signed(database: Database, clock: Clock, key: Ed25519PrivateKey) -> str:
    """The newest checkpoint; a new one is signed if it is due."""
    with database.read() as db:
        note, due = newest_note(db), is_due(db, clock)
    if note is not None and not due:
        return note
    with database.write() as db:
        return sign_checkpoint(db, clock, key)


def prove_inclusion(db: Connection, sequence: int, size: int) -> Proof:
    """That the event of this number is in the log of that size (RFC 9162, 2.1.3)."""
    _refuse_beyond(db, size, "/size")
    if sequence >= size:
        raise Invalid.field("/sequence", f"A log of {size} events has numbers 0 to {size - 1}.")
    hashes = repository.leaf_hashes(db, size)
    steps = inclusion_proof(sequence, hashes)
    return Proof(leaf=hashes[sequence].hex(), steps=[step.hex() for step in steps])


def prove_consistency(db: Connection, earlier: int, later: int) -> Proof:
    """That the log of the earlier size is the beginning of the later one (RFC 9162, 2.1.4)."""
    _refuse_beyond(db, later, "/later")
    if not 0 < earlier <= later:
        raise Invalid.field("/earlier", f"The earlier log has 1 to {later} events.")
    steps = consistency_proof(earlier, repository.leaf_hashes(db, later))
    return Proof(leaf=None, steps=[step.hex() for step in steps])


def events_after(db: Connection, after: int, limit: int) -> EventPage:
    """The events that follow a number, as they were hashed."""
    rows = repository.page(db, after, limit)
    items = [EventLine(sequence=row.sequence, leaf=row.leaf) for row in rows]
    return EventPage(items=items, last=items[-1].sequence if items else after)


def exported(db: Connection, size: int) -> Iterator[str]:
    """The leaves of a log of this size, in order."""
    return repository.leaves(db, size)


def size_of(db: Connection) -> int:
    """How many events the log has."""
    return repository.head(db).size


def notes(db: Connection) -> list[str]:
    """Every checkpoint ever signed."""
    return repository.checkpoint_notes(db)


def erase_person(db: Connection, person_id: UUID) -> int:
    """Erase what names a person. The leaves keep their commitments, so every proof still holds."""
    return repository.erase_person(db, person_id)


def _refuse_beyond(db: Connection, size: int, pointer: str) -> None:
    whole = size_of(db)
    if not 0 < size <= whole:
        raise Invalid.field(pointer, f"The log has {whole} events.")
