"""The one queue of lines that wait for assessors, the most pressing first, with the clock of each."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.assessing.lines import LineFacts, LineState, line_state
from catalog.assessing.policy import Risk, concerns, policy
from catalog.assessing.queue import Weight, clock_of, place
from catalog.assessing.reviews import Review
from catalog.standards_loader import standards
from catalog.words import Assurance, EvidenceKind, Outcome
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.assessing import interests, repository
from plumbline.assessing.queue_rows import open_rows
from plumbline.assessing.schemas import QueueLine, QueuePage
from plumbline.assessing.standings import waits_since
from plumbline.kit.pagination import decode_cursor, encode_cursor
from plumbline.market.snapshot import Snapshot
from plumbline.storage.engine import Connection

Key = tuple[int, bool, bool, date, str, str]
_KINDS: Final = (int, int, int, str, str, str)


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A line with its place: the key it is sorted by."""

    key: Key
    line: QueueLine
    version: int  # of the newest decision, 0 for none
    supplier_id: UUID


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines are asked for. Empty means any; `mine` leaves out what the asker cannot review."""

    risks: Collection[Risk] = ()
    states: Collection[LineState] = ()
    standards: Collection[str] = ()
    mine: bool = False

    def fits(self, line: QueueLine) -> bool:
        """Is the line asked for?"""
        return (
            (not self.risks or line.risk in self.risks)
            and (not self.states or line.state in self.states)
            and (not self.standards or line.standard_id in self.standards)
            and not (self.mine and (line.reviewed_by_you or line.conflict))
        )


def whole_queue(db: Connection, snapshot: Snapshot) -> list[Placed]:
    """Every line that waits, in order, each with its position."""
    day = snapshot.as_of
    placed = [each for row in open_rows(db, day) if (each := _placed(row, snapshot, day)) is not None]
    placed.sort(key=lambda each: each.key)
    return [
        msgspec.structs.replace(each, line=msgspec.structs.replace(each.line, position=position))
        for position, each in enumerate(placed, 1)
    ]


def queue_page(
    db: Connection, identity: Identity, snapshot: Snapshot, asked: Asked, cursor: str | None, limit: int
) -> QueuePage:
    """A part of the queue as an assessor sees it. Raises `Invalid` for a cursor that is not ours."""
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    after = _key_in(cursor) if cursor else None
    whole = whole_queue(db, snapshot)
    conflicts = interests.conflicts_of(db, identity)
    made = repository.reviews_made(db, identity.person_id)
    seen = [_seen(each, conflicts, made) for each in whole]
    fitting = [each for each in seen if asked.fits(each.line)]
    rest = [each for each in fitting if after is None or _written(each.key) > after]
    shown = rest[:limit]
    return QueuePage(
        total=len(fitting),
        waiting=len(whole),
        overdue=sum(each.line.overdue for each in whole),
        items=[each.line for each in shown],
        next=encode_cursor(_written(shown[-1].key)) if len(rest) > limit else None,
    )


def _seen(each: Placed, conflicts: dict[UUID, bool], made: set[tuple[UUID, str, int]]) -> Placed:
    line = each.line
    mine = (line.evidence_id, line.requirement_id, each.version + 1) in made
    conflict = conflicts.get(each.supplier_id)
    return msgspec.structs.replace(
        each, line=msgspec.structs.replace(line, reviewed_by_you=mine, conflict=conflict)
    )


def _written(key: Key) -> tuple[int, int, int, str, str, str]:
    level, calm, open_gate, since, evidence_id, requirement_id = key
    return level, int(calm), int(open_gate), since.isoformat(), evidence_id, requirement_id


def _key_in(cursor: str) -> tuple[Any, ...]:
    return decode_cursor(cursor, _KINDS)


def _placed(row: Any, snapshot: Snapshot, day: date) -> Placed | None:
    """A row of the queue; None for a requirement that the catalogue no longer has."""
    found = standards().requirement(row.requirement_id)
    if found is None:
        return None
    standard, requirement = found
    at = snapshot.position.get(row.product)
    weight = Weight(
        level=requirement.level,
        concern=concerns().get(requirement.id),
        blocks_gate=at is not None and requirement.id in snapshot.standings[at].wanting,
    )
    since = waits_since(
        submitted_on=row.submitted_on,
        decided_version=row.version,
        asked_on=row.asked_on,
        taken_back_on=row.taken_back_on,
        first_review_on=row.first_on,
    )
    clock = clock_of(weight, since, day, policy())
    line = QueueLine(
        position=0,
        evidence_id=row.evidence_id,
        requirement_id=requirement.id,
        standard_id=standard.id,
        requirement=requirement.text,
        level=requirement.level,
        concern=weight.concern,
        risk=weight.risk,
        blocks_gate=weight.blocks_gate,
        state=_state(row, needs_two=weight.concern is not None),
        product=row.product,
        product_name=row.product_name,
        supplier=row.supplier,
        supplier_name=row.supplier_name,
        kind=EvidenceKind(row.kind),
        title=row.title,
        since=since,
        due_on=clock.due_on,
        days_left=clock.days_left,
        overdue=clock.overdue,
    )
    key = place(weight, since, (str(row.evidence_id), requirement.id))
    return Placed(key=key, line=line, version=row.version, supplier_id=row.supplier_id)


_SOMEBODY: Final = Review(
    place=1,
    reviewer="",
    name="",
    outcome=Outcome.INCONCLUSIVE,
    assurance=Assurance.DECLARED,
    reason="",
    reviewed_on=date.min,
)
"""Stands for a review whose words the state of its line does not hang on."""


def _state(row: Any, *, needs_two: bool) -> LineState:
    made: Sequence[Review] = [_SOMEBODY] * (row.made or 0)
    return line_state(
        LineFacts(
            needs_two=needs_two,
            decided_version=row.version,
            round=made,
            asked_again=row.version if row.asked_on else 0,
            taken_back=row.taken_back_on is not None,
        )
    )
