"""Reads a kept document again where its reader has improved, and records what follows.

Read as on the day it was handed in, so that nothing but the reader makes a difference. What was read before
stays, and so does every decision: the new ones have higher versions and say which reader made them.
"""

from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.reading import Reading, Rejection
from catalog.evidence.recheck import Redecision, latest, rederived
from catalog.evidence.record import Decision
from catalog.evidence.settled import settled
from plumbline.evidence import reading_rows, repository
from plumbline.evidence.desk import Desk
from plumbline.evidence.readings import context_for
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import NotFound
from plumbline.storage.engine import Connection, Database


class ReadAgain(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was read again: by which reader, how many requirements it decided anew, or why not."""

    evidence_id: UUID
    title: str
    reader: str
    requirements: tuple[str, ...]
    refused: str | None = None


def versions() -> dict[Format, int]:
    """The version of every reader. The readers are loaded when they are first asked for."""
    from catalog.evidence.readers import READERS

    return {reader.format: reader.version for reader in READERS}


def read_again(database: Database, desk: Desk, row: Any) -> Reading | Rejection:
    """What the reader now says of the bytes that are kept. Nothing is written, and no transaction waits."""
    with database.read() as db:
        content, beside = _bytes(db, row.kept_sha256), [_bytes(db, digest) for digest in row.beside]
        release = repository.release(db, row.release_id)
        assert release is not None
        context = context_for(db, release, row.submitted_on)
    return desk.read(content, context, beside)


def record_again(
    db: Connection, clock: Clock, actor: Actor, row: Any, found: Reading | Rejection, version: int
) -> ReadAgain:
    """Record a further reading of a document, and decide anew what it no longer shows as it did."""
    repository.lock_evidence(db, row.evidence_id)
    standing_now = latest(_decision(each) for each in _decisions(db, row.evidence_id))
    changed = rederived(standing_now, found, row.expires_on)
    reader = f"reader {found.format or row.format} {version}"
    made = [_decision_row(clock, row.evidence_id, each, reader, standing_now) for each in changed]
    _speak_to_more(db, row.evidence_id, found)
    told = event(
        clock,
        actor,
        "evidence.read_again",
        "evidence",
        row.evidence_id,
        reader=reader,
        before=f"reader {row.format} {row.reader_version}",
        decisions={each["requirement_id"]: f"{each['outcome']} {each['version']}" for each in made},
    )
    reading_rows.add_reading(db, _values(db, clock, row, found, version), made, event=told)
    return ReadAgain(
        evidence_id=row.evidence_id,
        title=row.title,
        reader=reader,
        requirements=tuple(each.requirement_id for each in changed),
        refused=found.reason if isinstance(found, Rejection) else None,
    )


def _bytes(db: Connection, digest: str) -> bytes:
    found = repository.file(db, digest)
    if found is None:
        raise NotFound(f"The file {digest} is not kept.")
    return found[0]


def _decisions(db: Connection, evidence_id: UUID) -> list[Any]:
    return repository.decision_rows(db, [evidence_id]).get(evidence_id, [])


def _decision(row: Any) -> Decision:
    own = {"evidence_id": str(row.evidence_id)}
    fields = (name for name in Decision.__struct_fields__ if name not in own)
    return msgspec.convert({name: getattr(row, name) for name in fields} | own, Decision)


def _decision_row(
    clock: Clock, evidence_id: UUID, decided: Redecision, reader: str, standing_now: dict[str, Decision]
) -> dict[str, Any]:
    before = standing_now.get(decided.requirement_id)
    return {
        "evidence_id": evidence_id,
        "requirement_id": decided.requirement_id,
        "version": before.version + 1 if before else 1,
        "outcome": str(decided.outcome),
        "assurance": str(decided.assurance),
        "reason": decided.reason,
        "decided_by": reader,
        "decided_on": today(clock),
        "decided_at": clock.now(),
        "pointer": decided.pointer,
        "rule": decided.rule,
        "reader": reader,
        "until": decided.until,
    }


def _speak_to_more(db: Connection, evidence_id: UUID, found: Reading | Rejection) -> None:
    """A better reader may find requirements that the one before did not see."""
    if isinstance(found, Reading):
        spoken = repository.requirement_ids(db, [evidence_id]).get(evidence_id, ())
        more = {line.requirement_id for line in settled(found.lines)} - set(spoken)
        repository.add_requirements(db, evidence_id, sorted(more))


def _values(
    db: Connection, clock: Clock, row: Any, found: Reading | Rejection, version: int
) -> dict[str, Any]:
    kept = row.kept_sha256
    body: dict[str, Any] = row.body
    if isinstance(found, Reading):
        if found.cleaned is not None and sha256(found.cleaned).hexdigest() != kept:
            kept = repository.store_file(db, found.cleaned, clock.now())
        body = msgspec.to_builtins(msgspec.structs.replace(found, cleaned=None))
    return {
        "evidence_id": row.evidence_id,
        "number": row.number + 1,
        "format": str(found.format or row.format),
        "reader_version": version,
        "received_sha256": row.received_sha256,
        "received_size": row.received_size,
        "kept_sha256": kept,
        "beside": list(row.beside),
        "refused": found.reason if isinstance(found, Rejection) else None,
        "body": body,
        "read_at": clock.now(),
    }
