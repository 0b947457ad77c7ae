"""The figure of the criterion "fit": the mean over what is held of what both ends have shown."""

import math
from collections.abc import Mapping

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.interoperability.exchanges import exchanges
from catalog.interoperability.shown import FAILED, STRONGEST, UNKNOWN, talks, unknown_sides
from catalog.words import Assurance, ProductType
from scoring.fit import FitMarket, Held, pair_figures
from scoring.method import load_method
from scoring.values import values_of

METHOD = load_method("plumbline-2-estate")
KINDS = list(ProductType)
COUNT = len(exchanges().sides)
SIDES = st.lists(st.integers(FAILED, STRONGEST), min_size=COUNT, max_size=COUNT)
MARKETS = st.lists(st.tuples(SIDES, st.sampled_from(KINDS)), min_size=2, max_size=8)


def worth() -> Mapping[Assurance, int]:
    """What the method publishes."""
    assert METHOD.estate is not None
    return METHOD.estate.assurance


def figures(market: list[tuple[list[int], ProductType]], held: list[Held]) -> tuple[list[float], list[float]]:
    """What is shown, and the most it might be, of every product."""
    found = FitMarket([sides for sides, _ in market], [str(kind) for _, kind in market]).fit(held, worth())
    return found.shown.tolist(), found.most.tolist()


def holding(data: st.DataObject, market: list[tuple[list[int], ProductType]]) -> list[Held]:
    """An estate out of a market."""
    one = st.builds(Held, st.integers(0, len(market) - 1), st.booleans())
    return data.draw(st.lists(one, min_size=1, max_size=6))


@settings(max_examples=40, deadline=None)
@given(st.data(), MARKETS)
def test_it_is_the_mean_of_the_pairs(
    data: st.DataObject, market: list[tuple[list[int], ProductType]]
) -> None:
    """What is laid out for a whole market says what going through the pairs says; oneself is left out."""
    held = holding(data, market)
    shown, most = figures(market, held)
    for place, (sides, kind) in enumerate(market):
        pairs = [
            pair_figures(
                talks(sides, kind, market[h.place][0] if h.is_shown else unknown_sides(), market[h.place][1]),
                worth(),
            )
            for h in sorted(set(held))
            if h.place != place
        ]
        if not pairs:
            assert math.isnan(shown[place])
            assert math.isnan(most[place])
            continue
        assert math.isclose(shown[place], sum(low for low, _ in pairs) / len(pairs), abs_tol=1e-12)
        assert math.isclose(most[place], sum(high for _, high in pairs) / len(pairs), abs_tol=1e-12)
        assert 0 <= shown[place] <= most[place] <= 1


@settings(max_examples=40, deadline=None)
@given(st.data(), MARKETS)
def test_showing_more_never_lowers_it(
    data: st.DataObject, market: list[tuple[list[int], ProductType]]
) -> None:
    """A side that is shown, or shown more strongly, by whichever product: no figure of any falls."""
    held = holding(data, market)
    before, _ = figures(market, held)
    place, side = data.draw(st.integers(0, len(market) - 1)), data.draw(st.integers(0, COUNT - 1))
    sides = list(market[place][0])
    sides[side] = data.draw(st.integers(sides[side], STRONGEST))
    market[place] = (sides, market[place][1])
    after, _ = figures(market, held)
    assert all(now >= then for now, then in zip(after, before, strict=True) if not math.isnan(then))


@settings(max_examples=40, deadline=None)
@given(st.data(), MARKETS)
def test_neither_order_nor_repetition_of_what_is_held_matters(
    data: st.DataObject, market: list[tuple[list[int], ProductType]]
) -> None:
    """The very same numbers."""
    held = holding(data, market)
    other = data.draw(st.permutations([*held, *data.draw(st.lists(st.sampled_from(held), max_size=4))]))
    assert repr(figures(market, held)) == repr(figures(market, list(other)))


@settings(max_examples=40, deadline=None)
@given(st.data(), MARKETS, SIDES, st.sampled_from(KINDS))
def test_a_product_more_on_the_market_moves_no_other(
    data: st.DataObject, market: list[tuple[list[int], ProductType]], sides: list[int], kind: ProductType
) -> None:
    """The very same numbers for those that were there."""
    held = holding(data, market)
    shown, most = figures(market, held)
    more_shown, more_most = figures([*market, (sides, kind)], held)
    assert repr((shown, most)) == repr((more_shown[:-1], more_most[:-1]))


def test_no_way_between_two_kinds_shows_nothing_and_rules_nothing_out() -> None:
    """An empty overlap is proof of nothing: from 0 to 1."""
    assert pair_figures((), worth()) == (0.0, 1.0)


def test_unknown_counts_nothing_and_may_be_anything() -> None:
    """Two products of which nothing is known: 0, and at most 1."""
    nothing = list(unknown_sides())
    shown, most = figures([(nothing, ProductType.EPR), (nothing, ProductType.LIMS)], [Held(1)])
    assert (shown[0], most[0]) == (0.0, 1.0)


def test_a_side_that_is_found_to_fail_is_ruled_out() -> None:
    """It counts nothing, and nothing is hoped for."""
    failing, good = [FAILED] * COUNT, [STRONGEST] * COUNT
    shown, most = figures([(failing, ProductType.EPR), (good, ProductType.LIMS)], [Held(1)])
    assert (shown[0], most[0]) == (0.0, 0.0)


def test_of_another_release_nothing_is_known() -> None:
    """What the newest has shown is not held in favour of an older one."""
    good = [STRONGEST] * COUNT
    shown, most = figures([(good, ProductType.EPR), (good, ProductType.LIMS)], [Held(1, is_shown=False)])
    assert (shown[0], most[0]) == (0.0, 1.0)


def test_both_ends_count_by_the_weaker() -> None:
    """Signed here and declared there is declared: a quarter, as the method publishes."""
    strong, weak = [STRONGEST] * COUNT, [1] * COUNT
    shown, _ = figures([(strong, ProductType.EPR), (weak, ProductType.LIMS)], [Held(1)])
    assert shown[0] == worth()[Assurance.DECLARED] / 100 == 0.25


def test_the_value_lies_on_published_straight_lines() -> None:
    """Whole numbers from 0 to 10,000; what is not known is 0."""
    criterion = METHOD.criteria[-1]
    raw = np.array([0.0, 0.123449, 1.0, math.nan])
    assert criterion.id == "fit"
    assert values_of(criterion, raw).tolist() == [0.0, 1234.0, 10000.0, 0.0]


def test_it_is_the_second_form_with_one_criterion_more() -> None:
    """Nothing else is changed, and the weight that is added has its reason."""
    base = load_method("plumbline-2")
    assert METHOD.criteria[:-1] == base.criteria
    assert (METHOD.levels, METHOD.budgets, METHOD.model) == (base.levels, base.budgets, base.model)
    assert METHOD.criteria[-1].why
    assert UNKNOWN == 0
