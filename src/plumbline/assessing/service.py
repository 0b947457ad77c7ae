"""One review of one line, and the decision that follows from it: there is no other way to decide.

An assessor declares their interests first. Where the policy asks for two, nothing is decided until two
assessors say the same: the first two without sight of each other, whoever comes after having read them.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.assessing.policy import concerns
from catalog.assessing.reviews import BLIND, Review, Settled, settled
from catalog.evidence.record import Decision
from plumbline.accounts.identity import LONGEST_ACTOR, Identity, require
from plumbline.accounts.roles import Permission
from plumbline.assessing import interests, repository
from plumbline.assessing.standings import review_of
from plumbline.evidence import decisions
from plumbline.evidence.schemas import DecisionIn
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict
from plumbline.storage.engine import Connection

_READ: Final = "Read the decisions that stand, and decide on what you see."


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """The reviews that work towards the next decision on a line, and those that made the newest."""

    evidence_id: UUID
    requirement_id: str
    supplier_id: UUID
    version: int  # of the next decision
    reviews: tuple[Review, ...]
    carriers: frozenset[str]  # who made the newest decision, as far as reviews tell
    asked_again: bool  # did the supplier ask for a second look at the newest?

    @property
    def needs_two(self) -> bool:
        """Do two assessors have to agree?"""
        return self.requirement_id in concerns()

    @property
    def to_read(self) -> int:
        """How many reviews whoever comes next has to read first."""
        return len(self.reviews) if len(self.reviews) >= BLIND else 0


def review(db: Connection, clock: Clock, identity: Identity, evidence_id: UUID, data: DecisionIn) -> None:
    """Record what an assessor found, and the decision where it is one.

    Raises `NotAllowed`, `NotFound`, `Invalid`; `Conflict` where it is not theirs to review, or not now.
    """
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    taken = decisions.take_up(db, evidence_id)
    said = _said(clock, identity, data, taken.evidence.id)
    decisions.refuse_broken(said, data, taken.evidence)
    about = round_of(db, evidence_id, data.requirement_id, taken.supplier_id)
    if refused := obstacle(db, identity, about):
        raise refused
    _refuse_unread(about, data)
    made = _review(about, identity, said)
    _add_review(db, clock, identity, about, made)
    if found := settled((*about.reviews, made), needs_two=about.needs_two):
        _decide(db, clock, identity, about, found)


def round_of(db: Connection, evidence_id: UUID, requirement_id: str, supplier_id: UUID) -> Round:
    """Where the reviews of a line stand."""
    newest = decisions.newest_decision(db, evidence_id, requirement_id)
    version = newest.version if newest else 0
    rows = repository.review_rows(db, [evidence_id]).get((evidence_id, requirement_id), [])
    replies = repository.reply_rows(db, [evidence_id]).get(evidence_id, [])
    return Round(
        evidence_id=evidence_id,
        requirement_id=requirement_id,
        supplier_id=supplier_id,
        version=version + 1,
        reviews=tuple(review_of(row) for row in rows if row.round == version + 1),
        carriers=frozenset(_carriers(rows, newest)),
        asked_again=any(
            row.second_look and (row.requirement_id, row.version) == (requirement_id, version)
            for row in replies
        ),
    )


def _carriers(rows: Sequence[Any], newest: Any) -> set[str]:
    if newest is None:
        return set()
    return {
        str(row.reviewer_id) for row in rows if (row.round, row.outcome) == (newest.version, newest.outcome)
    }


def obstacle(db: Connection, identity: Identity, about: Round) -> Conflict | None:
    """Why somebody may not make the next review of a line; None where they may."""
    if found := interests.obstacle(db, identity, about.supplier_id):
        return found
    me = str(identity.person_id)
    if any(each.reviewer == me for each in about.reviews):
        return Conflict(
            f"You have reviewed {about.requirement_id} already; the next review of it is somebody else's.",
            next_step="Leave it to another assessor: what you said is kept.",
        )
    if about.asked_again and not about.reviews and me in about.carriers:
        return Conflict(
            f"You made the decision on {about.requirement_id} that a second look is asked for.",
            next_step="Leave the first of the new reviews to another assessor.",
        )
    return None


def _refuse_unread(about: Round, data: DecisionIn) -> None:
    name = about.requirement_id
    if data.version != about.version:
        raise Conflict(
            f"The next decision on {name} is version {about.version}, not {data.version}.", next_step=_READ
        )
    if data.reviews_read != about.to_read:
        differ = f"{len(about.reviews)} assessors reviewed {name} and differ" if about.to_read else ""
        raise Conflict(
            f"{differ}; whoever comes next reads them all first."
            if differ
            else f"No reviews of {name} are to be read before the next one.",
            next_step=f"Read the line as it stands now, and send reviews_read: {about.to_read}.",
        )


def _said(clock: Clock, identity: Identity, data: DecisionIn, evidence_id: str) -> Decision:
    return Decision(
        evidence_id=evidence_id,
        requirement_id=data.requirement_id,
        version=data.version,
        outcome=data.outcome,
        assurance=data.assurance,
        reason=data.reason,
        decided_by=identity.actor.signature,
        decided_on=today(clock),
    )


def _review(about: Round, identity: Identity, said: Decision) -> Review:
    return Review(
        place=len(about.reviews) + 1,
        reviewer=str(identity.person_id),
        name=said.decided_by,
        outcome=said.outcome,
        assurance=said.assurance,
        reason=said.reason,
        reviewed_on=said.decided_on,
    )


def _add_review(db: Connection, clock: Clock, identity: Identity, about: Round, made: Review) -> None:
    values = {
        "evidence_id": about.evidence_id,
        "requirement_id": about.requirement_id,
        "round": about.version,
        "place": made.place,
        "reviewer_id": identity.person_id,
        "reviewed_by": made.name,
        "outcome": str(made.outcome),
        "assurance": str(made.assurance),
        "reason": made.reason,
        "reviewed_on": made.reviewed_on,
        "reviewed_at": clock.now(),
    }
    told = event(
        clock,
        identity.actor,
        "evidence.reviewed",
        "evidence",
        about.evidence_id,
        requirement=about.requirement_id,
        version=about.version,
        place=made.place,
        # The log proves later what was said, and does not tell the next assessor now.
        review_sha256=sha256(msgspec.json.encode(made, order="deterministic")).hexdigest(),
    )
    repository.add_review(db, values, event=told)


def _decide(db: Connection, clock: Clock, identity: Identity, about: Round, found: Settled) -> None:
    decision = Decision(
        evidence_id=str(about.evidence_id),
        requirement_id=about.requirement_id,
        version=about.version,
        outcome=found.outcome,
        assurance=found.assurance,
        reason=found.reason,
        decided_by=found.decided_by[:LONGEST_ACTOR],
        decided_on=today(clock),
    )
    places = [each.place for each in found.carried_by]
    decisions.record_decision(db, clock, identity.actor, about.evidence_id, decision, reviews=places)
