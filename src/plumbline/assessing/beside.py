"""What suppliers replied to the decisions that stand on a day, to be shown beside them."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from catalog.evidence.history import ProductHistory
from plumbline.assessing.standings import replies_on
from plumbline.evidence.schemas import ReplyBeside, ReplyOut
from plumbline.storage.engine import Connection

Line = tuple[str, str]
"""A piece of evidence and a requirement, as findings name them."""


def replies_beside(db: Connection, history: ProductHistory, day: date) -> Mapping[Line, list[ReplyOut]]:
    """The replies made by the day to what stood on it, by evidence and requirement."""
    standing: dict[Line, int] = {}
    for decision in history.decisions:
        if decision.decided_on <= day:
            line = decision.evidence_id, decision.requirement_id
            standing[line] = max(decision.version, standing.get(line, 0))
    found: dict[Line, list[ReplyOut]] = {}
    for evidence_id, replied in replies_on(db, [UUID(each.id) for each in history.evidence]).items():
        for each in replied:
            line = str(evidence_id), each.requirement_id
            if each.replied_on <= day and standing.get(line) == each.version:
                found.setdefault(line, []).append(each)
    return found


def replies_listed(db: Connection, history: ProductHistory, day: date) -> list[ReplyBeside]:
    """The same in a list, for programs."""
    return [
        ReplyBeside(evidence_id=evidence_id, reply=each)
        for (evidence_id, _), replied in sorted(replies_beside(db, history, day).items())
        for each in replied
    ]
