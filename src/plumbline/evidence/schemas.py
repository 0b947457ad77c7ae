"""What evidence looks like, inside and outside."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.assessing.lines import LineState
from catalog.verdicts import Verdict
from catalog.words import Assurance, EvidenceKind, Outcome
from plumbline.evidence.carry_schemas import CarriedOut

Text = Annotated[str, msgspec.Meta(max_length=4000)]
Line = Annotated[str, msgspec.Meta(max_length=300)]
Number = Annotated[str, msgspec.Meta(max_length=100)]
RequirementId = Annotated[str, msgspec.Meta(max_length=60)]


class EvidenceIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a supplier hands in. A document or certificate comes with its file.

    A file of the kind `machine_readable` is read at once, and says itself what it shows, who made it and
    how long it counts.
    """

    kind: Annotated[EvidenceKind, msgspec.Meta(description="The form of the evidence.")]
    title: Annotated[
        Line,
        msgspec.Meta(description="In a few words. A file that a machine reads may do without."),
    ] = ""
    requirement_ids: Annotated[
        tuple[RequirementId, ...],
        msgspec.Meta(
            max_length=250,
            description="The requirements it speaks to. A file that a machine reads says them itself.",
            examples=[["DCB0129-1"]],
        ),
    ] = ()
    statement: Annotated[Text, msgspec.Meta(description="What is declared, or what the file shows.")] = ""
    issuer: Annotated[Line | None, msgspec.Meta(description="Who issued it.")] = None
    number: Annotated[Number | None, msgspec.Meta(description="The certificate's number.")] = None
    scope: Annotated[Text | None, msgspec.Meta(description="What the certificate covers.")] = None
    issued_on: date | None = None
    expires_on: Annotated[date | None, msgspec.Meta(description="The last day on which it holds.")] = None
    supersedes: Annotated[UUID | None, msgspec.Meta(description="Earlier evidence that it replaces.")] = None


class FileIn(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with evidence."""

    name: str
    media_type: str
    content: bytes


class StoredFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is kept. `name` and `media_type` are those it was handed in under first."""

    name: str
    media_type: str | None
    content: bytes


class DecisionIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an assessor decides about one requirement."""

    requirement_id: RequirementId
    outcome: Outcome
    assurance: Annotated[Assurance, msgspec.Meta(description="How strongly the evidence shows it.")]
    reason: Annotated[str, msgspec.Meta(min_length=10, max_length=4000)]
    version: Annotated[
        Annotated[int, msgspec.Meta(ge=1, le=10_000)],
        msgspec.Meta(description="1 for the first decision; one more than the newest to change it."),
    ] = 1
    reviews_read: Annotated[
        Annotated[int, msgspec.Meta(ge=0, le=100)],
        msgspec.Meta(description="Of assessors who differ: how many reviews you read. 0 before they do."),
    ] = 0


class PlanIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way to mend what failed, agreed with the supplier."""

    standard_id: RequirementId
    requirement_ids: Annotated[tuple[RequirementId, ...], msgspec.Meta(min_length=1, max_length=100)]
    due_on: date
    text: Annotated[str, msgspec.Meta(min_length=10, max_length=4000)]


class PlanOut(msgspec.Struct, frozen=True, kw_only=True):
    """A work-off plan as it was recorded. It holds from `agreed_on` to `due_on`, both included."""

    id: UUID
    product: str
    release: str
    standard_id: str
    requirement_ids: tuple[str, ...]
    agreed_on: date
    due_on: date
    text: str


class DecisionOut(msgspec.Struct, frozen=True, kw_only=True):
    """A decision as it was recorded."""

    requirement_id: str
    version: int
    outcome: Outcome
    assurance: Assurance
    reason: str
    decided_by: str
    decided_on: date
    pointer: Annotated[
        str | None, msgspec.Meta(description="Where a reader decided: the place in the document.")
    ]
    rule: Annotated[str | None, msgspec.Meta(description="Where a reader decided: by which of its rules.")]


class ReplyOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a supplier says to a decision on its evidence."""

    requirement_id: str
    version: Annotated[int, msgspec.Meta(description="Of the decision that is replied to.")]
    text: str
    second_look: Annotated[bool, msgspec.Meta(description="Does it ask for the line to be looked at again?")]
    replied_by: str
    replied_on: date


class ReplyBeside(msgspec.Struct, frozen=True, kw_only=True):
    """A reply, and the evidence of the decision that it is to."""

    evidence_id: str
    reply: ReplyOut


class LineStanding(msgspec.Struct, frozen=True, kw_only=True):
    """Where one requirement that the evidence speaks to stands with the assessors."""

    requirement_id: str
    state: LineState
    needs_two: Annotated[bool, msgspec.Meta(description="Do two assessors have to agree on it?")]
    reviews: Annotated[int, msgspec.Meta(description="Made towards the next decision.")]
    since: Annotated[date | None, msgspec.Meta(description="It waits since; null where it does not.")]


class EvidenceOut(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence as it was recorded, with every decision on it."""

    id: UUID
    product: str
    release: str
    kind: EvidenceKind
    title: str
    statement: str
    requirement_ids: tuple[str, ...]
    submitted_on: date
    submitted_by: str
    issuer: str | None
    number: str | None
    scope: str | None
    issued_on: date | None
    expires_on: date | None
    supersedes: UUID | None
    sha256: Annotated[str | None, msgspec.Meta(description="The file: GET /api/v1/files/{sha256}.")]
    file_name: str | None
    size: int | None
    decisions: list[DecisionOut]
    replies: Annotated[list[ReplyOut], msgspec.Meta(description="Of its supplier, to decisions on it.")]
    lines: Annotated[list[LineStanding], msgspec.Meta(description="Requirement by requirement.")]


class EvidenceList(msgspec.Struct, frozen=True, kw_only=True):
    """The evidence on a product's current release, newest first, and what was carried to it."""

    product: str
    release: str | None
    items: list[EvidenceOut]
    carried: CarriedOut | None


class GateOut(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a product may be bought on the day, and why."""

    state: str
    until: Annotated[date | None, msgspec.Meta(description="The first day on which it no longer passes.")]
    blocking: tuple[str, ...]
    stranded_by: tuple[str, ...]
    reasons: tuple[str, ...]


class TurnOut(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which the gate turns; `known` is false for days that are still to come."""

    day: date
    state: str
    known: bool
    reasons: tuple[str, ...]


class ConformanceOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where a product stands against every standard it faces on a day, and on what evidence."""

    product: str
    origin: str
    as_of: date
    gate: GateOut
    verdicts: list[Verdict]
    replies: Annotated[
        list[ReplyBeside], msgspec.Meta(description="Of its supplier, to decisions that stand on the day.")
    ]
    timeline: list[TurnOut]
