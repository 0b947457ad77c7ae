"""One file of a lot: recorded, and told in words what became of it."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID

from catalog.evidence.reading import Rejection
from catalog.evidence.rules import evidence_problems
from catalog.standards_loader import standards
from catalog.words import EvidenceKind
from plumbline.evidence import service
from plumbline.evidence.many_rows import Earlier
from plumbline.evidence.many_schemas import Became, FileOut, RefusedOut
from plumbline.evidence.read_schemas import SubmittedOut
from plumbline.evidence.readings import AS_A_DOCUMENT, Handed, evidence_of
from plumbline.evidence.repository import Release
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.evidence.together import Told
from plumbline.kit.audit import Actor
from plumbline.kit.clock import Clock, today
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection


def of_reading(
    db: Connection,
    clock: Clock,
    actor: Actor,
    release: Release,
    handed: Handed,
    together_with: tuple[str, ...],
    replaces: UUID | None,
) -> FileOut:
    """Record a file that was read; refused where what it says of itself breaks a rule."""
    known = {each.id for standard in standards() for each in standard.requirements}
    broken = list(evidence_problems(evidence_of(new_id(), handed, today(clock)), known))
    if broken:
        reason = " ".join(each.reason for each in broken)
        rejection = Rejection(
            reason=f"What it says of itself cannot be recorded: {reason}",
            next_step="Mend what it says, or have its tool write it anew.",
            format=handed.reading.format,
        )
        return of_refusal(handed.file, rejection)
    data = EvidenceIn(kind=EvidenceKind.MACHINE_READABLE, supersedes=replaces)
    made = service.submit_evidence(db, clock, actor, release, data, handed.file, handed)
    note = made.note
    if replaces is not None:
        note = f"It was here already; read together with {_listed(together_with)} it shows more. {note}"
    return _out(handed.file, Became.READ, note, made=made, together_with=together_with, replaces=replaces)


def as_document(
    db: Connection,
    clock: Clock,
    actor: Actor,
    release: Release,
    file: FileIn,
    told: Told,
    named_by: tuple[str, ...],
) -> FileOut:
    """Keep a file that no machine reads, because others of the lot show something by it."""
    names = _listed(named_by)
    data = EvidenceIn(
        kind=EvidenceKind.DOCUMENT,
        title=service.file_name(file.name),
        requirement_ids=told.about,
        statement=f"Named by {names}, and handed in together with it.",
    )
    made = service.submit_evidence(db, clock, actor, release, data, file)
    note = f"No machine reads it. It is kept because {names} names it, and waits for an assessor."
    return _out(file, Became.KEPT, note, made=made, together_with=named_by)


def of_refusal(file: FileIn, rejection: Rejection) -> FileOut:
    """A file that was not taken: why, and what to do about it."""
    says_so = not file.content or "as a document" in rejection.next_step
    refused = RefusedOut(
        format=rejection.format,
        pointer=rejection.pointer,
        reason=rejection.reason,
        next_step=rejection.next_step if says_so else f"{rejection.next_step} {AS_A_DOCUMENT}",
    )
    return _out(file, Became.REFUSED, "It was not stored.", refused=refused)


def already(file: FileIn, earlier: Earlier, together_with: tuple[str, ...]) -> FileOut:
    """The same bytes stand on the release: nothing is stored twice."""
    note = f"The same bytes were handed in on {earlier.submitted_on.isoformat()}; nothing was stored again."
    return _out(file, Became.ALREADY_HERE, note, evidence_id=earlier.evidence_id, together_with=together_with)


def _out(
    file: FileIn,
    became: Became,
    note: str,
    *,
    made: SubmittedOut | None = None,
    evidence_id: UUID | None = None,
    together_with: tuple[str, ...] = (),
    replaces: UUID | None = None,
    refused: RefusedOut | None = None,
) -> FileOut:
    return FileOut(
        name=service.file_name(file.name),
        sha256=sha256(file.content).hexdigest(),
        size=len(file.content),
        became=became,
        evidence_id=made.id if made else evidence_id,
        replaces=replaces,
        together_with=together_with,
        note=note,
        read=made.read if made else None,
        moved=made.moved if made else None,
        refused=refused,
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
