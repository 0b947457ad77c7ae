"""The conformance of a product on a day: its gate, and the verdicts and findings behind it."""

from collections.abc import Sequence
from datetime import date

import msgspec

from catalog.assessment import assess
from catalog.evidence.findings import Standing
from catalog.evidence.history import ProductHistory
from catalog.gate import Gate, gate_of
from catalog.standard import Standard
from catalog.timeline import Turn, timeline
from catalog.verdicts import RequirementResult, Verdict

__all__ = ["Conformance", "ProductHistory", "Turn", "conformance", "timeline"]


class Conformance(msgspec.Struct, frozen=True, kw_only=True):
    """Where a product stands on a day. `verdicts` are in the order of the standards.

    They cover every standard it faces, in every phase; only those that are due move the gate. `known` is
    what was recorded by the day, about requirements that it does not face too.
    """

    as_of: date
    gate: Gate
    verdicts: tuple[Verdict, ...]
    known: Standing

    def requirement_results(self) -> tuple[RequirementResult, ...]:
        """Every requirement of every standard it faces, with its outcome, for scoring."""
        return tuple(result for found in self.verdicts for result in found.results)

    def verdict(self, standard_id: str) -> Verdict | None:
        """The verdict on one standard, or None where the product does not face it on the day."""
        return next((found for found in self.verdicts if found.standard_id == standard_id), None)


def conformance(standards: Sequence[Standard], history: ProductHistory, as_of: date) -> Conformance:
    """Hold a product against the standards on a day. Nothing recorded after the day is looked at."""
    assessment = assess(standards, history, as_of)
    return Conformance(
        as_of=as_of,
        gate=gate_of(assessment, standards, history),
        verdicts=assessment.verdicts,
        known=assessment.standing,
    )
