"""State diagrams of billing in Mermaid, drawn from its tables. Pure: text out, nothing written."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Final

from catalog.diagrams import turns_page
from plumbline.billing.standing import STAGE_TURNS, Stage
from plumbline.billing.states import (
    INTENT_TURNS,
    INVOICE_TURNS,
    SUBSCRIPTION_TURNS,
    IntentState,
    InvoiceState,
    SubscriptionState,
    Turn,
)

_FOLLOWS: Final = "It follows what\nthe payment processor holds, re-read each time. "


def _page(title: str, room: str, begins: StrEnum, turns: tuple[Turn, ...], words: str) -> str:
    head = (
        f"# {title}\n\nGenerated from `src/plumbline/billing/{room}.py` by `make states`; a test fails when "
        f"it is stale. {words}\n\n```mermaid\nstateDiagram-v2\n"
    )
    return turns_page(head, turns, (f"[*] --> {begins}",))


DIAGRAMS: Final[Mapping[str, Callable[[], str]]] = {
    "billing-subscription": partial(
        _page,
        "A yearly listing",
        "states",
        SubscriptionState.ASKED,
        SUBSCRIPTION_TURNS,
        f"{_FOLLOWS}Nothing of it reaches a verdict or a score.",
    ),
    "billing-invoice": partial(
        _page,
        "An invoice",
        "states",
        InvoiceState.ASKED,
        INVOICE_TURNS,
        f"{_FOLLOWS}A credit note or a refund leaves it as it is.",
    ),
    "billing-intent": partial(
        _page,
        "What the payment processor is to do",
        "states",
        IntentState.ASKED,
        INTENT_TURNS,
        "It is written\nbefore the payment processor is asked, in the transaction of what it is about. "
        "Asked again, it\nhas one effect: the same key, and a look for what is there under our reference.",
    ),
    "billing-standing": partial(
        _page,
        "Falling behind",
        "standing",
        Stage.CURRENT,
        STAGE_TURNS,
        "It is computed\nfor any day from invoices and the days that the plan publishes. "
        "It never touches a verdict, a\nscore, evidence or a contract, and hides no product.",
    ),
}
"""Name of the page under `docs/states`, and what writes its text."""
