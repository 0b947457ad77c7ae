"""What assessing looks like, inside and outside."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.assessing.agreement import Agreement
from catalog.assessing.lines import LineState
from catalog.assessing.policy import Concern, Risk
from catalog.words import Assurance, EvidenceKind, Level, Outcome
from plumbline.evidence.read_schemas import FoundOut
from plumbline.evidence.schemas import EvidenceOut, RequirementId

Words = Annotated[str, msgspec.Meta(max_length=2000)]


class InterestIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether an assessor has an interest in a supplier."""

    conflict: Annotated[
        bool,
        msgspec.Meta(
            description="True: somebody else has to decide on its evidence. False: nothing binds you."
        ),
    ]
    words: Annotated[
        Words, msgspec.Meta(description="What the interest is; needed where there is one. Only you see it.")
    ] = ""


class InterestOut(msgspec.Struct, frozen=True, kw_only=True):
    """A declaration as it was made. A later one has the next version; the newest counts."""

    supplier: str
    supplier_name: str
    version: int
    conflict: bool
    words: str
    declared_on: date


class InterestList(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that somebody declared, by supplier, the newest first."""

    items: list[InterestOut]


class ReplyIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a supplier says to a decision on its evidence."""

    requirement_id: RequirementId
    version: Annotated[int, msgspec.Meta(ge=1, le=10_000, description="Of the decision you reply to.")]
    text: Annotated[str, msgspec.Meta(min_length=10, max_length=4000, description="Shown to everybody.")]
    second_look: Annotated[
        bool, msgspec.Meta(description="Ask for it to be looked at again: once for each decision.")
    ] = False


class QueueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence and one requirement, waiting for assessors."""

    position: Annotated[int, msgspec.Meta(description="In the whole queue, from 1.")]
    evidence_id: UUID
    requirement_id: str
    standard_id: str
    requirement: str
    level: Level
    concern: Annotated[Concern | None, msgspec.Meta(description="Why two assessors have to agree on it.")]
    risk: Risk
    blocks_gate: Annotated[bool, msgspec.Meta(description="Is the gate of its product shut for want of it?")]
    state: LineState
    product: str
    product_name: str
    supplier: str
    supplier_name: str
    kind: EvidenceKind
    title: str
    since: date
    due_on: date
    days_left: Annotated[int, msgspec.Meta(description="Below 0: overdue.")]
    overdue: bool
    reviewed_by_you: Annotated[bool, msgspec.Meta(description="Towards the next decision.")] = False
    conflict: Annotated[
        bool | None,
        msgspec.Meta(description="Did you declare a conflict with its supplier? Null: declare first."),
    ] = None


class QueuePage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the queue, the most pressing first."""

    total: Annotated[int, msgspec.Meta(description="How many lines fit what was asked.")]
    waiting: Annotated[int, msgspec.Meta(description="How many lines the whole queue has.")]
    overdue: Annotated[int, msgspec.Meta(description="How many of the whole queue are late.")]
    items: list[QueueLine]
    next: Annotated[str | None, msgspec.Meta(description="The cursor of the next page; null on the last.")]


class WaitingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a supplier's own evidence that waits for assessors."""

    evidence_id: UUID
    title: str
    requirement_id: str
    standard_id: str
    state: LineState
    needs_two: bool
    risk: Risk
    position: Annotated[int, msgspec.Meta(description="In the whole queue, from 1.")]
    since: date
    due_on: date
    days_left: int
    overdue: bool


class WaitingList(msgspec.Struct, frozen=True, kw_only=True):
    """What of a product's current release waits for assessors, the first to be looked at first."""

    product: str
    queue_length: int
    items: list[WaitingLine]


class ReviewOut(msgspec.Struct, frozen=True, kw_only=True):
    """What one assessor found."""

    round: Annotated[int, msgspec.Meta(description="The version of the decision that it works towards.")]
    place: int
    reviewed_by: str
    outcome: Outcome
    assurance: Assurance
    reason: str
    reviewed_on: date


class OtherEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """Other evidence on the same release that speaks to the same requirement."""

    id: UUID
    kind: EvidenceKind
    title: str
    submitted_on: date
    expires_on: date | None
    state: LineState
    outcome: Outcome | None
    assurance: Assurance | None


class LineOpened(msgspec.Struct, frozen=True, kw_only=True):
    """One line with everything that an assessor needs to decide on it."""

    requirement_id: str
    standard_id: str
    standard_title: str
    requirement: str
    level: Level
    least_assurance: Assurance
    greatest_assurance: Annotated[Assurance, msgspec.Meta(description="The most this form can carry.")]
    state: LineState
    needs_two: bool
    concern: Concern | None
    supplier: str
    supplier_name: str
    product_name: str
    queue: Annotated[QueueLine | None, msgspec.Meta(description="Its place and clock; null if not open.")]
    version: Annotated[int, msgspec.Meta(description="Of the next decision.")]
    reviews_read: Annotated[int, msgspec.Meta(description="What to send as `reviews_read`.")]
    reviews: Annotated[list[ReviewOut], msgspec.Meta(description="All that you may read, by round.")]
    machine: Annotated[FoundOut | None, msgspec.Meta(description="What a reader found about it.")]
    reader: str | None
    others: list[OtherEvidence]
    refused: Annotated[str | None, msgspec.Meta(description="Why you cannot review it; null if you can.")]
    next_step: str | None
    evidence: EvidenceOut


class AgreementOut(msgspec.Struct, frozen=True, kw_only=True):
    """Cohen's kappa over lines that two assessors judged without sight of each other."""

    assessors: Annotated[int, msgspec.Meta(description="How many people have reviewed anything.")]
    all: Agreement
    clinical_safety: Agreement
    security: Agreement
