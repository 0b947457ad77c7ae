"""Documents that a machine reads: before the transaction they are read, in it they are recorded.

The evidence, the reading, the reader's decisions and their events are written together or not at all.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from catalog.evidence.formats import FORMAT_NAMES
from catalog.evidence.reading import Context, Line, Reading, Rejection
from catalog.evidence.record import Evidence
from catalog.evidence.settled import DECISIVE, decided, reader_name, settled
from catalog.standards_loader import standards
from catalog.words import EvidenceKind
from plumbline.evidence import houses, reading_rows, repository
from plumbline.evidence.read_schemas import FoundOut, ReadOut
from plumbline.evidence.repository import Release
from plumbline.evidence.schemas import FileIn
from plumbline.kit.audit import Actor, Event, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import FieldProblem, Invalid
from plumbline.storage.engine import Connection

AS_A_DOCUMENT = 'To have an assessor read it as it is, hand it in on purpose as a "document".'


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was read, and by the SHA-256s of what is kept of them the files it was read with."""

    file: FileIn
    reading: Reading
    beside: tuple[str, ...] = ()

    @property
    def received(self) -> str:
        """The SHA-256 of the bytes that came."""
        return sha256(self.file.content).hexdigest()

    @property
    def kept(self) -> bytes:
        """What is stored: the bytes that came, or those without the secrets that stood in them."""
        cleaned = self.reading.cleaned
        return self.file.content if cleaned is None else cleaned


def context_for(db: Connection, release: Release, day: date) -> Context:
    """What a reader is told around a document."""
    return Context(
        as_of=day,
        release=(release.product_name, release.version),
        slug=release.product_slug,
        supplier=release.supplier_name,
        files=reading_rows.digests_on(db, release.id),
        test_houses=houses.known(db),
    )


def read_or_refuse(found: Reading | Rejection) -> Reading:
    """The reading. Raises `Invalid` with the reason for a refusal, and what to do about it."""
    if isinstance(found, Reading):
        return found
    called = f" as {FORMAT_NAMES[found.format]}" if found.format else ""
    place = f"At {found.pointer}: " if found.pointer else ""
    raise Invalid(
        f"The file was not read{called}. {place}{found.reason}",
        next_step=f"{found.next_step} {AS_A_DOCUMENT}",
        problems=(FieldProblem("/file", f"{place}{found.reason}"),),
    )


def evidence_of(identifier: UUID, handed: Handed, day: date) -> Evidence:
    """What the reading makes of a file, in the words of the catalogue."""
    reading = handed.reading
    produced = reading.produced_on
    return Evidence(
        id=str(identifier),
        kind=EvidenceKind.MACHINE_READABLE,
        title=FORMAT_NAMES[reading.format],
        requirement_ids=tuple(line.requirement_id for line in settled(reading.lines)),
        submitted_on=day,
        sha256="pending",
        issuer=reading.issuer.name[:300] if reading.issuer.name else None,
        issued_on=produced if produced and produced <= day else None,
        expires_on=reading.valid_until,
    )


def record_reading(db: Connection, clock: Clock, actor: Actor, evidence_id: UUID, handed: Handed) -> None:
    """Record the first reading of a piece of evidence, and what its reader decides."""
    reading = handed.reading
    lines = decided(settled(reading.lines))
    values = reading_values(evidence_id, handed, clock)
    rows = [decision_row(clock, evidence_id, line, reader_name(reading), 1) for line in lines]
    told = read_event(clock, actor, evidence_id, reading, rows)
    reading_rows.add_reading(db, values, rows, event=told)


def reading_values(evidence_id: UUID, handed: Handed, clock: Clock) -> dict[str, Any]:
    """The row of a reading. `cleaned` is left out of its body: those are the bytes that are kept."""
    body = msgspec.to_builtins(msgspec.structs.replace(handed.reading, cleaned=None))
    return {
        "evidence_id": evidence_id,
        "number": 1,
        "format": str(handed.reading.format),
        "reader_version": handed.reading.reader_version,
        "received_sha256": handed.received,
        "received_size": len(handed.file.content),
        "kept_sha256": sha256(handed.kept).hexdigest(),
        "beside": list(handed.beside),
        "body": body,
        "read_at": clock.now(),
    }


def decision_row(clock: Clock, evidence_id: UUID, line: Line, reader: str, version: int) -> dict[str, Any]:
    """A reader's decision on one requirement."""
    return {
        "evidence_id": evidence_id,
        "requirement_id": line.requirement_id,
        "version": version,
        "outcome": str(line.outcome),
        "assurance": str(line.assurance),
        "reason": line.reason,
        "decided_by": reader,
        "decided_on": today(clock),
        "decided_at": clock.now(),
        "pointer": line.pointer,
        "rule": line.rule,
        "reader": reader,
    }


def read_event(
    clock: Clock, actor: Actor, evidence_id: UUID, reading: Reading, rows: Sequence[dict[str, Any]]
) -> Event:
    """One event for a reading and all that its reader decided."""
    return event(
        clock,
        actor,
        "evidence.read",
        "evidence",
        evidence_id,
        reader=reader_name(reading),
        decisions={str(row["requirement_id"]): f"{row['outcome']} {row['version']}" for row in rows},
    )


def read_out(handed: Handed) -> ReadOut:
    """What was read, as it is answered."""
    return shown(handed.reading, handed.received, secrets_removed=handed.reading.cleaned is not None)


def shown(reading: Reading, received: str, *, secrets_removed: bool) -> ReadOut:
    """A reading as it is answered."""
    return ReadOut(
        format=reading.format,
        format_name=FORMAT_NAMES[reading.format],
        format_version=reading.format_version,
        reader=reader_name(reading),
        vendor=reading.subject.vendor,
        product=reading.subject.product,
        version=reading.subject.version,
        issuer=reading.issuer.name,
        signature=reading.issuer.signature,
        produced_on=reading.produced_on,
        valid_until=reading.valid_until,
        valid_basis=reading.valid_basis,
        received_sha256=received,
        secrets_removed=secrets_removed,
        statements=dict(Counter(str(each.outcome) for each in reading.statements)),
        findings=[_found(line) for line in settled(reading.lines)],
        notes=reading.notes,
    )


def reading_of(row: Any) -> Reading:
    """A stored reading."""
    return msgspec.convert(row.body, Reading)


def machine_line(db: Connection, evidence_id: UUID, requirement_id: str) -> tuple[FoundOut, str] | None:
    """What the newest reader found in a document about a requirement, and which reader that is."""
    row = reading_rows.newest_reading(db, evidence_id)
    if row is None:
        return None
    found = reading_of(row)
    for line in settled(found.lines):
        if line.requirement_id == requirement_id:
            return _found(line), reader_name(found)
    return None


def stored(db: Connection, digest: str) -> bytes | None:
    """The bytes kept under a hash."""
    found = repository.file(db, digest)
    return found[0] if found else None


def _found(line: Line) -> FoundOut:
    found = standards().requirement(line.requirement_id)
    return FoundOut(
        requirement_id=line.requirement_id,
        standard_id=found[0].id if found else None,
        outcome=line.outcome,
        assurance=line.assurance,
        pointer=line.pointer,
        reason=line.reason,
        rule=line.rule,
        decided=line.outcome in DECISIVE,
    )
