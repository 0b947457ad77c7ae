"""Decisions on evidence as they are recorded. Who may make one, and when, is for `plumbline.assessing`.

Nothing here asks whether somebody may decide: only `plumbline.assessing.service` calls it, and the
demonstration market, whose story is told in rows.
"""

from typing import Any
from uuid import UUID

import msgspec

from catalog.evidence.record import Decision, Evidence
from catalog.evidence.rules import decision_problems
from plumbline.evidence import repository
from plumbline.evidence.schemas import DecisionIn
from plumbline.evidence.service import evidence_record
from plumbline.evidence.texts import refuse, text_problems
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import FieldProblem, NotFound
from plumbline.storage.engine import Connection


class TakenUp(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of evidence that one transaction holds, and whose it is."""

    evidence: Evidence
    evidence_id: UUID
    release_id: UUID
    supplier_id: UUID
    product_slug: str


def take_up(db: Connection, evidence_id: UUID) -> TakenUp:
    """Hold a piece of evidence until the transaction ends: whoever else takes it up waits here.

    Raises `NotFound`.
    """
    repository.lock_evidence(db, evidence_id)
    row = repository.evidence_row(db, evidence_id)
    if row is None:
        raise NotFound("There is no such evidence.")
    return TakenUp(
        evidence=evidence_record(db, evidence_id),
        evidence_id=evidence_id,
        release_id=row.release_id,
        supplier_id=row.supplier_id,
        product_slug=row.product_slug,
    )


def refuse_broken(decision: Decision, data: DecisionIn, handed_in: Evidence) -> None:
    """Raise `Invalid` with every rule that a decision breaks."""
    broken = (FieldProblem(f"/{rule.field}", rule.reason) for rule in decision_problems(decision, handed_in))
    refuse((*text_problems(data), *broken))


def newest_decision(db: Connection, evidence_id: UUID, requirement_id: str) -> Any | None:
    """The decision that stands on a line, if there is one."""
    rows = repository.decision_rows(db, [evidence_id]).get(evidence_id, [])
    return max(
        (row for row in rows if row.requirement_id == requirement_id),
        key=lambda row: row.version,
        default=None,
    )


def record_decision(
    db: Connection, clock: Clock, actor: Actor, evidence_id: UUID, decision: Decision, **told: object
) -> None:
    """Record a decision, and `told` in its event. Raises `Conflict` if somebody was first."""
    values = {
        "evidence_id": evidence_id,
        "requirement_id": decision.requirement_id,
        "version": decision.version,
        "outcome": str(decision.outcome),
        "assurance": str(decision.assurance),
        "reason": decision.reason,
        "decided_by": decision.decided_by,
        "decided_on": decision.decided_on,
        "decided_at": clock.now(),
    }
    details: dict[str, Any] = {
        "requirement": decision.requirement_id,
        "outcome": str(decision.outcome),
        "version": decision.version,
        **told,
    }
    event_of_it = event(clock, actor, "evidence.decided", "evidence", evidence_id, **details)
    repository.add_decision(db, values, event=event_of_it)
