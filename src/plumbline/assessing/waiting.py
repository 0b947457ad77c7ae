"""What a supplier sees of the queue: where their own lines stand in it, and by when they are due."""

from uuid import UUID

from plumbline.assessing.queue import Placed, whole_queue
from plumbline.assessing.schemas import WaitingLine, WaitingList
from plumbline.evidence import service as evidence
from plumbline.market.snapshot import Snapshot
from plumbline.storage.engine import Connection


def waiting_of(db: Connection, snapshot: Snapshot, slug: str, supplier_id: UUID | None) -> WaitingList:
    """The waiting lines of a product's current release, for a member of its supplier.

    Raises `NotFound` for another's product.
    """
    release = evidence.release_for(db, slug, supplier_id)
    whole = whole_queue(db, snapshot)
    return WaitingList(
        product=release.product_slug,
        queue_length=len(whole),
        items=[_line(each) for each in whole if each.line.product == release.product_slug],
    )


def _line(each: Placed) -> WaitingLine:
    line = each.line
    return WaitingLine(
        evidence_id=line.evidence_id,
        title=line.title,
        requirement_id=line.requirement_id,
        standard_id=line.standard_id,
        state=line.state,
        needs_two=line.concern is not None,
        risk=line.risk,
        position=line.position,
        since=line.since,
        due_on=line.due_on,
        days_left=line.days_left,
        overdue=line.overdue,
    )
