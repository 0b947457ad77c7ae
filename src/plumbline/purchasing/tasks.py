"""The steps of an order as a list of tasks: computed from where it stands, never stored."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

import msgspec

from catalog.purchasing.orders import OrderAct, OrderState
from plumbline.purchasing.schemas import OrderOut


class Status(StrEnum):
    """Where a task stands, as the page says it."""

    DONE = "Completed"
    YOURS = "To do"
    OTHERS = "Waiting"
    LATER = "Cannot start yet"
    NEVER = "Came to nothing"


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One step: what, how it stands, who has it, and where on the page it is done."""

    title: str
    status: Status
    hint: str = ""
    anchor: str = ""


_S, _A = OrderState, OrderAct
# What each task is done by, and in which states it is its turn.
_STEPS: Final = (
    ("Ask for approval", (_A.REQUEST,), _S.DRAFT, "", "request"),
    (
        "A second person approves it",
        (_A.APPROVE, _A.REFUSE),
        _S.AWAITING_APPROVAL,
        "by somebody else",
        "decide",
    ),
    ("Send it to the supplier", (_A.SEND,), _S.APPROVED, "with a purchase-order number", "send"),
    ("The supplier accepts it", (_A.ACCEPT, _A.DECLINE), _S.SENT, "which makes the contract", "reply"),
    ("Pay it", (_A.CHARGE, _A.NOTE), _S.ACCEPTED, "by card or by an invoice", "pay"),
    ("The payment arrives", (_A.SETTLE, _A.NOTE), _S.INVOICED, "as the payment processor says", "payments"),
    ("Confirm what was delivered", (_A.FULFIL,), _S.PAID, "", "fulfil"),
)
_ENDED_BADLY: Final = (_S.REFUSED, _S.DECLINED, _S.CANCELLED, _S.GIVEN_BACK)
_SEEN_BY_ALL: Final = ("decide", "payments")
"""Places that the page has for whoever waits, too."""
_BUYERS: Final = 2
"""Tasks before this one are the buyer's own: a supplier is not shown them."""


def tasks_of(order: OrderOut, *, for_supplier: bool) -> list[Task]:
    """The tasks of an order as its reader sees them, in the order they are done."""
    first = (
        []
        if for_supplier
        else [Task(title="Choose, and freeze the price", status=Status.DONE, anchor="price")]
    )
    steps = list(_steps(order))
    return [*first, *(steps[_BUYERS:] if for_supplier else steps)]


def _steps(order: OrderOut) -> Iterator[Task]:
    done = {step.act for step in order.steps}
    for title, acts, turn, hint, anchor in _STEPS:
        status = _status(order, done, acts, turn)
        there = status is Status.YOURS or (status is Status.OTHERS and anchor in _SEEN_BY_ALL)
        yield Task(title=title, status=status, hint=hint, anchor=anchor if there else "")


def _status(order: OrderOut, done: set[str], acts: tuple[OrderAct, ...], turn: OrderState) -> Status:
    if order.state == turn:
        return Status.YOURS if set(acts) & set(order.possible) else Status.OTHERS
    if done & set(acts) and not _taken_back(order, acts[0]):
        return Status.DONE
    return Status.NEVER if order.state in _ENDED_BADLY else Status.LATER


def _taken_back(order: OrderOut, act: OrderAct) -> bool:
    """A payment that came to nothing is asked for once more."""
    return act is OrderAct.CHARGE and order.state == OrderState.ACCEPTED
