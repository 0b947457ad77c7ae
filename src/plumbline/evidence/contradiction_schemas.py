"""What is answered about evidence that disagrees."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec

from catalog.words import Assurance, Outcome


class SideOut(msgspec.Struct, frozen=True, kw_only=True):
    """What one document says, how strongly, since when, and where in it that stands."""

    evidence_id: UUID
    title: str
    carried_from: Annotated[str | None, msgspec.Meta(description="The release it was handed in on.")]
    outcome: Outcome
    assurance: Assurance | None
    since: date
    until: date | None
    reason: str
    decided_by: str | None
    pointer: str | None


class ContradictionOut(msgspec.Struct, frozen=True, kw_only=True):
    """One requirement about which decided evidence disagrees; the first of `sides` decides."""

    standard_id: str
    requirement_id: str
    text: str
    outcome: Outcome
    why: str
    sides: list[SideOut]


class ContradictionList(msgspec.Struct, frozen=True, kw_only=True):
    """Every contradiction on a product's current release, on a day."""

    product: str
    as_of: date
    items: list[ContradictionOut]
