"""Looking again: what ran out since it was last looked at, and what a better reader makes of the same bytes.

Nothing recorded is ever changed by it. What runs out does so by its date alone; what is read anew becomes
decisions of a higher version, which say which reader made them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, Literal

import msgspec

from catalog.evidence.findings import standing
from catalog.evidence.history import ProductHistory
from catalog.evidence.reading import Line, Reading, Rejection
from catalog.evidence.record import Decision
from catalog.evidence.settled import DECISIVE, settled
from catalog.obligations import change_dates
from catalog.standard import Standard
from catalog.words import Assurance, Outcome

RULE: Final = "read_again"
"""In place of a reader's rule, where reading again took a finding back."""
_GONE: Final = "Read again, the document no longer shows anything about this. An assessor has to look."


class Lapse(msgspec.Struct, frozen=True, kw_only=True):
    """A finding in favour that held on its last day and not on the next."""

    requirement_id: str
    evidence_id: str
    last_day: date


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A date that passed: the last day of a `plan`, or the first on which a `standard` applies otherwise."""

    what: Literal["plan", "standard"]
    standard_id: str
    day: date


class Redecision(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader decides anew. `until` is the last day where it differs from that of the evidence."""

    requirement_id: str
    outcome: Outcome
    assurance: Assurance
    pointer: str
    reason: str
    rule: str
    until: date | None


def lapsed(history: ProductHistory, since: date, as_of: date) -> tuple[Lapse, ...]:
    """What held on the day `since` and has run out by `as_of`, in order of requirement and evidence."""
    known = standing(history.evidence, history.decisions, as_of)
    found = [
        Lapse(requirement_id=each.requirement_id, evidence_id=each.evidence_id, last_day=each.until)
        for findings in known.values()
        for each in findings
        if each.decided_by is not None and each.until is not None and since <= each.until < as_of
    ]
    return tuple(sorted(found, key=lambda each: (each.requirement_id, each.evidence_id)))


def passed(
    standards: Iterable[Standard], history: ProductHistory, since: date, as_of: date
) -> tuple[Passed, ...]:
    """The dates after `since`, up to `as_of`, on which a plan was over or a standard turned; in order."""
    ended = {
        Passed(what="plan", standard_id=plan.standard_id, day=plan.due_on)
        for plan in history.plans
        if since <= plan.due_on < as_of
    }
    turned = {
        Passed(what="standard", standard_id=standard.id, day=day)
        for standard in standards
        if not history.tags.isdisjoint(standard.applies_to)
        for day in change_dates(standard)
        if since < day <= as_of
    }
    return tuple(sorted(ended | turned, key=lambda each: (each.day, each.what, each.standard_id)))


def as_if_known(history: ProductHistory, by: date) -> ProductHistory:
    """The history with everything in it recorded by that day: what differs later, differs by time alone."""
    return msgspec.structs.replace(
        history,
        evidence=tuple(
            msgspec.structs.replace(each, submitted_on=min(each.submitted_on, by))
            for each in history.evidence
        ),
        decisions=tuple(
            msgspec.structs.replace(each, decided_on=min(each.decided_on, by)) for each in history.decisions
        ),
        plans=tuple(
            msgspec.structs.replace(each, agreed_on=min(each.agreed_on, by)) for each in history.plans
        ),
    )


def latest(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """Of decisions on one piece of evidence, the one that speaks on each requirement."""
    result: dict[str, Decision] = {}
    for each in sorted(decisions, key=lambda each: each.version):
        result[each.requirement_id] = each
    return result


def rederived(
    standing_now: Mapping[str, Decision], found: Reading | Rejection, expires_on: date | None
) -> tuple[Redecision, ...]:
    """What has to be decided anew so that the evidence shows what it is now read to show, and no more.

    `standing_now` is what speaks on each requirement, `expires_on` the evidence's last day. What an assessor
    decided stands: a person has looked. What is no longer shown becomes inconclusive, for one to look at.
    """
    lines = {line.requirement_id: line for line in settled(found.lines)} if isinstance(found, Reading) else {}
    until = _other_end(found, expires_on)
    changed = [
        *_shown(lines, standing_now, until),
        *_taken_back(lines, standing_now, found),
    ]
    return tuple(sorted(changed, key=lambda each: each.requirement_id))


def _shown(
    lines: Mapping[str, Line], standing_now: Mapping[str, Decision], until: date | None
) -> Iterator[Redecision]:
    for requirement_id, line in lines.items():
        now = standing_now.get(requirement_id)
        if line.outcome not in DECISIVE or (now is not None and now.reader is None):
            continue
        fresh = Redecision(
            requirement_id=requirement_id,
            outcome=line.outcome,
            assurance=line.assurance,
            pointer=line.pointer,
            reason=line.reason,
            rule=line.rule,
            until=until,
        )
        if now is None or _said(now) != fresh:
            yield fresh


def _taken_back(
    lines: Mapping[str, Line], standing_now: Mapping[str, Decision], found: Reading | Rejection
) -> Iterator[Redecision]:
    for requirement_id, now in standing_now.items():
        line = lines.get(requirement_id)
        if now.reader is None or (line is not None and line.outcome in DECISIVE):
            continue
        fresh = Redecision(
            requirement_id=requirement_id,
            outcome=Outcome.INCONCLUSIVE,
            assurance=Assurance.DECLARED,
            pointer=line.pointer if line else "",
            reason=_why(line, found),
            rule=RULE,
            until=None,
        )
        if _said(now) != fresh:
            yield fresh


def _why(line: Line | None, found: Reading | Rejection) -> str:
    if isinstance(found, Rejection):
        return f"Read again, the document is refused: {found.reason} An assessor has to look."
    return f"Read again, this is left open: {line.reason}" if line else _GONE


def _said(decision: Decision) -> Redecision:
    return Redecision(
        requirement_id=decision.requirement_id,
        outcome=decision.outcome,
        assurance=decision.assurance,
        pointer=decision.pointer or "",
        reason=decision.reason,
        rule=decision.rule or "",
        until=decision.until,
    )


def _other_end(found: Reading | Rejection, expires_on: date | None) -> date | None:
    if isinstance(found, Rejection) or found.valid_until == expires_on:
        return None
    return found.valid_until
