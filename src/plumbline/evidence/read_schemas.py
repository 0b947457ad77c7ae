"""What is answered about a document that a machine read, and what it moved."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.evidence.formats import Format
from catalog.words import Assurance, GateState, Outcome, VerdictKind


class FoundOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a document shows about one requirement. Undecided lines wait for an assessor."""

    requirement_id: str
    standard_id: str | None
    outcome: Outcome
    assurance: Assurance
    pointer: Annotated[str, msgspec.Meta(description="The place in the document that shows it.")]
    reason: str
    rule: str
    decided: bool


class ReadOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader took from a document."""

    format: Format
    format_name: str
    format_version: str
    reader: str
    vendor: str | None
    product: str | None
    version: str | None
    issuer: str | None
    signature: str
    produced_on: date | None
    valid_until: date | None
    valid_basis: str
    received_sha256: Annotated[str, msgspec.Meta(description="Of the bytes that came.")]
    secrets_removed: Annotated[bool, msgspec.Meta(description="What is kept is not what came.")]
    statements: Annotated[dict[str, int], msgspec.Meta(description="How many of each outcome.")]
    findings: list[FoundOut]
    notes: tuple[str, ...]


class VerdictMove(msgspec.Struct, frozen=True, kw_only=True):
    """A standard on which the verdict is another than before."""

    standard_id: str
    title: str
    before: VerdictKind
    after: VerdictKind


class RequirementMove(msgspec.Struct, frozen=True, kw_only=True):
    """A requirement of which something else is shown than before."""

    requirement_id: str
    before: Outcome
    after: Outcome


class MovedOut(msgspec.Struct, frozen=True, kw_only=True):
    """What handing something in changed, on the day it was handed in."""

    gate_before: GateState
    gate_after: GateState
    verdicts: list[VerdictMove]
    requirements: list[RequirementMove]
    waiting: Annotated[tuple[str, ...], msgspec.Meta(description="Requirements that wait for an assessor.")]
    still_open: Annotated[
        tuple[str, ...], msgspec.Meta(description="Requirements that are due, bind, and are not shown.")
    ]


class SubmittedOut(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt for evidence. `read` is null for what no machine reads: it waits for an assessor."""

    id: UUID
    sha256: str | None
    file_name: str | None
    received_on: date
    note: str
    read: ReadOut | None
    moved: MovedOut
