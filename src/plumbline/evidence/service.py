"""The rules of evidence: what may be handed in, what may be decided, what may be planned."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.evidence.record import Evidence, WorkOffPlan
from catalog.evidence.rules import (
    EvidenceRuleError,
    evidence_problems,
    plan_problems,
)
from catalog.standards_loader import standards
from plumbline.evidence import carry_rows, repository
from plumbline.evidence.moves import moved, standing_now
from plumbline.evidence.read_schemas import SubmittedOut
from plumbline.evidence.readings import Handed, read_out, record_reading
from plumbline.evidence.readings import evidence_of as record_of
from plumbline.evidence.repository import Release
from plumbline.evidence.schemas import EvidenceIn, FileIn, PlanIn, PlanOut
from plumbline.evidence.texts import may_be_slug, refuse, text_problems
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import FieldProblem, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

LONGEST_FILE_NAME = 200
WAITING: Final = "It is stored. Nothing is claimed by it until an assessor has decided."
READ: Final = (
    "It is stored and was read. What a machine can judge counts from now on; the rest waits for an assessor."
)
_STORED_AS_SAID: Final = (
    "title",
    "statement",
    "issuer",
    "number",
    "scope",
    "issued_on",
    "expires_on",
    "submitted_on",
)

_OF_A_CARRY: Final = ("carried_on", "carried_from", "taken_back_on")


def release_for(db: Connection, slug: str, supplier_id: UUID | None) -> Release:
    """The current release of a product, for a member of its supplier. Others' read as missing."""
    release = _release_of(db, slug)
    if release is None or release.supplier_id != supplier_id:
        raise NotFound(f"You have no product {slug[:80]!r} with a release.", next_step="Add a release first.")
    return release


def submit_evidence(
    db: Connection,
    clock: Clock,
    actor: Actor,
    release: Release,
    data: EvidenceIn,
    file: FileIn | None,
    read: Handed | None = None,
) -> SubmittedOut:
    """Record evidence on a release; `read` is what a machine read in the file, where it is of that kind.

    Raises `Invalid` with every rule it breaks.
    """
    identifier, day = new_id(), today(clock)
    handed_in = _declared(identifier, data, file, day) if read is None else _read(identifier, data, read, day)
    refuse(_problems(data, handed_in))
    _refuse_stranger(db, release, data.supersedes)
    before = standing_now(db, release.product_id, day)
    content = read.kept if read else file.content if file else None
    digest = None if content is None else repository.store_file(db, content, clock.now())
    _record(db, clock, actor, release, handed_in, digest, file)
    if read is not None:
        record_reading(db, clock, actor, identifier, read)
    return SubmittedOut(
        id=identifier,
        sha256=digest,
        file_name=file_name(file.name) if file else None,
        received_on=day,
        note=WAITING if read is None else READ,
        read=read_out(read) if read else None,
        moved=moved(before, standing_now(db, release.product_id, day)),
    )


def declared_problems(data: EvidenceIn, file: FileIn | None, day: date) -> tuple[FieldProblem, ...]:
    """Every rule that something handed in for an assessor would break, for a form to show them all."""
    return tuple(_problems(data, _declared(new_id(), data, file, day)))


def _problems(data: EvidenceIn, handed_in: Evidence) -> Iterator[FieldProblem]:
    known = {r.id for standard in standards() for r in standard.requirements}
    yield from text_problems(data)
    yield from _told(evidence_problems(handed_in, known))


def _declared(identifier: UUID, data: EvidenceIn, file: FileIn | None, day: date) -> Evidence:
    """What a supplier says of it."""
    said = msgspec.structs.asdict(data) | {"supersedes": str(data.supersedes) if data.supersedes else None}
    return Evidence(id=str(identifier), submitted_on=day, sha256="pending" if file else None, **said)


def _read(identifier: UUID, data: EvidenceIn, read: Handed, day: date) -> Evidence:
    """What a reader took from it, under the title that its supplier gave it."""
    found = record_of(identifier, read, day)
    return msgspec.structs.replace(
        found,
        title=data.title.strip() or found.title,
        statement=data.statement,
        supersedes=str(data.supersedes) if data.supersedes else None,
    )


def _record(
    db: Connection,
    clock: Clock,
    actor: Actor,
    release: Release,
    handed_in: Evidence,
    digest: str | None,
    file: FileIn | None,
) -> None:
    values = {name: getattr(handed_in, name) for name in _STORED_AS_SAID} | {
        "id": UUID(handed_in.id),
        "release_id": release.id,
        "kind": str(handed_in.kind),
        "supersedes": UUID(handed_in.supersedes) if handed_in.supersedes else None,
        "sha256": digest,
        "file_name": file_name(file.name) if file else None,
        "media_type": file.media_type[:100] if file else None,
        "submitted_at": clock.now(),
        "submitted_by": actor.signature,
    }
    told = event(
        clock,
        actor,
        "evidence.submitted",
        "evidence",
        handed_in.id,
        release=str(release.id),
        sha256=digest,
    )
    repository.add_evidence(db, values, handed_in.requirement_ids, event=told)


def agree_plan(db: Connection, clock: Clock, actor: Actor, slug: str, data: PlanIn) -> PlanOut:
    """Record a work-off plan for the current release of a product."""
    release = _release_of(db, slug)
    if release is None:
        raise NotFound(
            f"There is no product {slug[:80]!r} with a release.", next_step="Search for it: /products"
        )
    refuse(text_problems(data))
    standard = standards().get(data.standard_id)
    if standard is None:
        raise Invalid.field("/standard_id", f"There is no standard {data.standard_id!r}.")
    plan = WorkOffPlan(agreed_on=today(clock), **msgspec.structs.asdict(data))
    refuse(_told(plan_problems(plan, standard)))
    identifier = new_id()
    values = msgspec.structs.asdict(plan) | {
        "id": identifier,
        "release_id": release.id,
        "requirement_ids": list(plan.requirement_ids),
    }
    told = event(clock, actor, "plan.agreed", "release", release.id, standard=data.standard_id)
    repository.add_plan(db, values, event=told)
    return PlanOut(id=identifier, product=slug, release=release.version, **msgspec.structs.asdict(plan))


def evidence_record(db: Connection, evidence_id: UUID) -> Evidence:
    """One piece of evidence in the words of the catalogue."""
    row = repository.evidence_row(db, evidence_id)
    if row is None:
        raise NotFound("There is no such evidence.")
    speaks_to = repository.requirement_ids(db, [evidence_id]).get(evidence_id, ())
    values: dict[str, Any] = {
        name: getattr(row, name)
        for name in Evidence.__struct_fields__
        if name not in ("requirement_ids", "id", "supersedes", *_OF_A_CARRY)
    }
    replaced = str(row.supersedes) if row.supersedes else None
    own = {"id": str(row.id), "requirement_ids": speaks_to, "supersedes": replaced}
    return msgspec.convert(values | own, Evidence)


def file_name(name: str) -> str:
    """A stranger's file name made harmless: no folders, no control characters, not too long."""
    plain = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in plain if c.isprintable() and c not in '"<>:|?*')
    return kept[-LONGEST_FILE_NAME:].strip(". ") or "file"


def _release_of(db: Connection, slug: str) -> Release | None:
    return repository.current_release(db, slug) if may_be_slug(slug) else None


def _told(broken: Iterable[EvidenceRuleError]) -> Iterator[FieldProblem]:
    return (FieldProblem(f"/{rule.field}", rule.reason) for rule in broken)


def _refuse_stranger(db: Connection, release: Release, superseded: UUID | None) -> None:
    """Evidence replaces earlier evidence on the same release, or carried to it, and nothing else."""
    if superseded is None:
        return
    row = repository.evidence_row(db, superseded)
    if row is None or not (
        row.release_id == release.id or carry_rows.is_carried_to(db, release.id, superseded)
    ):
        raise Invalid.field("/supersedes", "That is no earlier evidence on this release.")
