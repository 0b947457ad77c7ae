"""How a subscription, an invoice and an intent move: tables, from which the diagrams are drawn.

Our state is always worked out anew from what the processor holds, so the order in which its messages come
decides nothing. A move that is not in the table is not made: it is a difference that reconciliation shows.
"""

from enum import StrEnum
from typing import Final

import msgspec

from plumbline.billing import port_things as things


class SubscriptionState(StrEnum):
    """Of a yearly listing."""

    ASKED = "asked"  # here, and not there yet: the payment page is open, or the processor was not reached
    ACTIVE = "active"
    PAST_DUE = "past_due"
    ENDED = "ended"


class InvoiceState(StrEnum):
    """Of an invoice."""

    ASKED = "asked"
    OPEN = "open"
    PAID = "paid"
    VOID = "void"
    UNCOLLECTIBLE = "uncollectible"


class IntentState(StrEnum):
    """Of something that we want the processor to do."""

    ASKED = "asked"
    DONE = "done"
    REFUSED = "refused"


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One arrow of a diagram."""

    origins: tuple[StrEnum, ...]
    target: StrEnum
    cause: str


S, I, N = SubscriptionState, InvoiceState, IntentState  # noqa: E741 three tables in a row
SUBSCRIPTION_TURNS: Final = (
    Turn(
        origins=(S.ASKED, S.PAST_DUE),
        target=S.ACTIVE,
        cause="the processor has it, and it is paid or not due",
    ),
    Turn(origins=(S.ASKED, S.ACTIVE), target=S.PAST_DUE, cause="a payment failed"),
    Turn(origins=(S.ASKED, S.ACTIVE, S.PAST_DUE), target=S.ENDED, cause="cancelled, refused, or never begun"),
)
INVOICE_TURNS: Final = (
    Turn(origins=(I.ASKED,), target=I.OPEN, cause="made final: it has a number"),
    Turn(origins=(I.ASKED, I.OPEN, I.UNCOLLECTIBLE), target=I.PAID, cause="paid"),
    Turn(origins=(I.ASKED, I.OPEN, I.UNCOLLECTIBLE), target=I.VOID, cause="declared a mistake, or refused"),
    Turn(origins=(I.ASKED, I.OPEN), target=I.UNCOLLECTIBLE, cause="given up"),
)
INTENT_TURNS: Final = (
    Turn(origins=(N.ASKED,), target=N.DONE, cause="the processor did it, or had done it"),
    Turn(origins=(N.ASKED,), target=N.REFUSED, cause="the processor understood, and said no"),
)
SUBSCRIPTION_NAMES: Final[dict[str, str]] = {
    S.ASKED: "Waiting for the payment processor",
    S.ACTIVE: "Active",
    S.PAST_DUE: "Payment failed",
    S.ENDED: "Ended",
}
INVOICE_NAMES: Final[dict[str, str]] = {
    I.ASKED: "Being made",
    I.OPEN: "To pay",
    I.PAID: "Paid",
    I.VOID: "Void",
    I.UNCOLLECTIBLE: "Not collected",
}
_SUBSCRIPTIONS: Final[dict[things.SubscriptionState, SubscriptionState]] = {
    "incomplete": S.ASKED,
    "incomplete_expired": S.ENDED,
    "trialing": S.ACTIVE,
    "active": S.ACTIVE,
    "past_due": S.PAST_DUE,
    "unpaid": S.PAST_DUE,
    "paused": S.PAST_DUE,
    "canceled": S.ENDED,
}
_INVOICES: Final[dict[things.InvoiceState, InvoiceState]] = {
    "draft": I.ASKED,
    "open": I.OPEN,
    "paid": I.PAID,
    "void": I.VOID,
    "uncollectible": I.UNCOLLECTIBLE,
}


def subscription_state(seen: things.Subscription) -> SubscriptionState:
    """What the processor's state is with us."""
    return _SUBSCRIPTIONS[seen.state]


def invoice_state(seen: things.Invoice) -> InvoiceState:
    """What the processor's state is with us."""
    return _INVOICES[seen.state]


def may_turn(turns: tuple[Turn, ...], origin: StrEnum, target: StrEnum) -> bool:
    """Is there such an arrow? Staying is always allowed."""
    return origin is target or any(origin in turn.origins and target is turn.target for turn in turns)
