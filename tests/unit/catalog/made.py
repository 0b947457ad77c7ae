"""Small standards and records, made for tests: each builder fills in what a test does not care about."""

from collections.abc import Iterable
from datetime import date, timedelta

from catalog.evidence.history import ProductHistory
from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.standard import Edition, Requirement, Standard, StatedDate
from catalog.words import Assurance, Certainty, EvidenceKind, Level, Outcome, StandardStatus

DAY_0 = date(2026, 1, 1)
TAGS = frozenset({"all-dht"})
ASSURANCE = {
    EvidenceKind.SELF_DECLARATION: Assurance.DECLARED,
    EvidenceKind.DOCUMENT: Assurance.DOCUMENTED,
    EvidenceKind.CERTIFICATE: Assurance.CERTIFIED,
}


def day(number: int) -> date:
    """The day so many days after the first of January 2026."""
    return DAY_0 + timedelta(days=number)


def stated(when: date | None) -> StatedDate | None:
    """A date as its owner would state it."""
    return StatedDate(text=when.isoformat(), day=when) if when else None


def requirement(
    identifier: str, level: Level = Level.MUST, least: Assurance = Assurance.DECLARED
) -> Requirement:
    """A requirement that any form of evidence may speak to."""
    return Requirement(
        id=identifier, level=level, text=f"Do {identifier}.", accepts=("document",), least_assurance=least
    )


def standard(
    identifier: str,
    *requirements: Requirement,
    due: date | None = date(2020, 1, 1),
    retired: date | None = None,
    published: date = date(2019, 1, 1),
    earlier: tuple[Edition, ...] = (),
) -> Standard:
    """A mandated standard, or a published one that never blocks where `due` is None."""
    return Standard(
        id=identifier,
        title=f"The {identifier} standard",
        publisher="A publisher",
        url="https://standards.example/",
        kind="information-standard",
        summary="",
        status_native=None,
        legal_basis=None,
        applies_to=("all-dht",),
        supersedes=(),
        superseded_by=(),
        current=edition("2", due=due, retired=retired, published=published),
        earlier=earlier,
        review=None,
        requirements=requirements or (requirement(f"{identifier}-1"),),
        notes="",
        sources=(),
        certainty=Certainty.HIGH,
        certainty_note="",
    )


def edition(version: str, *, due: date | None, published: date, retired: date | None = None) -> Edition:
    """An edition that is to be met from one day on."""
    return Edition(
        version=version,
        status=StandardStatus.MANDATED if due else StandardStatus.PUBLISHED,
        published=stated(published),
        mandated_from=stated(due),
        conform_by=stated(due),
        retired_on=stated(retired),
    )


def evidence(
    identifier: str,
    *requirement_ids: str,
    kind: EvidenceKind = EvidenceKind.DOCUMENT,
    on: date = DAY_0,
    expires: date | None = None,
    supersedes: str | None = None,
) -> Evidence:
    """Complete evidence of a kind, handed in on a day."""
    certificate = kind is EvidenceKind.CERTIFICATE
    return Evidence(
        id=identifier,
        kind=kind,
        title=f"Evidence {identifier}",
        requirement_ids=requirement_ids,
        submitted_on=on,
        statement="We do this." if kind is EvidenceKind.SELF_DECLARATION else "",
        sha256="0" * 64 if kind is EvidenceKind.DOCUMENT else None,
        issuer="A test house" if certificate else None,
        number="C-1" if certificate else None,
        scope="The whole product" if certificate else None,
        issued_on=on - timedelta(days=30) if certificate else None,
        expires_on=expires or (on + timedelta(days=3650) if certificate else None),
        supersedes=supersedes,
    )


def decision(
    about: Evidence,
    outcome: Outcome = Outcome.MET,
    *,
    requirement_id: str | None = None,
    version: int = 1,
    on: date | None = None,
    assurance: Assurance | None = None,
) -> Decision:
    """An assessor's decision, as strong as the evidence allows, on the day it was handed in."""
    return Decision(
        evidence_id=about.id,
        requirement_id=requirement_id or about.requirement_ids[0],
        version=version,
        outcome=outcome,
        assurance=assurance or ASSURANCE[about.kind],
        reason=f"It reads {outcome.value}.",
        decided_by="An assessor",
        decided_on=on or about.submitted_on,
    )


def plan(standard_id: str, *requirement_ids: str, on: date = DAY_0, due: date) -> WorkOffPlan:
    """A work-off plan for some requirements of a standard."""
    return WorkOffPlan(
        standard_id=standard_id, requirement_ids=requirement_ids, agreed_on=on, due_on=due, text="Mend it."
    )


def history(
    items: Iterable[Evidence] = (),
    decisions: Iterable[Decision] = (),
    plans: Iterable[WorkOffPlan] = (),
    *,
    listed: date = DAY_0,
    withdrawn: date | None = None,
) -> ProductHistory:
    """The history of a product that faces every standard made here."""
    return ProductHistory(
        tags=TAGS,
        listed_on=listed,
        withdrawn_on=withdrawn,
        evidence=tuple(items),
        decisions=tuple(decisions),
        plans=tuple(plans),
    )


def shown(
    identifier: str, *requirement_ids: str, on: date = DAY_0, expires: date | None = None
) -> tuple[list[Evidence], list[Decision]]:
    """A document that meets some requirements, and the decisions that say so."""
    item = evidence(identifier, *requirement_ids, on=on, expires=expires)
    return [item], [decision(item, requirement_id=about) for about in requirement_ids]
