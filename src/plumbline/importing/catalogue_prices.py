"""A price of the 2020 list as a price plan, or the reason why it cannot be one."""

from decimal import Decimal
from typing import Final

import msgspec

from catalog.prices import Period, PerUnit, PriceError, PricePlan, check_plan

_PERIODS: Final[dict[str, Period]] = {"per year": Period.YEAR, "per month": Period.MONTH}
_PER: Final = "per "


class PriceLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A price as the list gives it: so much per unit and time."""

    price: float
    currency: str
    unit: str
    published: str
    time: str | None = None


class NotAPlan(ValueError):
    """A price that no plan can express honestly; the message says why."""


def plan_of(line: PriceLine) -> PricePlan:
    """The plan that charges this price. Raises `NotAPlan`.

    How often a price falls due is never guessed: a price "per consultation" without a number of
    consultations has no whole-life cost.
    """
    if line.published != "Published":
        raise NotAPlan("it was not published")
    if line.time not in _PERIODS:
        raise NotAPlan(f"{line.unit!r} with {line.time or 'no period'} says not how often it falls due")
    if not line.unit.startswith(_PER):
        raise NotAPlan(f"{line.unit!r} is no unit")
    unit = line.unit.removeprefix(_PER).strip()
    charge = PerUnit(title="List price", price=_exact(line.price), unit=unit, period=_PERIODS[line.time])
    plan = PricePlan(title=f"Published price {line.unit}", currency=line.currency, charges=(charge,))
    try:
        check_plan(plan)
    except PriceError as error:
        raise NotAPlan(error.reason) from error
    return plan


def _exact(price: float) -> Decimal:
    """The decimal that was written: a float's shortest form that reads back as the same float."""
    return Decimal(repr(price)) if price % 1 else Decimal(int(price))
