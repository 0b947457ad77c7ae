"""Evidence that disagrees, in the words of the API; `catalog.evidence.contradictions` finds it."""

from datetime import date
from uuid import UUID

from catalog.evidence.contradictions import contradictions
from catalog.evidence.history import ProductHistory
from catalog.evidence.record import Evidence, Finding
from catalog.standards_loader import standards
from plumbline.evidence.contradiction_schemas import ContradictionList, ContradictionOut, SideOut


def contradictions_on(slug: str, history: ProductHistory, as_of: date) -> ContradictionList:
    """Every contradiction on a product with this history, on a day."""
    evidence = {each.id: each for each in history.evidence}
    return ContradictionList(
        product=slug,
        as_of=as_of,
        items=[
            ContradictionOut(
                standard_id=each.standard_id,
                requirement_id=each.requirement.id,
                text=each.requirement.text,
                outcome=each.outcome,
                why=each.why,
                sides=[_side(side, evidence[side.evidence_id]) for side in each.sides],
            )
            for each in contradictions(standards(), history, as_of)
        ],
    )


def _side(side: Finding, evidence: Evidence) -> SideOut:
    return SideOut(
        evidence_id=UUID(side.evidence_id),
        title=evidence.title,
        carried_from=evidence.carried_from,
        outcome=side.outcome,
        assurance=side.assurance,
        since=side.since,
        until=side.until,
        reason=side.reason,
        decided_by=side.decided_by,
        pointer=side.pointer,
    )
