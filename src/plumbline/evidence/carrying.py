"""Carrying evidence to the next release: what is offered, the one act, and taking it back."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.evidence.carrying import Offered, RestsOn, carry_policy, offered
from catalog.evidence.findings import findings
from catalog.evidence.record import Evidence
from plumbline.evidence import carry_rows, many_rows
from plumbline.evidence.carry_schemas import (
    CarriedItemOut,
    CarriedOut,
    CarryIn,
    CarryLineOut,
    CarryOut,
    OfferedOut,
    TakeBackIn,
    TakenBackOut,
)
from plumbline.evidence.reading_rows import newest_reading
from plumbline.evidence.readings import reading_of
from plumbline.evidence.repository import Release
from plumbline.evidence.texts import text_problems
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, FieldProblem, Invalid
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection

LEAST_WORDS: Final = 10
Offer = list[tuple[Evidence, Offered]]


def carry_on(db: Connection, clock: Clock, release: Release) -> CarryOut:
    """Where carrying to a release stands: what is offered, or what was carried."""
    former, done = carry_rows.former_release(db, release.id), carry_rows.carry_of(db, release.id)
    offer = [] if former is None or done is not None else _offer(db, clock, former, release.version)
    return CarryOut(
        product=release.product_slug,
        release=release.version,
        from_release=former.version if former else None,
        offered=[_offered_out(evidence, each) for evidence, each in offer],
        carried=_carried_out(db, done) if done else None,
    )


def carried_to(db: Connection, release_id: UUID) -> CarriedOut | None:
    """What was carried to a release: public, as its evidence is."""
    done = carry_rows.carry_of(db, release_id)
    return _carried_out(db, done) if done else None


def carry(db: Connection, clock: Clock, actor: Actor, release: Release, data: CarryIn) -> CarryOut:
    """Carry what was chosen, and every failure. Raises `Invalid`, and `Conflict` where it was done before."""
    many_rows.lock_release(db, release.id)
    former = carry_rows.former_release(db, release.id)
    if former is None:
        raise Invalid(
            f"{release.version} is the first release of {release.product_slug}: there is nothing to carry.",
            next_step="Hand in what this release needs.",
        )
    if carry_rows.carry_of(db, release.id) is not None:
        raise Conflict(
            "Evidence was carried to this release before, and is carried once.",
            next_step="Hand in what is still missing: the shortest list names it.",
        )
    chosen = _chosen(_offer(db, clock, former, release.version), data)
    identifier = new_id()
    values = {
        "id": identifier,
        "release_id": release.id,
        "from_release_id": former.id,
        "statement": data.statement.strip(),
        "policy_version": carry_policy().version,
        "carried_on": today(clock),
        "carried_at": clock.now(),
        "carried_by": actor.signature,
    }
    items = [
        {
            "evidence_id": UUID(each.evidence_id),
            "requirement_ids": list(names),
            "rests_on": str(each.rests_on),
            "at_most": str(each.at_most),
        }
        for each, names in chosen
    ]
    told = event(
        clock,
        actor,
        "evidence.carried",
        "release",
        release.id,
        carry=str(identifier),
        from_release=str(former.id),
        evidence={each.evidence_id: list(names) for each, names in chosen},
    )
    carry_rows.add_carry(db, values, items, event=told)
    return carry_on(db, clock, release)


def take_back(db: Connection, clock: Clock, actor: Actor, release: Release, data: TakeBackIn) -> CarryOut:
    """From today on nothing of it counts, for or against. Raises `Invalid`, and `Conflict` a second time."""
    many_rows.lock_release(db, release.id)
    problems = tuple(text_problems(data))
    if problems or len(data.reason.strip()) < LEAST_WORDS:
        words = problems or (FieldProblem("/reason", f"Say why, in {LEAST_WORDS} characters or more."),)
        raise Invalid(words[0].detail, next_step="Mend it and send it again.", problems=words)
    done = carry_rows.carry_of(db, release.id)
    if done is None or done.taken_back_on is not None:
        raise Conflict(
            "Nothing is carried to this release that could be taken back.",
            next_step="Look at the release's evidence page.",
        )
    values = {
        "carry_id": done.id,
        "reason": data.reason.strip(),
        "taken_back_on": today(clock),
        "taken_back_at": clock.now(),
        "taken_back_by": actor.signature,
    }
    told = event(clock, actor, "evidence.carry_taken_back", "release", release.id, carry=str(done.id))
    carry_rows.take_back(db, values, event=told)
    return carry_on(db, clock, release)


def _offer(db: Connection, clock: Clock, former: Any, version: str) -> Offer:
    """What stands on the former release today, each with what would become of it. What is replaced is out."""
    evidence, decisions = carry_rows.standing_on(db, former)
    known = findings(evidence, decisions, today(clock))
    found: Offer = []
    for item in sorted(evidence, key=lambda item: (item.submitted_on, item.id)):
        mine = [each for each in known if each.evidence_id == item.id]
        if mine:
            row = newest_reading(db, UUID(item.id))
            speaks_of = reading_of(row).subject.version if row else None
            format_ = str(row.format) if row else None
            each = offered(item, mine, format_=format_, speaks_of=speaks_of, version=version)
            found.append((item, each))
    return found


def _chosen(offer: Offer, data: CarryIn) -> list[tuple[Offered, tuple[str, ...]]]:
    """What was chosen with the requirements it carries, and the failures of all else. Raises `Invalid`."""
    able = {UUID(each.evidence_id): each for _, each in offer if each.carried}
    wanted = set(able) if data.evidence_ids is None else set(data.evidence_ids)
    problems = list(text_problems(data))
    strange = sorted(wanted - set(able))
    if strange:
        problems.append(FieldProblem("/evidence_ids", f"{strange[0]} is none of what can be carried."))
    chosen = [
        (each, each.carried if name in wanted else each.failures)
        for name, each in able.items()
        if name in wanted or each.fails
    ]
    if not chosen and not problems:
        problems.append(FieldProblem("/evidence_ids", "Choose something to carry."))
    if _rests_on_a_statement(chosen) and len(data.statement.strip()) < LEAST_WORDS:
        words = (
            f"Declare that what it shows is unchanged, and how you know: {LEAST_WORDS} characters or more."
        )
        problems.append(FieldProblem("/statement", words))
    if problems:
        step = "Mend what is named and send it again."
        raise Invalid(problems[0].detail, next_step=step, problems=tuple(problems))
    return chosen


def _rests_on_a_statement(chosen: Sequence[tuple[Offered, tuple[str, ...]]]) -> bool:
    return any(
        each.rests_on is RestsOn.STATEMENT and set(names) - set(each.failures) for each, names in chosen
    )


def _offered_out(evidence: Evidence, each: Offered) -> OfferedOut:
    return OfferedOut(
        evidence_id=UUID(evidence.id),
        title=evidence.title,
        kind=evidence.kind,
        submitted_on=evidence.submitted_on,
        expires_on=evidence.expires_on,
        rests_on=each.rests_on,
        at_most=each.at_most,
        why=each.why,
        fails=each.fails,
        lines=[CarryLineOut(**msgspec.structs.asdict(line)) for line in each.lines],
    )


def _carried_out(db: Connection, done: Any) -> CarriedOut:
    back = None
    if done.taken_back_on is not None:
        back = TakenBackOut(on=done.taken_back_on, by=done.taken_back_by, reason=done.reason)
    return CarriedOut(
        from_release=done.from_version,
        statement=done.statement,
        carried_on=done.carried_on,
        carried_by=done.carried_by,
        policy_version=done.policy_version,
        items=_items(carry_rows.carried_items(db, done.id)),
        taken_back=back,
    )


def _items(rows: Sequence[Any]) -> list[CarriedItemOut]:
    return [
        CarriedItemOut(
            evidence_id=row.evidence_id,
            title=row.title,
            requirement_ids=tuple(row.requirement_ids),
            rests_on=RestsOn(row.rests_on),
            at_most=row.at_most,
        )
        for row in rows
    ]
