"""One act on an order: locked, allowed by the table of turns, recorded with its step and its event."""

from typing import Any, Final
from uuid import UUID

from catalog.purchasing.orders import (
    ORDER_STATE_NAMES,
    ORDER_TURNS,
    NotPossible,
    OrderAct,
    OrderFacts,
    OrderState,
    OwnRequest,
    after,
    had_a_part,
)
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from plumbline.purchasing import repository
from plumbline.purchasing.schemas import LEAST_REASON
from plumbline.storage.engine import Connection

BUYERS_OWN: Final = (OrderAct.REQUEST, OrderAct.APPROVE, OrderAct.REFUSE)
"""What the buyer's people tell each other: a supplier never sees it."""


def order_row(
    db: Connection, identity: Identity, permission: Permission, order_id: UUID, *, lock: bool = False
) -> Any:
    """An order that somebody may see and has the permission for. Another's reads as missing."""
    require(identity, permission)
    row = repository.one(db, identity, order_id, lock=lock)
    if row is None:
        raise NotFound("There is no such order.", next_step="See yours: /orders")
    return row


def act_on(
    db: Connection,
    clock: Clock,
    identity: Identity,
    row: Any,
    act: OrderAct,
    *,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    **changed: Any,
) -> None:
    """Make the turn and record it. `row` is locked; `changed` are further columns that the act sets.

    Raises `Conflict` where the order stands elsewhere, `NotAllowed` for a decision on one's own request.
    """
    now = _after(row, act, identity.person_id)
    people = {"requested_by_id": now.requested_by, "decided_by_id": now.decided_by}
    record(db, clock, identity.actor, row, act, now.state, reason=reason, facts=facts, **people, **changed)


def record(
    db: Connection,
    clock: Clock,
    actor: Actor,
    row: Any,
    act: OrderAct,
    state: OrderState,
    *,
    reason: str = "",
    facts: dict[str, Any] | None = None,
    **changed: Any,
) -> None:
    """Record a turn that is known to be allowed."""
    now = clock.now()
    step = {
        "act": str(act),
        "state": str(state),
        "internal": act in BUYERS_OWN or (act is OrderAct.CANCEL and row.sent_at is None),
        "reason": reason,
        "facts": facts or {},
        "made_by": actor.signature,
        "made_at": now,
    }
    told = event(clock, actor, f"order.{PAST[act]}", "order", row.id, state=str(state))
    repository.take(db, row, {"state": str(state), "changed_at": now, **changed}, step, event=told)


PAST: Final = {
    OrderAct.REQUEST: "requested",
    OrderAct.APPROVE: "approved",
    OrderAct.REFUSE: "refused",
    OrderAct.SEND: "sent",
    OrderAct.ACCEPT: "accepted",
    OrderAct.DECLINE: "declined",
    OrderAct.CHARGE: "charged",
    OrderAct.NOTE: "noted_as_paid",
    OrderAct.SETTLE: "settled",
    OrderAct.RELEASE: "released",
    OrderAct.FULFIL: "fulfilled",
    OrderAct.RETURN: "given_back",
    OrderAct.RELAPSE: "not_given_back",
    OrderAct.CANCEL: "cancelled",
}


NEEDS: Final = {
    OrderAct.REQUEST: Permission.REQUEST_ORDERS,
    OrderAct.APPROVE: Permission.APPROVE_ORDERS,
    OrderAct.REFUSE: Permission.APPROVE_ORDERS,
    OrderAct.SEND: Permission.REQUEST_ORDERS,
    OrderAct.ACCEPT: Permission.ANSWER_ORDERS,
    OrderAct.DECLINE: Permission.ANSWER_ORDERS,
    OrderAct.CHARGE: Permission.REQUEST_ORDERS,
    OrderAct.NOTE: Permission.REQUEST_ORDERS,
    OrderAct.FULFIL: Permission.REQUEST_ORDERS,
    OrderAct.CANCEL: Permission.REQUEST_ORDERS,
}
"""What a person does, and the permission that it takes; whether it is paid, the processor says."""


def possible(row: Any, identity: Identity) -> list[OrderAct]:
    """What somebody may do with an order from where it stands."""
    return [act for act, needed in NEEDS.items() if identity.may(needed) and _can(row, act, identity)]


def _can(row: Any, act: OrderAct, identity: Identity) -> bool:
    try:
        check_turn(row, act, identity)
    except (Conflict, NotAllowed):
        return False
    return True


def check_turn(row: Any, act: OrderAct, identity: Identity) -> None:
    """Raise what `act_on` would, before anything else is looked at."""
    _after(row, act, identity.person_id)


def said(reason: str, pointer: str = "/reason") -> str:
    """A reason without what surrounds it. Raises `Invalid` for one that is too short to be one."""
    text = reason.strip()
    if len(text) < LEAST_REASON:
        raise Invalid.field(pointer, f"Write at least {LEAST_REASON} characters that say why.")
    return text


def refuse_part(row: Any, identity: Identity) -> None:
    """Raise `NotAllowed` for whoever had a part in the order as the buyer."""
    if had_a_part(_facts(row), identity.person_id):
        raise _own()


def _own() -> NotAllowed:
    return NotAllowed(
        "You had a part in this order yourself: somebody else says this, whatever role you act in.",
        next_step="Ask a second person, who neither drafted the order nor asked for it.",
    )


def _facts(row: Any) -> OrderFacts:
    return OrderFacts(
        state=OrderState(row.state),
        drafted_by=row.drafted_by_id,
        requested_by=row.requested_by_id,
        decided_by=row.decided_by_id,
    )


def _after(row: Any, act: OrderAct, person: UUID) -> OrderFacts:
    try:
        return after(_facts(row), act, person)
    except OwnRequest as error:
        raise _own() from error
    except NotPossible as error:
        origins = next(turn.origins for turn in ORDER_TURNS if turn.act is act)
        needed = " or ".join(ORDER_STATE_NAMES[state].lower() for state in origins)
        stands = ORDER_STATE_NAMES[row.state].lower()
        raise Conflict(
            f"The order stands at {stands!r}; this is done to one at {needed!r}.",
            next_step="Read it again, and go on from where it stands.",
        ) from error
