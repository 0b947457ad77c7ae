"""The gaps of a release in the words of the API; `catalog.evidence.gaps` finds them."""

from datetime import date
from uuid import UUID

from catalog.evidence.gaps import Gap, Gaps, gaps_of
from catalog.evidence.history import ProductHistory
from catalog.evidence.papers import Paper
from catalog.standards_loader import standards
from plumbline.evidence.addresses import where_handed_in
from plumbline.evidence.gap_schemas import (
    BlockingOut,
    GapOut,
    GapsOut,
    MissingOut,
    PaperOut,
    ToHandInOut,
    WaitingOut,
    WayOut,
)


def gaps_on(slug: str, release: str | None, history: ProductHistory, as_of: date) -> GapsOut:
    """The gaps of a product with this history on a day."""
    found = gaps_of(standards(), history, as_of)
    return GapsOut(
        product=slug,
        release=release,
        as_of=as_of,
        gate=found.gate,
        blocking=_blocking(found),
        to_hand_in=[
            ToHandInOut(
                document=_paper(each.paper),
                closes=each.closes,
                replaces=tuple(UUID(one) for one in each.replaces),
                least_assurance=each.least_assurance,
                hand_in=where_handed_in(slug, each.paper, each.closes, each.replaces),
            )
            for each in found.to_hand_in
        ],
        gaps=[_gap(slug, each) for each in found.gaps],
        waiting=[
            WaitingOut(
                standard_id=each.standard_id,
                requirement_id=each.requirement_id,
                evidence_id=UUID(each.evidence_id),
            )
            for each in found.waiting
        ],
    )


def _blocking(found: Gaps) -> list[BlockingOut]:
    titles = {standard.id: standard.title for standard in standards()}
    return [BlockingOut(standard_id=each, title=titles[each], verdict=kind) for each, kind in found.blocking]


def _gap(slug: str, gap: Gap) -> GapOut:
    ids = tuple(each.id for each in gap.requirements)
    return GapOut(
        standard_id=gap.standard_id,
        requirements=[
            MissingOut(
                requirement_id=each.id,
                level=each.level,
                text=each.text,
                least_assurance=each.least_assurance,
            )
            for each in gap.requirements
        ],
        outcome=gap.outcome,
        reason=gap.reason,
        replaces=tuple(UUID(each) for each in gap.replaces),
        ways=[
            WayOut(
                document=_paper(way.paper),
                assurance=way.assurance,
                hand_in=where_handed_in(slug, way.paper, ids, gap.replaces),
            )
            for way in gap.ways
        ],
    )


def _paper(paper: Paper) -> PaperOut:
    return PaperOut(
        name=paper.name,
        title=paper.title,
        kind=paper.kind,
        format=paper.format,
        page=f"/help/evidence/{paper.format}" if paper.format else f"/help/evidence#{paper.kind}",
        takes_others=paper.takes_others,
    )
