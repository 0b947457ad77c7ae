"""Asking for approval, approving or refusing as a second person, and taking an order back."""

from typing import Any
from uuid import UUID

from catalog.purchasing.orders import OrderAct
from plumbline.accounts.identity import Identity
from plumbline.accounts.roles import Permission
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, FieldProblem, Invalid
from plumbline.market.snapshot import Snapshot
from plumbline.purchasing import repository
from plumbline.purchasing.acting import act_on, check_turn, order_row, said
from plumbline.purchasing.rules import Concern, Worry
from plumbline.purchasing.schemas import LEAST_REASON, ApprovalIn, Outcome, RequestIn, WordsIn
from plumbline.purchasing.standing import Held, held_against, refuse_obstacle
from plumbline.storage.engine import Connection


def request_approval(
    db: Connection, clock: Clock, identity: Identity, snapshot: Snapshot, order_id: UUID, data: RequestIn
) -> None:
    """Ask a second person. Raises `Conflict` for an obstacle, `Invalid` where a concern has no reason."""
    row = _held_row(db, identity, Permission.REQUEST_ORDERS, order_id)
    check_turn(row, OrderAct.REQUEST, identity)
    held = held_against(db, row, snapshot)
    _refuse(held)
    reasons = _answered(held, {Worry.TOGETHER: data.together_reason, Worry.STANDING: data.standing_reason})
    facts = _facts(held) | {"reasons": reasons}
    act_on(db, clock, identity, row, OrderAct.REQUEST, facts=facts, requested_on=snapshot.as_of)


def decide(
    db: Connection, clock: Clock, identity: Identity, snapshot: Snapshot, order_id: UUID, data: ApprovalIn
) -> None:
    """Approve or refuse, as somebody who neither drafted the order nor asked for it.

    Raises `NotAllowed` for one's own, `Conflict` for whoever comes second and where, as of the day, something
    stands in the way of approving.
    """
    row = _held_row(db, identity, Permission.APPROVE_ORDERS, order_id)
    act = OrderAct.APPROVE if data.outcome is Outcome.APPROVE else OrderAct.REFUSE
    check_turn(row, act, identity)
    held = held_against(db, row, snapshot)
    if act is OrderAct.APPROVE:
        _refuse(held)
        _refuse_new(db, row, held)
    act_on(db, clock, identity, row, act, reason=said(data.reason), facts=_facts(held))


def cancel(db: Connection, clock: Clock, identity: Identity, order_id: UUID, data: WordsIn) -> None:
    """Take an order back before the supplier has accepted it."""
    row = order_row(db, identity, Permission.REQUEST_ORDERS, order_id, lock=True)
    act_on(db, clock, identity, row, OrderAct.CANCEL, reason=said(data.reason))


def _held_row(db: Connection, identity: Identity, permission: Permission, order_id: UUID) -> Any:
    """The order, locked; and nobody else adds up the organisation's orders until this is over."""
    row = order_row(db, identity, permission, order_id)
    repository.hold_organisation(db, row.organisation_id)
    return order_row(db, identity, permission, order_id, lock=True)


def _refuse(held: Held) -> None:
    refuse_obstacle(next(iter(held.obstacles), None))


def _answered(held: Held, given: dict[Worry, str]) -> dict[str, str]:
    """A reason for each concern. What nobody asked for is not kept."""
    problems = tuple(
        FieldProblem(f"/{concern.worry}_reason", f"{concern.words} (At least {LEAST_REASON} characters.)")
        for concern in held.concerns
        if len(given[concern.worry].strip()) < LEAST_REASON
    )
    if problems:
        raise Invalid(problems[0].detail, problems=problems)
    return {str(concern.worry): given[concern.worry].strip() for concern in held.concerns}


def _refuse_new(db: Connection, row: Any, held: Held) -> None:
    """Raise `Conflict` for a concern that has come up since the request: nobody has answered it yet."""
    asked = next(step for step in repository.steps_of(db, [row.id]) if step.act == OrderAct.REQUEST)
    fresh: list[Concern] = [each for each in held.concerns if each.worry not in asked.facts["reasons"]]
    if fresh:
        raise Conflict(
            f"Since it was asked for, this has changed: {fresh[0].words}",
            next_step="Refuse it, so that it can be asked for again with a reason.",
        )


def _facts(held: Held) -> dict[str, Any]:
    """What was known when somebody acted, for whoever asks later."""
    found = held.situation
    return {
        "gate": found.gate.state,
        "until": found.gate.until and found.gate.until.isoformat(),
        "threshold": found.threshold and str(found.threshold.net.units),
        "together": str(found.together.units),
        "added_up": [str(row.id) for row in held.added_up],
        "concerns": [concern.words for concern in held.concerns],
    }
