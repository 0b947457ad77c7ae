"""One line with everything that an assessor needs to decide on it, and nothing that they may not see yet."""

from typing import Any
from uuid import UUID

from catalog.assessing.policy import concerns
from catalog.assessing.reviews import shown_to
from catalog.evidence.rules import GREATEST_ASSURANCE
from catalog.standards_loader import standards
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.assessing import repository
from plumbline.assessing.queue import whole_queue
from plumbline.assessing.schemas import LineOpened, OtherEvidence, QueueLine, ReviewOut
from plumbline.assessing.service import Round, obstacle, round_of
from plumbline.assessing.standings import review_of
from plumbline.evidence import reading, readings
from plumbline.evidence.schemas import EvidenceOut, LineStanding
from plumbline.kit.errors import NotFound
from plumbline.market.snapshot import Snapshot
from plumbline.storage.engine import Connection


def open_line(
    db: Connection, identity: Identity, snapshot: Snapshot, evidence_id: UUID, requirement_id: str
) -> LineOpened:
    """The line as an assessor sees it. Raises `NotFound` for evidence that does not speak to it."""
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    seen = reading.one_evidence(db, evidence_id)
    known = standards().requirement(requirement_id)
    if requirement_id not in seen.requirement_ids or known is None:
        raise NotFound("This evidence was not handed in for that requirement.", next_step="See /assess")
    standard, requirement = known
    supplier_id, slug, name, product_name = repository.supplier_behind(db, evidence_id)
    about = round_of(db, evidence_id, requirement_id, supplier_id)
    refused = obstacle(db, identity, about)
    machine = readings.machine_line(db, evidence_id, requirement_id)
    return LineOpened(
        requirement_id=requirement_id,
        standard_id=standard.id,
        standard_title=standard.title,
        requirement=requirement.text,
        level=requirement.level,
        least_assurance=requirement.least_assurance,
        greatest_assurance=GREATEST_ASSURANCE[seen.kind],
        state=_standing(seen, requirement_id).state,
        needs_two=about.needs_two,
        concern=concerns().get(requirement_id),
        supplier=slug,
        supplier_name=name,
        product_name=product_name,
        queue=_in_queue(db, snapshot, evidence_id, requirement_id),
        version=about.version,
        reviews_read=about.to_read,
        reviews=_readable(db, identity, about),
        machine=machine[0] if machine else None,
        reader=machine[1] if machine else None,
        others=_others(db, seen, requirement_id),
        refused=refused.detail if refused else None,
        next_step=refused.next_step if refused else None,
        evidence=seen,
    )


def _standing(seen: EvidenceOut, requirement_id: str) -> LineStanding:
    return next(each for each in seen.lines if each.requirement_id == requirement_id)


def _in_queue(db: Connection, snapshot: Snapshot, evidence_id: UUID, requirement_id: str) -> QueueLine | None:
    for each in whole_queue(db, snapshot):
        if (each.line.evidence_id, each.line.requirement_id) == (evidence_id, requirement_id):
            return each.line
    return None


def _readable(db: Connection, identity: Identity, about: Round) -> list[ReviewOut]:
    """Every review of rounds that are over; of the open one, those that this assessor may see."""
    rows = repository.review_rows(db, [about.evidence_id]).get((about.evidence_id, about.requirement_id), [])
    open_now = {each.place for each in shown_to(str(identity.person_id), about.reviews)}
    return [_review(row) for row in rows if row.round < about.version or row.place in open_now]


def _review(row: Any) -> ReviewOut:
    made = review_of(row)
    return ReviewOut(
        round=row.round,
        place=made.place,
        reviewed_by=made.name,
        outcome=made.outcome,
        assurance=made.assurance,
        reason=made.reason,
        reviewed_on=made.reviewed_on,
    )


def _others(db: Connection, seen: EvidenceOut, requirement_id: str) -> list[OtherEvidence]:
    """What else was handed in on the same release about the same requirement."""
    return [
        _other(each, requirement_id)
        for each in reading.evidence_beside(db, seen.id)
        if requirement_id in each.requirement_ids
    ]


def _other(each: EvidenceOut, requirement_id: str) -> OtherEvidence:
    decided = [item for item in each.decisions if item.requirement_id == requirement_id]
    newest = max(decided, key=lambda item: item.version, default=None)
    return OtherEvidence(
        id=each.id,
        kind=each.kind,
        title=each.title,
        submitted_on=each.submitted_on,
        expires_on=each.expires_on,
        state=_standing(each, requirement_id).state,
        outcome=newest.outcome if newest else None,
        assurance=newest.assurance if newest else None,
    )
