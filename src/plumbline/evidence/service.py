"""The rules of evidence: what may be handed in, what may be decided, what may be planned."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import msgspec

from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.evidence.rules import (
    EvidenceRuleError,
    decision_problems,
    evidence_problems,
    plan_problems,
)
from catalog.standards_loader import standards
from plumbline.evidence import repository
from plumbline.evidence.repository import Release
from plumbline.evidence.schemas import DecisionIn, EvidenceIn, FileIn, PlanIn, PlanOut, SubmittedOut
from plumbline.evidence.texts import may_be_slug, text_problems
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, FieldProblem, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

LONGEST_FILE_NAME = 200
WAITING = "It is stored. Nothing is claimed by it until an assessor has decided."


def release_for(db: Connection, slug: str, supplier_id: UUID | None) -> Release:
    """The current release of a product, for a member of its supplier. Others' read as missing."""
    release = _release_of(db, slug)
    if release is None or release.supplier_id != supplier_id:
        raise NotFound(f"You have no product {slug[:80]!r} with a release.", next_step="Add a release first.")
    return release


def submit_evidence(
    db: Connection, clock: Clock, actor: Actor, release: Release, data: EvidenceIn, file: FileIn | None
) -> SubmittedOut:
    """Record evidence on a release. Raises `Invalid` with every rule it breaks."""
    identifier, now, day = new_id(), clock.now(), today(clock)
    handed_in = Evidence(
        id=str(identifier),
        kind=data.kind,
        title=data.title,
        requirement_ids=data.requirement_ids,
        submitted_on=day,
        statement=data.statement,
        sha256="pending" if file else None,
        issuer=data.issuer,
        number=data.number,
        scope=data.scope,
        issued_on=data.issued_on,
        expires_on=data.expires_on,
        supersedes=str(data.supersedes) if data.supersedes else None,
    )
    known = {r.id for standard in standards() for r in standard.requirements}
    _refuse([*text_problems(data), *_told(evidence_problems(handed_in, known))])
    _refuse_stranger(db, release, data.supersedes)
    digest = repository.store_file(db, file.content, now) if file else None
    values = {
        **msgspec.structs.asdict(data),
        "id": identifier,
        "release_id": release.id,
        "kind": str(data.kind),
        "sha256": digest,
        "file_name": file_name(file.name) if file else None,
        "media_type": file.media_type[:100] if file else None,
        "submitted_on": day,
        "submitted_at": now,
        "submitted_by": actor.signature,
    }
    values.pop("requirement_ids")
    told = event(
        clock, actor, "evidence.submitted", "evidence", identifier, release=str(release.id), sha256=digest
    )
    repository.add_evidence(db, values, data.requirement_ids, event=told)
    return SubmittedOut(id=identifier, sha256=digest, received_on=day, note=WAITING)


def decide(db: Connection, clock: Clock, actor: Actor, evidence_id: UUID, data: DecisionIn) -> None:
    """Record an assessor's decision. Raises `Invalid`, `NotFound`, or `Conflict` if somebody was first."""
    repository.lock_evidence(db, evidence_id)
    handed_in = evidence_record(db, evidence_id)
    day = today(clock)
    decision = Decision(
        evidence_id=handed_in.id, decided_by=actor.signature, decided_on=day, **msgspec.structs.asdict(data)
    )
    _refuse([*text_problems(data), *_told(decision_problems(decision, handed_in))])
    earlier = repository.decision_rows(db, [evidence_id]).get(evidence_id, [])
    expected = 1 + max((r.version for r in earlier if r.requirement_id == data.requirement_id), default=0)
    if data.version != expected:
        raise Conflict(
            f"The next decision on {data.requirement_id} is version {expected}, not {data.version}.",
            next_step="Read the decisions that stand, and decide on what you see.",
        )
    values = msgspec.to_builtins(data) | {
        "evidence_id": evidence_id,
        "decided_by": actor.signature,
        "decided_on": day,
        "decided_at": clock.now(),
    }
    told = event(
        clock,
        actor,
        "evidence.decided",
        "evidence",
        evidence_id,
        requirement=data.requirement_id,
        outcome=str(data.outcome),
        version=data.version,
    )
    repository.add_decision(db, values, event=told)


def agree_plan(db: Connection, clock: Clock, actor: Actor, slug: str, data: PlanIn) -> PlanOut:
    """Record a work-off plan for the current release of a product."""
    release = _release_of(db, slug)
    if release is None:
        raise NotFound(
            f"There is no product {slug[:80]!r} with a release.", next_step="Search for it: /products"
        )
    _refuse(text_problems(data))
    standard = standards().get(data.standard_id)
    if standard is None:
        raise Invalid.field("/standard_id", f"There is no standard {data.standard_id!r}.")
    plan = WorkOffPlan(agreed_on=today(clock), **msgspec.structs.asdict(data))
    _refuse(_told(plan_problems(plan, standard)))
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
        if name not in ("requirement_ids", "id", "supersedes")
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


def _refuse(problems: Iterable[FieldProblem]) -> None:
    found = tuple(problems)
    if found:
        words = "; ".join(problem.detail for problem in found[:3])
        raise Invalid(words, next_step="Mend what is named and send it again.", problems=found)


def _refuse_stranger(db: Connection, release: Release, superseded: UUID | None) -> None:
    """Evidence replaces earlier evidence on the same release and nothing else."""
    if superseded is None:
        return
    row = repository.evidence_row(db, superseded)
    if row is None or row.release_id != release.id:
        raise Invalid.field("/supersedes", "That is no earlier evidence on this release.")
