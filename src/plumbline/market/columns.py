"""Columns of the market that depend on the question: what a product costs, what it covers, what it fits.

They are kept per snapshot and question, because weights change with every move of a slider while
size, term and needs stay. Another estate over the same terms costs one more column, and no other.
"""

import math
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import msgspec
import numpy as np

from catalog.prices import PricePlan
from plumbline.kit.keeping import kept
from plumbline.market.like_me import ForBuyer, Mix
from plumbline.market.snapshot import Floats, Snapshot
from scoring.cost import Cost, SizeMissing, whole_life_cost
from scoring.fit import Held
from scoring.receipt import market_values
from scoring.values import values_of

MONTHS_OF_BUDGET: Final = 60
"""The published budgets are for five years; a shorter or longer term gets its part."""
COLUMNS_KEPT: Final = 32
FIT: Final = "fit"
"""The criterion that an estate adds: the last of its method."""


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What cost, coverage and fit depend on, and experience where it is for a buyer's own mix."""

    size: tuple[tuple[str, int], ...]
    term_months: int
    budget: int | None
    needs: tuple[str, ...]
    estate: tuple[Held, ...] = ()
    like_me: Mix | None = None


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Criteria × products: `raw` figures (NaN: not known) and `values`; `cost` in pounds. `most` is what fit
    might be at most, where there is an estate to fit.
    """

    raw: Floats
    values: Floats
    cost: Floats
    most: Floats | None = None


class ColumnStore:
    """The columns of one snapshot for the questions asked last."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._kept: OrderedDict[Terms, Columns] = OrderedDict()

    def columns(self, terms: Terms) -> Columns:
        """The columns for these terms, made once."""
        return kept(self._kept, terms, lambda: self._new(terms), COLUMNS_KEPT)

    def _new(self, terms: Terms) -> Columns:
        if not terms.estate:
            return _made(self._snapshot, terms)
        without = self.columns(msgspec.structs.replace(terms, estate=()))
        return _with_fit(self._snapshot, without, terms.estate)


def _with_fit(snapshot: Snapshot, base: Columns, estate: Sequence[Held]) -> Columns:
    method = snapshot.estate_method
    if method is None or method.estate is None:
        raise ValueError(f"{snapshot.method.id} does not rank by what a buyer holds")
    fit = snapshot.fit.fit(estate, method.estate.assurance)
    criterion = next(each for each in method.criteria if each.id == FIT)
    return Columns(
        raw=np.vstack([base.raw, fit.shown]),
        values=np.vstack([base.values, values_of(criterion, fit.shown)]),
        cost=base.cost,
        most=fit.most,
    )


def _made(snapshot: Snapshot, terms: Terms) -> Columns:
    cost = np.array(
        [cheapest_pounds(r.plans, dict(terms.size), terms.term_months) for r in snapshot.records],
        dtype=np.float64,
    )
    by_criterion = {
        "compliance": snapshot.beyond_gate,
        "experience": _experience(snapshot, terms.like_me),
        "cost": cost / _budgets(snapshot, terms),
        "coverage": coverage(snapshot, terms.needs),
    }
    raw = [by_criterion[criterion.id] for criterion in snapshot.method.criteria]
    values = market_values(snapshot.method, raw)
    return Columns(raw=np.array(raw).reshape(len(raw), snapshot.size), values=values, cost=cost)


def _experience(snapshot: Snapshot, mix: Mix | None) -> Floats:
    return snapshot.experience if mix is None else ForBuyer(snapshot.felt, mix).points(snapshot)


def _budgets(snapshot: Snapshot, terms: Terms) -> Floats:
    if terms.budget is not None:
        return np.full(snapshot.size, float(terms.budget))
    yearly = [float(snapshot.method.budget(r.product_type)) for r in snapshot.records]
    return np.array(yearly, dtype=np.float64) * terms.term_months / MONTHS_OF_BUDGET


def coverage(snapshot: Snapshot, needs: Sequence[str]) -> Floats:
    """The share of the capabilities asked for that each product has; 1 where none is asked for."""
    wanted = frozenset(needs)
    if not wanted:
        return np.ones(snapshot.size)
    return np.array([len(wanted.intersection(r.capabilities)) / len(wanted) for r in snapshot.records])


def cheapest(plans: Sequence[PricePlan], size: Mapping[str, int], term_months: int) -> Cost | None:
    """The least cost among the plans that can be priced for this size, in pounds; None if none can."""
    priced = [cost for plan in plans if (cost := _priced(plan, size, term_months)) is not None]
    return min(priced, key=lambda cost: cost.net, default=None)


def _priced(plan: PricePlan, size: Mapping[str, int], term_months: int) -> Cost | None:
    if plan.currency != "GBP":  # no rate of exchange is guessed
        return None
    try:
        return whole_life_cost(plan, size, term_months)
    except SizeMissing:
        return None


def cheapest_pounds(plans: Sequence[PricePlan], size: Mapping[str, int], term_months: int) -> float:
    """The same in pounds, NaN where it is not known. Pennies below 2^53 are exact as a float's text."""
    cost = cheapest(plans, size, term_months)
    return math.nan if cost is None else float(cost.net)


def pennies(pounds: float) -> Decimal | None:
    """Pounds of a column as money again."""
    return None if math.isnan(pounds) else Decimal(str(pounds)).quantize(Decimal("0.01"))
