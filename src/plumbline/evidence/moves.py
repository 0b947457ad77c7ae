"""What a change of a product's evidence moves: where it stood before, and where it stands after."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from catalog.conformance import Conformance, conformance
from catalog.evidence.history import ProductHistory
from catalog.obligations import Phase
from catalog.standards_loader import standards
from catalog.words import Level, Outcome
from plumbline.evidence.read_schemas import MovedOut, RequirementMove, VerdictMove
from plumbline.market.reading import history_of
from plumbline.storage.engine import Connection

_SHOWN = frozenset({Outcome.MET, Outcome.NOT_APPLICABLE})


def standing_now(db: Connection, product_id: UUID, day: date) -> Conformance:
    """Where a product stands in this transaction, published or not."""
    return standing_on(history_of(db, product_id), day)


def standing_on(history: ProductHistory, day: date) -> Conformance:
    """Where a product with that history stands on a day."""
    return conformance(standards(), history, day)


def moved(before: Conformance, after: Conformance) -> MovedOut:
    """Every verdict and every requirement that changed, and what is open."""
    return MovedOut(
        gate_before=before.gate.state,
        gate_after=after.gate.state,
        verdicts=list(_verdicts(before, after)),
        requirements=list(_requirements(before, after)),
        waiting=tuple(
            each.requirement.id
            for each in after.requirement_results()
            if each.outcome is Outcome.INCONCLUSIVE
        ),
        still_open=tuple(_open(after)),
    )


def _verdicts(before: Conformance, after: Conformance) -> Iterator[VerdictMove]:
    titles = {standard.id: standard.title for standard in standards()}
    earlier = {found.standard_id: found.kind for found in before.verdicts}
    for found in after.verdicts:
        was = earlier.get(found.standard_id, found.kind)
        if was is not found.kind:
            yield VerdictMove(
                standard_id=found.standard_id, title=titles[found.standard_id], before=was, after=found.kind
            )


def _requirements(before: Conformance, after: Conformance) -> Iterator[RequirementMove]:
    earlier = {each.requirement.id: each.outcome for each in before.requirement_results()}
    for each in after.requirement_results():
        was = earlier.get(each.requirement.id, each.outcome)
        if was is not each.outcome:
            yield RequirementMove(requirement_id=each.requirement.id, before=was, after=each.outcome)


def _open(found: Conformance) -> Iterator[str]:
    for verdict in found.verdicts:
        if verdict.phase is not Phase.DUE:
            continue
        for each in verdict.results:
            if each.requirement.level is Level.MUST and each.outcome not in _SHOWN:
                yield each.requirement.id
