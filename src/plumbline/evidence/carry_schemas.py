"""What carrying evidence to the next release looks like: what is offered, asked for, and recorded."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.evidence.carrying import RestsOn
from catalog.words import Assurance, EvidenceKind, Outcome

Words = Annotated[str, msgspec.Meta(max_length=4000)]


class CarryLineOut(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one finding. `assurance` is what it has on the next release; null where it stays."""

    requirement_id: str
    outcome: Outcome
    carries: bool
    assurance: Assurance | None
    reason: str


class OfferedOut(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence of the former release."""

    evidence_id: UUID
    title: str
    kind: EvidenceKind
    submitted_on: date
    expires_on: date | None
    rests_on: Annotated[RestsOn, msgspec.Meta(description="`statement`: the supplier's, that it still fits.")]
    at_most: Annotated[Assurance, msgspec.Meta(description="Nothing it carries counts for more.")]
    why: str
    fails: Annotated[bool, msgspec.Meta(description="It shows a failure, and is carried in any case.")]
    lines: list[CarryLineOut]


class CarriedItemOut(msgspec.Struct, frozen=True, kw_only=True):
    """Evidence that was carried, for these requirements."""

    evidence_id: UUID
    title: str
    requirement_ids: tuple[str, ...]
    rests_on: RestsOn
    at_most: Assurance


class TakenBackOut(msgspec.Struct, frozen=True, kw_only=True):
    """That it was taken back: from that day on nothing of it counts."""

    on: date
    by: str
    reason: str


class CarriedOut(msgspec.Struct, frozen=True, kw_only=True):
    """What was carried to a release, in one act."""

    from_release: str
    statement: str
    carried_on: date
    carried_by: str
    policy_version: int
    items: list[CarriedItemOut]
    taken_back: TakenBackOut | None


class CarryOut(msgspec.Struct, frozen=True, kw_only=True):
    """Where carrying stands: `offered` is empty once it was done, and where there is no former release."""

    product: str
    release: str
    from_release: str | None
    offered: list[OfferedOut]
    carried: CarriedOut | None


class CarryIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to carry. What shows a failure goes along in any case."""

    statement: Annotated[
        Words, msgspec.Meta(description="That what it shows is unchanged, and how you know. It is shown.")
    ] = ""
    evidence_ids: Annotated[
        Annotated[tuple[UUID, ...], msgspec.Meta(max_length=500)] | None,
        msgspec.Meta(description="Which of the evidence that is offered; all of it if left out."),
    ] = None


class TakeBackIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why what was carried is taken back."""

    reason: Annotated[str, msgspec.Meta(min_length=10, max_length=4000)]
