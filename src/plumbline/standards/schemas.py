"""How standards read in the API."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from catalog.obligations import Duty, Phase, due_on
from catalog.standard import Edition, Requirement, Standard, StatedDate
from catalog.words import Assurance, Certainty, Level, ProductType, StandardStatus
from plumbline.standards.service import StandardOnDay

StandardId = Annotated[str, Meta(description="The owner's own number.", examples=["DAPB4101"])]


class StatedDateOut(msgspec.Struct, frozen=True):
    """A date as its owner stated it, and the first day it covers."""

    text: Annotated[str, Meta(description="The owner's words.", examples=["2027-06-30 (assurance end date)"])]
    day: Annotated[date | None, Meta(description="The first day they cover, if they name one.")]


class EditionOut(msgspec.Struct, frozen=True, kw_only=True):
    """One dated version of a standard."""

    version: str
    status: StandardStatus
    published: StatedDateOut | None
    implement_from: StatedDateOut | None
    mandated_from: StatedDateOut | None
    conform_by: StatedDateOut | None
    retired_on: StatedDateOut | None


class RequirementOut(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a standard asks for."""

    id: Annotated[str, Meta(examples=["DAPB4101-1"])]
    level: Level
    text: str
    accepts: Annotated[tuple[str, ...], Meta(description="Kinds of evidence, strongest first.")]
    least_assurance: Annotated[Assurance, Meta(description="The weakest evidence that counts.")]
    check: Annotated[dict[str, object], Meta(description="Hints for a machine check.")]


class StandardSummaryOut(msgspec.Struct, frozen=True, kw_only=True):
    """A standard in a list, as it stood on the day asked about."""

    id: StandardId
    title: str
    publisher: str
    url: str
    kind: str
    summary: str
    applies_to: tuple[str, ...]
    version: Annotated[str | None, Meta(description="Null before it was announced.")]
    status: StandardStatus | None
    phase: Phase | None
    due_on: Annotated[date | None, Meta(description="The first day on which it blocks.")]
    requirement_count: int
    certainty: Certainty


class StandardPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page of standards."""

    as_of: date
    items: list[StandardSummaryOut]
    total: int
    next: Annotated[str | None, Meta(description="The cursor of the next page, if there is one.")]


class StandardOut(msgspec.Struct, frozen=True, kw_only=True):
    """A standard with its editions and requirements."""

    as_of: date
    id: StandardId
    title: str
    publisher: str
    url: str
    kind: str
    summary: str
    status_native: str | None
    legal_basis: str | None
    applies_to: tuple[str, ...]
    supersedes: tuple[str, ...]
    superseded_by: tuple[str, ...]
    phase: Annotated[Phase | None, Meta(description="What it asks on the day; null before it was announced.")]
    edition: Annotated[EditionOut | None, Meta(description="The edition in force on the day.")]
    editions: Annotated[list[EditionOut], Meta(description="Every edition, oldest first.")]
    review: StatedDateOut | None
    requirements: list[RequirementOut]
    notes: str
    sources: tuple[str, ...]
    certainty: Certainty
    certainty_note: str


class RequirementList(msgspec.Struct, frozen=True, kw_only=True):
    """The requirements of one standard."""

    standard_id: StandardId
    items: list[RequirementOut]


class DutyOut(msgspec.Struct, frozen=True, kw_only=True):
    """One standard that a kind of system faces on a day."""

    standard_id: StandardId
    title: str
    version: str
    phase: Annotated[Phase, Meta(description="Only `due` blocks.")]
    due_on: Annotated[date | None, Meta(description="The first day on which it blocks, if one is recorded.")]
    requirements: list[RequirementOut]


class ObligationsOut(msgspec.Struct, frozen=True, kw_only=True):
    """What a kind of system faces on a day."""

    as_of: date
    product_type: ProductType
    capabilities: list[str]
    items: list[DutyOut]


def summary_out(item: StandardOnDay) -> StandardSummaryOut:
    """A standard as a line of a list."""
    standard, edition = item.standard, item.edition
    return StandardSummaryOut(
        id=standard.id,
        title=standard.title,
        publisher=standard.publisher,
        url=standard.url,
        kind=standard.kind,
        summary=standard.summary,
        applies_to=standard.applies_to,
        version=edition.version if edition else None,
        status=edition.status if edition else None,
        phase=item.phase,
        due_on=due_on(edition) if edition else None,
        requirement_count=len(standard.requirements),
        certainty=standard.certainty,
    )


def standard_out(item: StandardOnDay, as_of: date) -> StandardOut:
    """A standard with everything recorded of it."""
    standard = item.standard
    return StandardOut(
        as_of=as_of,
        id=standard.id,
        title=standard.title,
        publisher=standard.publisher,
        url=standard.url,
        kind=standard.kind,
        summary=standard.summary,
        status_native=standard.status_native,
        legal_basis=standard.legal_basis,
        applies_to=standard.applies_to,
        supersedes=standard.supersedes,
        superseded_by=standard.superseded_by,
        phase=item.phase,
        edition=_edition(item.edition) if item.edition else None,
        editions=[_edition(edition) for edition in (*standard.earlier, standard.current)],
        review=_stated(standard.review),
        requirements=requirements_out(standard),
        notes=standard.notes,
        sources=standard.sources,
        certainty=standard.certainty,
        certainty_note=standard.certainty_note,
    )


def requirements_out(standard: Standard) -> list[RequirementOut]:
    """The requirements of a standard, in its own order."""
    return [_requirement(item) for item in standard.requirements]


def duties_out(found: Iterable[Duty]) -> list[DutyOut]:
    """Duties with the requirements behind them."""
    return [
        DutyOut(
            standard_id=duty.standard.id,
            title=duty.standard.title,
            version=duty.edition.version,
            phase=duty.phase,
            due_on=duty.due_on,
            requirements=[_requirement(item) for item in duty.requirements],
        )
        for duty in found
    ]


def _requirement(item: Requirement) -> RequirementOut:
    return RequirementOut(
        id=item.id,
        level=item.level,
        text=item.text,
        accepts=item.accepts,
        least_assurance=item.least_assurance,
        check=item.check,
    )


def _edition(edition: Edition) -> EditionOut:
    return EditionOut(
        version=edition.version,
        status=edition.status,
        published=_stated(edition.published),
        implement_from=_stated(edition.implement_from),
        mandated_from=_stated(edition.mandated_from),
        conform_by=_stated(edition.conform_by),
        retired_on=_stated(edition.retired_on),
    )


def _stated(value: StatedDate | None) -> StatedDateOut | None:
    return StatedDateOut(value.text, value.day) if value else None
