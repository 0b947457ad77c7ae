"""What is told about looking again at what is on record."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from catalog.words import GateState
from plumbline.evidence.read_schemas import RequirementMove, VerdictMove


class LapsedOut(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that ran out. It held on its last day."""

    requirement_id: str
    evidence_id: str
    last_day: date


class PassedOut(msgspec.Struct, frozen=True, kw_only=True):
    """A date that passed: the last day of a plan, or the first on which a standard applies otherwise."""

    what: Literal["plan", "standard"]
    standard_id: str
    day: date


class ReadAgainOut(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was read again, for its reader had improved."""

    evidence_id: UUID
    title: str
    reader: str
    requirements: Annotated[tuple[str, ...], msgspec.Meta(description="Those decided anew.")]
    refused: Annotated[
        str | None, msgspec.Meta(description="Why the reader would not take it any more, if it would not.")
    ] = None


class ChangeBody(msgspec.Struct, frozen=True, kw_only=True):
    """Why something moved, and what."""

    lapsed: tuple[LapsedOut, ...] = ()
    passed: tuple[PassedOut, ...] = ()
    read_again: tuple[ReadAgainOut, ...] = ()
    verdicts: tuple[VerdictMove, ...] = ()
    requirements: tuple[RequirementMove, ...] = ()


class ChangeOut(msgspec.Struct, frozen=True, kw_only=True):
    """What moved on one product between the day it was last looked at and the day it was looked at again."""

    product: str
    since: date
    as_of: date
    gate_before: GateState
    gate_after: GateState
    why: Annotated[tuple[str, ...], msgspec.Meta(description="In words, one reason each.")]
    lapsed: tuple[LapsedOut, ...]
    passed: tuple[PassedOut, ...]
    read_again: tuple[ReadAgainOut, ...]
    verdicts: tuple[VerdictMove, ...]
    requirements: tuple[RequirementMove, ...]


class ChangeList(msgspec.Struct, frozen=True, kw_only=True):
    """What moved on a product by itself: the newest first, a hundred at most."""

    product: str
    checked_on: Annotated[date | None, msgspec.Meta(description="The day it was last looked at.")]
    items: list[ChangeOut]


class RunOut(msgspec.Struct, frozen=True, kw_only=True):
    """One time that everything on record was looked at again."""

    id: UUID
    as_of: date
    started_by: str
    started_at: datetime
    finished_at: Annotated[
        datetime | None, msgspec.Meta(description="Null while it goes on, or where it was cut off.")
    ]
    products: Annotated[int, msgspec.Meta(description="Products that were looked at.")]
    moved: Annotated[int, msgspec.Meta(description="Products on which something moved.")]
    failed: Annotated[int, msgspec.Meta(description="Products and documents that could not be; tried again.")]


class RunPage(msgspec.Struct, frozen=True, kw_only=True):
    """Runs, the newest first."""

    items: list[RunOut]
    next: Annotated[str | None, msgspec.Meta(description="The cursor of the next page; null on the last.")]


class RunWithChanges(msgspec.Struct, frozen=True, kw_only=True):
    """A run, and what moved in it."""

    run: RunOut
    changes: list[ChangeOut]
