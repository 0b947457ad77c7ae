"""The life of an order: drafted, approved by a second person, sent, accepted, paid, fulfilled.

Pure: who acts and what was recorded is passed in. The table of turns is what its diagram is drawn from; a
test walks random lives and finds none that reaches a supplier past the approval of a second person.
"""

from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec


class OrderState(StrEnum):
    """Where an order stands."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    APPROVED = "approved"
    REFUSED = "refused"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    INVOICED = "invoiced"
    PAID = "paid"
    FULFILLED = "fulfilled"
    GIVEN_BACK = "given_back"
    CANCELLED = "cancelled"


class OrderAct(StrEnum):
    """What somebody does with an order."""

    REQUEST = "request"
    APPROVE = "approve"
    REFUSE = "refuse"
    SEND = "send"
    ACCEPT = "accept"
    DECLINE = "decline"
    CHARGE = "charge"
    NOTE = "note"
    SETTLE = "settle"
    RELEASE = "release"
    FULFIL = "fulfil"
    RETURN = "return"
    RELAPSE = "relapse"
    CANCEL = "cancel"


class OrderTurn(msgspec.Struct, frozen=True):
    """From any of these states to that one: the act, and what it is in words."""

    act: OrderAct
    origins: tuple[OrderState, ...]
    target: OrderState
    cause: str


_S, _A = OrderState, OrderAct
BEFORE_IT_BINDS: Final = (_S.DRAFT, _S.AWAITING_APPROVAL, _S.APPROVED, _S.SENT)
ORDER_TURNS: Final = (
    OrderTurn(_A.REQUEST, (_S.DRAFT,), _S.AWAITING_APPROVAL, "the requester asks for approval"),
    OrderTurn(_A.APPROVE, (_S.AWAITING_APPROVAL,), _S.APPROVED, "a second person approves it"),
    OrderTurn(_A.REFUSE, (_S.AWAITING_APPROVAL,), _S.REFUSED, "a second person refuses it"),
    OrderTurn(_A.SEND, (_S.APPROVED,), _S.SENT, "it goes to the supplier with a purchase-order number"),
    OrderTurn(_A.ACCEPT, (_S.SENT,), _S.ACCEPTED, "the supplier accepts; the contract is recorded"),
    OrderTurn(_A.DECLINE, (_S.SENT,), _S.DECLINED, "the supplier declines"),
    OrderTurn(_A.CHARGE, (_S.ACCEPTED,), _S.INVOICED, "a payment or an invoice is asked for"),
    OrderTurn(_A.NOTE, (_S.ACCEPTED,), _S.PAID, "the buyer notes that it was paid outside of this market"),
    OrderTurn(_A.SETTLE, (_S.INVOICED,), _S.PAID, "the payment processor says that it is paid"),
    OrderTurn(
        _A.RELEASE, (_S.INVOICED,), _S.ACCEPTED, "the payment came to nothing; another may be asked for"
    ),
    OrderTurn(_A.FULFIL, (_S.PAID,), _S.FULFILLED, "the buyer confirms what was delivered"),
    OrderTurn(
        _A.RETURN, (_S.PAID,), _S.GIVEN_BACK, "all of the money went back before anything was delivered"
    ),
    OrderTurn(
        _A.RELAPSE, (_S.GIVEN_BACK,), _S.PAID, "the buyer’s bank did not take the money back after all"
    ),
    OrderTurn(_A.CANCEL, BEFORE_IT_BINDS, _S.CANCELLED, "the buyer takes it back before it is accepted"),
)
"""Every turn there is. What has been accepted is a contract, and no longer ends here."""

ENDED: Final = (_S.REFUSED, _S.DECLINED, _S.FULFILLED, _S.CANCELLED)
COUNTED: Final = (
    _S.AWAITING_APPROVAL,
    _S.APPROVED,
    _S.SENT,
    _S.ACCEPTED,
    _S.INVOICED,
    _S.PAID,
    _S.FULFILLED,
    _S.GIVEN_BACK,
)
"""What counts when orders are added up: asked for, and not come to nothing. Money that goes back ends no
contract, and does not undo what was ordered with it.
"""
SEEN_BY_SUPPLIER: Final = tuple(
    state for state in _S if state not in (_S.DRAFT, _S.AWAITING_APPROVAL, _S.APPROVED, _S.REFUSED)
)
"""States that a supplier may meet; a cancelled order only if it had been sent."""

ORDER_STATE_NAMES: Final[dict[str, str]] = {
    _S.DRAFT: "Draft",
    _S.AWAITING_APPROVAL: "Awaits approval",
    _S.APPROVED: "Approved",
    _S.REFUSED: "Refused",
    _S.SENT: "Sent to the supplier",
    _S.ACCEPTED: "Accepted",
    _S.DECLINED: "Declined by the supplier",
    _S.INVOICED: "Payment asked for",
    _S.PAID: "Paid",
    _S.FULFILLED: "Fulfilled",
    _S.GIVEN_BACK: "Given back",
    _S.CANCELLED: "Cancelled",
}


def turn_for(state: OrderState, act: OrderAct) -> OrderTurn | None:
    """The turn that the act makes from the state; None where it makes none."""
    return next((turn for turn in ORDER_TURNS if turn.act is act and state in turn.origins), None)


class OrderFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What decides who may do what next: the state, and the people who had a part in asking for it."""

    state: OrderState
    drafted_by: UUID
    requested_by: UUID | None = None
    decided_by: UUID | None = None


class NotPossible(Exception):
    """The act makes no turn from where the order stands."""


class OwnRequest(Exception):
    """Whoever had a part in an order for one side says nothing to it for the other."""


def had_a_part(facts: OrderFacts, person: UUID) -> bool:
    """Did this person draft the order, ask for it or decide on it, for the buyer?"""
    return person in (facts.drafted_by, facts.requested_by, facts.decided_by)


DECIDING: Final = (_A.APPROVE, _A.REFUSE)
ANSWERING: Final = (_A.ACCEPT, _A.DECLINE)


def after(facts: OrderFacts, act: OrderAct, person: UUID) -> OrderFacts:
    """The facts after somebody's act. A person is one person, whatever role or token they act by.

    Raises `NotPossible`, and `OwnRequest` where a person would decide on what they asked for themselves, or
    answer as the supplier what they had a part in as the buyer.
    """
    turn = turn_for(facts.state, act)
    if turn is None:
        raise NotPossible
    if act in (*DECIDING, *ANSWERING) and had_a_part(facts, person):
        raise OwnRequest
    return OrderFacts(
        state=turn.target,
        drafted_by=facts.drafted_by,
        requested_by=person if act is OrderAct.REQUEST else facts.requested_by,
        decided_by=person if act in DECIDING else facts.decided_by,
    )
