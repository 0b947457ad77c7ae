"""The pages of the stand-in, as this service serves them in a demonstration: what a person does there."""

from typing import Any, Final, Protocol, runtime_checkable

import msgspec

from plumbline.kit.money import Money

CARD, REFUSED, DEBIT = "pm_card_visa", "pm_card_chargeDeclined", "pm_bacsDebit_success"
ENOUGH, NOT_ENOUGH = "enough", "not_enough"
WAYS: Final = {
    CARD: "A card that pays",
    REFUSED: "A card that is refused",
    DEBIT: "A Direct Debit, which takes three days",
}
ANSWERS: Final = {
    ENOUGH: "Answer everything, and be accepted",
    NOT_ENOUGH: "Answer everything, and be looked at by hand first",
}
PLACES: Final = {
    "checkout": "checkout.session",
    "invoice": "invoice",
    "portal": "billing_portal.session",
    "account": "account",
}
"""What an address of ours calls the things that the stand-in has pages for."""


@runtime_checkable
class StandInDesk(Protocol):
    """What people do on a payment processor's pages. Each act raises `Conflict` where it is refused."""

    def look(self, thing: str) -> dict[str, Any]:
        """The thing as the processor keeps it. KeyError if there is none."""
        ...

    def pay_checkout(self, checkout: str, method: str = ...) -> None:
        """Pay on a checkout page."""
        ...

    def pay_invoice(self, invoice: str, method: str = ...) -> None:
        """Pay on the page of an invoice."""
        ...

    def set_method(self, customer: str, method: str) -> None:
        """Change how a customer pays."""
        ...

    def answer_onboarding(self, account: str, *, enough: bool = ...) -> None:
        """Answer what a supplier is asked."""
        ...


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One page: what it is about, what can be done, and where it leads back to."""

    title: str
    facts: tuple[tuple[str, str], ...]
    choices: dict[str, str]
    back: str
    done: str = ""


def page_of(place: str, thing: dict[str, Any]) -> Shown:
    """The page of a thing."""
    return {"checkout": _checkout, "invoice": _invoice, "portal": _portal, "account": _account}[place](thing)


def act(desk: StandInDesk, place: str, thing: dict[str, Any], choice: str) -> None:
    """Do what was chosen. KeyError for what cannot be chosen there."""
    page_of(place, thing).choices[choice]
    match place:
        case "checkout":
            desk.pay_checkout(thing["id"], choice)
        case "invoice":
            desk.pay_invoice(thing["id"], choice)
        case "portal":
            desk.set_method(thing["customer"], choice)
        case _:
            desk.answer_onboarding(thing["id"], enough=choice == ENOUGH)


def _checkout(thing: dict[str, Any]) -> Shown:
    ways = {CARD, REFUSED} | ({DEBIT} if "bacs_debit" in thing["allowed_payment_method_types"] else set())
    amount = _money(thing["amount_total"], thing["currency"])
    by_year = thing["mode"] == "subscription"
    return Shown(
        title="Pay for a year" if by_year else "Pay for an order",
        facts=(("Amount", f"{amount}, and VAT" if by_year else amount), ("Page", thing["status"])),
        choices={way: words for way, words in WAYS.items() if way in ways} if thing["url"] else {},
        back=thing["success_url"] if thing["status"] == "complete" else thing["cancel_url"],
        done="It is paid, or on its way." if thing["status"] == "complete" else "",
    )


def _invoice(thing: dict[str, Any]) -> Shown:
    currency = thing["currency"]
    lines = [(line["description"], _money(line["amount"], currency)) for line in thing["_lines"]]
    vat = thing["total"] - thing["total_excluding_tax"]
    sums = (("VAT", vat), ("Total", thing["total"]), ("Left to pay", thing["amount_remaining"]))
    return Shown(
        title=f"Invoice {thing['number'] or '(a draft)'}",
        facts=(
            *lines,
            *((name, _money(amount, currency)) for name, amount in sums),
            ("State", thing["status"]),
        ),
        choices=WAYS if thing["status"] in ("open", "uncollectible") else {},
        back="/",
        done="It is paid." if thing["status"] == "paid" else "",
    )


def _portal(thing: dict[str, Any]) -> Shown:
    return Shown(
        title="How you pay",
        facts=(("Customer", thing["customer"]),),
        choices=WAYS,
        back=thing["return_url"] or "/",
    )


def _account(thing: dict[str, Any]) -> Shown:
    able = thing["payouts_enabled"]
    return Shown(
        title="Questions to a supplier who wants to be paid",
        facts=(
            ("Account", thing["email"]),
            ("May be paid", "yes" if able else "not yet"),
            ("Asked for", ", ".join(thing["requirements"]["currently_due"]) or "nothing more"),
        ),
        choices={} if able else ANSWERS,
        back=thing.get("_return_url") or "/",
        done="The account may be paid." if able else "",
    )


def _money(minor: int, currency: str) -> str:
    return str(Money(minor, currency.upper()))
