"""State diagrams of billing in Mermaid, drawn from its tables. Pure: text out, nothing written."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

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


def _page(title: str, words: str, file: str, begins: StrEnum, turns: tuple[Turn, ...]) -> str:
    arrows = [f"{origin} --> {turn.target}: {turn.cause}" for turn in turns for origin in turn.origins]
    drawn = "\n".join(f"    {line}" for line in (f"[*] --> {begins}", *arrows))
    rows = [f"| {', '.join(f'`{each}`' for each in t.origins)} | `{t.target}` | {t.cause} |" for t in turns]
    table = "\n".join(["| from | to | because |", "|---|---|---|", *rows])
    head = f"# {title}\n\nGenerated from `{file}` by `make states`; a test fails when it is stale. {words}"
    return f"{head}\n\n```mermaid\nstateDiagram-v2\n{drawn}\n```\n\n{table}\n"


def subscription_diagram() -> str:
    """Of a yearly listing."""
    words = (
        "It follows what\nthe payment processor holds, re-read each time. "
        "Nothing of it reaches a verdict or a score."
    )
    file = "src/plumbline/billing/states.py"
    return _page("A yearly listing", words, file, SubscriptionState.ASKED, SUBSCRIPTION_TURNS)


def invoice_diagram() -> str:
    """Of an invoice."""
    words = (
        "It follows what\nthe payment processor holds, re-read each time. "
        "A credit note or a refund leaves it as it is."
    )
    file = "src/plumbline/billing/states.py"
    return _page("An invoice", words, file, InvoiceState.ASKED, INVOICE_TURNS)


def intent_diagram() -> str:
    """Of something the processor is to do."""
    words = (
        "It is written\nbefore the payment processor is asked, in the transaction of what it is about. "
        "Asked again, it\nhas one effect: the same key, and a look for what is there under our reference."
    )
    file = "src/plumbline/billing/states.py"
    return _page("What the payment processor is to do", words, file, IntentState.ASKED, INTENT_TURNS)


def standing_diagram() -> str:
    """Of falling behind."""
    words = (
        "It is computed\nfor any day from invoices and the days that the plan publishes. "
        "It never touches a verdict, a\nscore, evidence or a contract, and hides no product."
    )
    file = "src/plumbline/billing/standing.py"
    return _page("Falling behind", words, file, Stage.CURRENT, STAGE_TURNS)


DIAGRAMS: Final[Mapping[str, Callable[[], str]]] = {
    "billing-subscription": subscription_diagram,
    "billing-invoice": invoice_diagram,
    "billing-intent": intent_diagram,
    "billing-standing": standing_diagram,
}
"""Name of the page under `docs/states`, and what writes its text."""
