"""From evidence and decisions to findings: what each piece of evidence shows on a day.

The rules, in the order in which they bite:

1. What is handed in or decided after the day does not exist on it.
2. Of several decisions on one piece of evidence and one requirement, the highest version speaks.
3. Evidence that replaces other evidence does so requirement by requirement, and only once it has
   been decided itself: handing in a new certificate never blanks the old one while it waits.
4. Undecided evidence is inconclusive. It is never met, however good it looks.
5. Evidence holds on its last day and has lapsed the day after. Only what it shows in favour
   lapses: a failure that was shown stays shown until newer evidence is decided, so that letting a
   report run out never makes a product look better.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from catalog.evidence.record import Decision, Evidence, Finding
from catalog.words import Outcome

Standing = Mapping[str, list[Finding]]
"""Findings by requirement id, before lapsing: `on_day` says what each is worth on a day."""

WAITING: Final = "Waiting for an assessor."

FAILURES: Final = frozenset({Outcome.NOT_MET, Outcome.PARTLY_MET})


def findings(evidence: Iterable[Evidence], decisions: Iterable[Decision], as_of: date) -> tuple[Finding, ...]:
    """What all evidence shows on a day, in the order of requirement id and evidence id.

    Replaced evidence is left out; lapsed evidence stays in, as `not_evidenced`, with its reason.
    """
    by_requirement = standing(evidence, decisions, as_of)
    current = (on_day(item, as_of) for items in by_requirement.values() for item in items)
    return tuple(sorted(current, key=lambda item: (item.requirement_id, item.evidence_id)))


def standing(evidence: Iterable[Evidence], decisions: Iterable[Decision], as_of: date) -> Standing:
    """What is known on a day, by requirement, with nothing lapsed yet; in the order of the evidence's ids.

    Kept apart from `findings` because looking forward asks the same knowledge about later days.
    """
    handed_in = sorted((item for item in evidence if item.is_known_on(as_of)), key=lambda item: item.id)
    said = _decisions_by(decisions, as_of)
    replaced = _replaced(handed_in, said)
    result: dict[str, list[Finding]] = {}
    for item in handed_in:
        about = said.get(item.id, {})
        for requirement_id in item.requirement_ids:
            if replaced and (item.id, requirement_id) in replaced:
                continue
            finding = _finding(item, requirement_id, about.get(requirement_id))
            beside = result.get(requirement_id)
            if beside is None:
                result[requirement_id] = [finding]
            else:
                beside.append(finding)
    return result


def on_day(finding: Finding, day: date) -> Finding:
    """The finding as it reads on a day: itself, or lapsed when its last day has passed."""
    if finding.until is None or finding.until >= day:
        return finding
    return Finding(
        requirement_id=finding.requirement_id,
        outcome=Outcome.NOT_EVIDENCED,
        assurance=None,
        evidence_id=finding.evidence_id,
        since=finding.since,
        until=finding.until,
        reason=f"The evidence expired on {finding.until.isoformat()}.",
        decided_by=None,
    )


_Decided = dict[str, dict[str, list[Decision]]]


def _decisions_by(decisions: Iterable[Decision], as_of: date) -> _Decided:
    """Decisions made by the day, by evidence and requirement."""
    result: _Decided = {}
    for item in decisions:
        if item.decided_on > as_of:
            continue
        about = result.get(item.evidence_id)
        if about is None:
            about = result[item.evidence_id] = {}
        versions = about.get(item.requirement_id)
        if versions is None:
            about[item.requirement_id] = [item]
        else:
            versions.append(item)
    return result


def _replaced(handed_in: list[Evidence], said: _Decided) -> set[tuple[str, str]]:
    """Pairs of evidence and requirement that decided newer evidence has replaced.

    A replacement of a replacement reaches back along the whole chain, also past a link that was
    never decided itself.
    """
    older = {item.id: item.supersedes for item in handed_in if item.supersedes}
    pairs: set[tuple[str, str]] = set()
    for newest in handed_in:
        if newest.id not in older or newest.id not in said:
            continue
        for requirement_id in said[newest.id].keys() & newest.requirement_ids:
            link = older.get(newest.id)
            while link is not None and (link, requirement_id) not in pairs:
                pairs.add((link, requirement_id))
                link = older.get(link)
    return pairs


def _finding(evidence: Evidence, requirement_id: str, versions: list[Decision] | None) -> Finding:
    if versions is None:
        return Finding(
            requirement_id=requirement_id,
            outcome=Outcome.INCONCLUSIVE,
            assurance=None,
            evidence_id=evidence.id,
            since=evidence.known_from,
            until=evidence.expires_on,
            reason=WAITING,
            decided_by=None,
        )
    latest = versions[0]
    since = latest.decided_on
    if len(versions) > 1:
        latest, since = _run(versions)
    return Finding(
        requirement_id=requirement_id,
        outcome=latest.outcome,
        assurance=latest.assurance,
        evidence_id=evidence.id,
        since=since,
        until=None if latest.outcome in FAILURES else latest.until or evidence.expires_on,
        reason=latest.reason,
        decided_by=latest.decided_by,
        pointer=latest.pointer,
    )


def _run(versions: list[Decision]) -> tuple[Decision, date]:
    """The highest version, and the first day of the unbroken run that ends with it."""
    newest_first = sorted(versions, key=lambda item: item.version, reverse=True)
    latest = newest_first[0]
    since = latest.decided_on
    for item in newest_first:
        if not _says_the_same(item.outcome, latest.outcome):
            break
        since = min(since, item.decided_on)
    return latest, since


def _says_the_same(one: Outcome, other: Outcome) -> bool:
    return one == other or (one in FAILURES and other in FAILURES)
