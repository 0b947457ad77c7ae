"""What carries from a release to the next: a policy as data, and what follows from it for each finding.

The policy stands in `catalog/standards/carrying/policy.toml`. Whatever it says: what ran out, was replaced or
is not decided does not carry, a failure always does, and nothing is stronger for being carried.
"""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib import resources

import msgspec

from catalog.evidence.findings import FAILURES
from catalog.evidence.record import Evidence, Finding
from catalog.words import Assurance, Outcome

_IN_FAVOUR = frozenset({Outcome.MET, Outcome.NOT_APPLICABLE})


class RestsOn(StrEnum):
    """On what a finding rests once it is carried."""

    ITSELF = "itself"
    STATEMENT = "statement"
    NOTHING = "nothing"


class CarryRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How evidence of some forms carries, how much of it counts then, and why."""

    of: tuple[str, ...]
    rests_on: RestsOn
    at_most: Assurance
    why: str


class CarryPolicy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole policy; the last rule names every kind."""

    version: int
    rules: tuple[CarryRule, ...]


class Carriable(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one finding on the next release. `assurance` is what it has there."""

    requirement_id: str
    outcome: Outcome
    carries: bool
    assurance: Assurance | None
    reason: str


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of evidence: on what it would rest, and what becomes of each of its findings.

    `fails` where it shows a failure: then it is carried whether its supplier wants it or not.
    """

    evidence_id: str
    rests_on: RestsOn
    at_most: Assurance
    why: str
    lines: tuple[Carriable, ...]

    @property
    def carried(self) -> tuple[str, ...]:
        """The requirements that it carries."""
        return tuple(line.requirement_id for line in self.lines if line.carries)

    @property
    def failures(self) -> tuple[str, ...]:
        """Those of them that it shows not to be met."""
        return tuple(line.requirement_id for line in self.lines if line.carries and line.outcome in FAILURES)

    @property
    def fails(self) -> bool:
        """Does it carry a failure?"""
        return bool(self.failures)


@cache
def carry_policy() -> CarryPolicy:
    """The policy, read once. Raises `msgspec.ValidationError` for a file that is none."""
    file = resources.files("catalog") / "standards" / "carrying" / "policy.toml"
    return msgspec.convert(tomllib.loads(file.read_text("utf-8")), CarryPolicy)


def rule_for(evidence: Evidence, format_: str | None) -> CarryRule:
    """The first rule that names the format of the evidence, or its kind."""
    form = format_ or str(evidence.kind)
    rules = carry_policy().rules
    return next((rule for rule in rules if form in rule.of), rules[-1])


def offered(
    evidence: Evidence,
    findings: Sequence[Finding],
    *,
    format_: str | None = None,
    speaks_of: str | None = None,
    version: str,
) -> Offered:
    """What would carry to release `version`. `findings` are those of the evidence on the former release,
    on the day; `speaks_of` is the version that the document itself names.
    """
    rule = rule_for(evidence, format_)
    rests_on, at_most, why = rule.rests_on, rule.at_most, rule.why
    if speaks_of == version:
        rests_on, at_most, why = RestsOn.ITSELF, Assurance.SIGNED, "It names this release itself."
    return Offered(
        evidence_id=evidence.id,
        rests_on=rests_on,
        at_most=at_most,
        why=why,
        lines=tuple(_line(finding, rests_on, at_most, why) for finding in findings),
    )


def weaker(one: Assurance, other: Assurance) -> Assurance:
    """The weaker of two."""
    return one if other.covers(one) else other


def _line(finding: Finding, rests_on: RestsOn, at_most: Assurance, why: str) -> Carriable:
    outcome, found = finding.outcome, finding.assurance
    carried = None if found is None else weaker(found, at_most)
    if outcome in FAILURES:
        return _said(finding, carried, "A failure carries until newer evidence takes its place.")
    if outcome not in _IN_FAVOUR or carried is None:
        return _said(finding, None, finding.reason)
    if rests_on is RestsOn.NOTHING:
        return _said(finding, None, why)
    lower = f" It counts as {carried} there." if carried is not found else ""
    return _said(finding, carried, f"{why}{lower}")


def _said(finding: Finding, assurance: Assurance | None, reason: str) -> Carriable:
    return Carriable(
        requirement_id=finding.requirement_id,
        outcome=finding.outcome,
        carries=assurance is not None,
        assurance=assurance,
        reason=reason,
    )
