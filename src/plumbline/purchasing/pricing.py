"""The price of an order, frozen: worked out from a published plan for a stated size and term.

Pure. What is not published is not guessed: it stops with what to ask the supplier.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from catalog.prices import PricePlan
from plumbline.kit.errors import Invalid
from plumbline.kit.money import Money
from scoring.cost import Cost, SizeMissing, whole_life_cost

CURRENCY: Final = "GBP"
ASK: Final = "Ask the supplier to publish it, or for a quotation outside of this market."


class PriceLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the sum: what for, how it was worked out, and how much, net."""

    title: str
    arithmetic: str
    net: Money


class FrozenPrice(msgspec.Struct, frozen=True, kw_only=True):
    """What an order costs, and the whole arithmetic. `net` + `vat` = `gross`, to the penny."""

    plan_title: str
    vat_rate: Decimal
    lines: tuple[PriceLine, ...]
    net: Money
    vat: Money
    gross: Money


def frozen_price(
    plans: Sequence[PricePlan], size: Mapping[str, int], term_months: int, title: str | None = None
) -> FrozenPrice:
    """The price by the plan called `title`; without one, by the cheapest that can be priced.

    Raises `Invalid` pointing at `/plan` or `/size` where there is no price that is known to the penny.
    """
    if not plans:
        raise Invalid.field("/plan", "The product publishes no price: ask the supplier.", next_step=ASK)
    if title is not None:
        return _frozen(_named(plans, title), size, term_months)
    priced, reasons = [], []
    for plan in plans:
        try:
            priced.append(_frozen(plan, size, term_months))
        except Invalid as error:
            reasons.append(error)
    if not priced:
        raise reasons[0]
    return min(priced, key=lambda each: each.net.minor)


def _named(plans: Sequence[PricePlan], title: str) -> PricePlan:
    for plan in plans:
        if plan.title == title:
            return plan
    titles = ", ".join(plan.title for plan in plans)
    raise Invalid.field("/plan", f"There is no plan {title[:80]!r}.", next_step=f"Choose one of {titles}.")


def _frozen(plan: PricePlan, size: Mapping[str, int], term_months: int) -> FrozenPrice:
    if plan.currency != CURRENCY:
        words = f"The plan {plan.title!r} is priced in {plan.currency}: ask the supplier for one in pounds."
        raise Invalid.field("/plan", words, next_step=ASK)
    if plan.vat_rate is None:
        words = f"The plan {plan.title!r} does not say its rate of VAT: ask the supplier."
        raise Invalid.field("/plan", words, next_step=ASK)
    try:
        cost = whole_life_cost(plan, size, term_months)
    except SizeMissing as missing:
        words = f"Say how many {missing.unit}s there are: the price depends on it."
        raise Invalid.field("/size", words) from missing
    if cost.net <= 0:
        words = "For this size and term it comes to nothing, and there is nothing to order."
        raise Invalid.field("/size", words, next_step="Look at the sizes again, or ask the supplier.")
    return _summed(plan.title, plan.vat_rate, cost)


def _summed(title: str, vat_rate: Decimal, cost: Cost) -> FrozenPrice:
    net = Money.of(cost.net)
    vat = net.share(vat_rate * 100)
    return FrozenPrice(
        plan_title=title,
        vat_rate=vat_rate,
        lines=tuple(
            PriceLine(title=line.title, arithmetic=line.arithmetic, net=Money.of(line.amount))
            for line in cost.lines
        ),
        net=net,
        vat=vat,
        gross=net + vat,
    )
