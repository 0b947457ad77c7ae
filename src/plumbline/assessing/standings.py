"""Where each line stands, computed from the decisions, reviews and replies that are recorded."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from catalog.assessing.lines import OPEN_LINES, LineFacts, LineState, line_state
from catalog.assessing.policy import concerns
from catalog.assessing.reviews import Review
from catalog.words import Assurance, Outcome
from plumbline.assessing import repository
from plumbline.evidence.schemas import LineStanding, ReplyOut
from plumbline.storage.engine import Connection


def review_of(row: Any) -> Review:
    """A stored review."""
    return Review(
        place=row.place,
        reviewer=str(row.reviewer_id),
        name=row.reviewed_by,
        outcome=Outcome(row.outcome),
        assurance=Assurance(row.assurance),
        reason=row.reason,
        reviewed_on=row.reviewed_on,
    )


def waits_since(
    *,
    submitted_on: date,
    decided_version: int,
    asked_on: date | None,
    taken_back_on: date | None,
    first_review_on: date | None,
) -> date:
    """The day from which the clock of an open line runs: a second look asked for, the day on which a reader
    left it open again, else the day it was handed in; an assessor who looks again unasked starts it with
    their review.
    """
    if not decided_version:
        return submitted_on
    return asked_on or taken_back_on or first_review_on or submitted_on


def standings_on(
    db: Connection,
    submitted: Mapping[UUID, date],
    speaks_to: Mapping[UUID, Sequence[str]],
    decided: Mapping[UUID, Sequence[Any]],
) -> dict[UUID, list[LineStanding]]:
    """Every line of these pieces of evidence. `submitted` has the day each was handed in."""
    ids = list(submitted)
    reviewed, replied = repository.review_rows(db, ids), repository.reply_rows(db, ids)
    replaced = repository.replaced_lines(db, ids)
    found: dict[UUID, list[LineStanding]] = {}
    for evidence_id, requirement_ids in speaks_to.items():
        newest = {row.requirement_id: row for row in decided.get(evidence_id, ())}
        asked = {
            (row.requirement_id, row.version): row.replied_on
            for row in replied.get(evidence_id, ())
            if row.second_look
        }
        found[evidence_id] = [
            _standing(
                requirement_id,
                submitted[evidence_id],
                newest.get(requirement_id),
                asked,
                reviewed.get((evidence_id, requirement_id), ()),
                replaced=(evidence_id, requirement_id) in replaced,
            )
            for requirement_id in requirement_ids
        ]
    return found


def _standing(
    requirement_id: str,
    submitted_on: date,
    newest: Any | None,
    asked: Mapping[tuple[str, int], date],
    reviewed: Sequence[Any],
    *,
    replaced: bool,
) -> LineStanding:
    version = newest.version if newest else 0
    asked_on, taken_back_on = asked.get((requirement_id, version)), _taken_back_on(newest)
    in_round = [review_of(row) for row in reviewed if row.round == version + 1]
    needs_two = requirement_id in concerns()
    facts = LineFacts(
        needs_two=needs_two,
        decided_version=version,
        round=in_round,
        asked_again=version if asked_on else 0,
        replaced=replaced,
        taken_back=taken_back_on is not None,
    )
    state = line_state(facts)
    since = waits_since(
        submitted_on=submitted_on,
        decided_version=version,
        asked_on=asked_on,
        taken_back_on=taken_back_on,
        first_review_on=in_round[0].reviewed_on if in_round else None,
    )
    return LineStanding(
        requirement_id=requirement_id,
        state=LineState(state),
        needs_two=needs_two,
        reviews=len(in_round),
        since=since if state in OPEN_LINES else None,
    )


def _taken_back_on(newest: Any | None) -> date | None:
    """The day on which a reader left open what it had decided; None where the newest decision is another."""
    left_open = newest is not None and newest.reader and newest.outcome == Outcome.INCONCLUSIVE
    return newest.decided_on if newest is not None and left_open else None


def replies_on(db: Connection, evidence_ids: Sequence[UUID]) -> dict[UUID, list[ReplyOut]]:
    """What suppliers said to decisions on these pieces of evidence."""
    return {
        evidence_id: [reply_out(row) for row in rows]
        for evidence_id, rows in repository.reply_rows(db, evidence_ids).items()
    }


def reply_out(row: Any) -> ReplyOut:
    """A stored reply."""
    return ReplyOut(
        requirement_id=row.requirement_id,
        version=row.version,
        text=row.text,
        second_look=row.second_look,
        replied_by=row.replied_by,
        replied_on=row.replied_on,
    )
