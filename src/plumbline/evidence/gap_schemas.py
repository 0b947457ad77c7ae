"""What is answered about the gaps of a release: what is missing, and the shortest list that closes it."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.evidence.formats import Format
from catalog.words import Assurance, EvidenceKind, GateState, Level, Outcome, VerdictKind

HandInAt = Annotated[
    str,
    msgspec.Meta(description="Where its supplier hands it in, filled in with what it is for."),
]


class PaperOut(msgspec.Struct, frozen=True, kw_only=True):
    """A document that could be handed in. `format` is null for what an assessor reads."""

    name: str
    title: str
    kind: EvidenceKind
    format: Format | None
    page: Annotated[str, msgspec.Meta(description="Where it is explained, on this service.")]
    takes_others: Annotated[str, msgspec.Meta(description="Who makes it, where a supplier cannot alone.")]


class ToHandInOut(msgspec.Struct, frozen=True, kw_only=True):
    """A document of the shortest list."""

    document: PaperOut
    closes: Annotated[tuple[str, ...], msgspec.Meta(description="Requirements that it can show to be met.")]
    replaces: Annotated[tuple[UUID, ...], msgspec.Meta(description="Evidence of failure to be replaced.")]
    least_assurance: Annotated[Assurance, msgspec.Meta(description="At least so strong it has to be.")]
    hand_in: HandInAt


class WayOut(msgspec.Struct, frozen=True, kw_only=True):
    """One way to close a gap, and how strongly it can show it."""

    document: PaperOut
    assurance: Assurance
    hand_in: HandInAt


class MissingOut(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement that is not shown."""

    requirement_id: str
    level: Level
    text: str
    least_assurance: Assurance


class GapOut(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is missing. Any one of `requirements` closes it; mostly there is one."""

    standard_id: str
    requirements: list[MissingOut]
    outcome: Outcome
    reason: str
    replaces: tuple[UUID, ...]
    ways: list[WayOut]


class BlockingOut(msgspec.Struct, frozen=True, kw_only=True):
    """A standard that is due and does not pass."""

    standard_id: str
    title: str
    verdict: VerdictKind


class WaitingOut(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement for which evidence is in, and waits for an assessor: nothing has to be handed in."""

    standard_id: str
    requirement_id: str
    evidence_id: UUID


class GapsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The way to a release that passes: no other list that closes every gap is shorter than `to_hand_in`."""

    product: str
    release: str | None
    as_of: date
    gate: GateState
    blocking: list[BlockingOut]
    to_hand_in: list[ToHandInOut]
    gaps: list[GapOut]
    waiting: list[WaitingOut]
