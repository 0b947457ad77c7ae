"""How well assessors agree, over every line that two of them judged without sight of each other."""

from catalog.assessing.agreement import Agreement, Pair, agreement
from catalog.assessing.policy import Concern, concerns
from catalog.words import Outcome
from plumbline.assessing import repository
from plumbline.assessing.schemas import AgreementOut
from plumbline.storage.engine import Connection


def agreement_of(db: Connection) -> AgreementOut:
    """Cohen's kappa of all of them, and by concern. See `catalog.assessing.agreement`."""
    found = [
        (row.requirement_id, (Outcome(row.first), Outcome(row.second)))
        for row in repository.paired_outcomes(db)
    ]
    return AgreementOut(
        assessors=repository.count_people_reviewing(db),
        all=agreement([pair for _, pair in found]),
        clinical_safety=_about(found, Concern.CLINICAL_SAFETY),
        security=_about(found, Concern.SECURITY),
    )


def _about(found: list[tuple[str, Pair]], concern: Concern) -> Agreement:
    return agreement([pair for name, pair in found if concerns().get(name) is concern])
