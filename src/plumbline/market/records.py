"""What is read about one product, and what follows from it on a day."""

from collections.abc import Iterator, Mapping
from datetime import date
from uuid import UUID

import msgspec

from catalog.conformance import Conformance, conformance
from catalog.evidence.history import ProductHistory
from catalog.interoperability.shown import sides_shown
from catalog.prices import PricePlan
from catalog.standards_loader import standards
from catalog.verdicts import RequirementResult
from catalog.words import PRODUCT_TYPE_NAMES, Level, Outcome, ProductType, VerdictKind
from scoring.compliance import Shown, beyond_gate_share, compliance_share
from scoring.method import Method


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the market knows about a product, whatever the day."""

    id: UUID
    slug: str
    name: str
    supplier_slug: str
    supplier_name: str
    product_type: str
    origin: str
    record_date: date | None
    summary: str
    description: str
    capabilities: tuple[str, ...]
    listed_on: date
    history: ProductHistory
    plans: tuple[PricePlan, ...]
    releases: tuple[str, ...] = ()
    """Every release, the oldest first; what is shown is of the last."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a product stands on a day, in the few figures that search and ranking need.

    `compliance` is the share of everything asked that is shown; `beyond_gate` the method's criterion; `sides`
    how far it has shown each side of what systems exchange (`catalog.interoperability`).
    """

    gate: str
    until: date | None
    blocking: tuple[str, ...]
    reasons: tuple[str, ...]
    compliance: float
    beyond_gate: float
    standards_met: tuple[str, ...]
    wanting: frozenset[str] = frozenset()
    """Requirements for want of which the gate is shut."""
    sides: tuple[int, ...] = ()


def texts_of(record: Record, names: Mapping[str, str], meanings: Mapping[str, str]) -> tuple[str, ...]:
    """The texts of a product that a search looks at, in the order of `plumbline.market.text.FIELD_WEIGHTS`.

    `names` and `meanings` tell what capabilities are called and what they are, by code.
    """
    return (
        record.name,
        record.supplier_name,
        PRODUCT_TYPE_NAMES[ProductType(record.product_type)],
        " ".join(names.get(code, code) for code in record.capabilities),
        record.summary,
        record.description,
        " ".join(meanings.get(code, "") for code in record.capabilities),
    )


_SHOWN = frozenset({Outcome.MET, Outcome.NOT_APPLICABLE})
_MET = frozenset({VerdictKind.COMPLIANT, VerdictKind.COMPLIANT_WITH_PLAN})


def standing_of(record: Record, method: Method, as_of: date) -> Standing:
    """Hold a product against the standards on a day."""
    return summed_up(conformance(standards(), record.history, as_of), method)


def summed_up(found: Conformance, method: Method) -> Standing:
    """The few figures of a conformance."""
    results = found.requirement_results()
    plain = ((r.requirement.level, r.outcome) for r in results)
    beyond = method.beyond_gate
    return Standing(
        gate=found.gate.state,
        until=found.gate.until,
        blocking=found.gate.blocking,
        reasons=found.gate.reasons,
        compliance=compliance_share(plain, method.levels),
        beyond_gate=beyond_gate_share((_shown(r, found.as_of) for r in results), beyond) if beyond else 0.0,
        standards_met=tuple(v.standard_id for v in found.verdicts if v.kind in _MET),
        wanting=frozenset(_wanting(found)),
        sides=sides_shown(found.known, found.as_of),
    )


def _shown(result: RequirementResult, as_of: date) -> Shown:
    finding = result.finding
    days = None if finding is None else max(0, (as_of - finding.since).days)
    return Shown(result.requirement.level, result.outcome, finding.assurance if finding else None, days)


def _wanting(found: Conformance) -> Iterator[str]:
    blocking = set(found.gate.blocking)
    for verdict in found.verdicts:
        if verdict.standard_id in blocking:
            musts = [r for r in verdict.results if r.requirement.level is Level.MUST]
            yield from (r.requirement.id for r in musts or verdict.results if r.outcome not in _SHOWN)
