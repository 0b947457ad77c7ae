"""Rankings tried in many ways: exact, the same for everybody, and told apart from what was changed."""

import json
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.experience_model.estimate import estimate
from scoring.method import load_method
from scoring.receipt import canonical, digest
from scoring.robustness.asked import RobustInput, Weighing, WeighingError, in_order, within
from scoring.robustness.drawn import drawn, hashes
from scoring.robustness.receipt import RobustnessReceipt, make_robustness_receipt, verify_robustness
from scoring.robustness.trying import Tried, tried
from scoring.robustness.uncertain import spreads
from scoring.smaa.stream import Stream
from scoring.weights import quantised
from tests.unit.scoring.simulated_market import RULE, market

METHOD = load_method("plumbline-2")
CRITERIA = [criterion.id for criterion in METHOD.criteria]
UNITS = quantised(CRITERIA, {"compliance": 30, "experience": 35, "cost": 25, "coverage": 10})
DRAWS = 2_000
STREAM = [0.8342830657131842, 0.9947183510115153, 0.46328639836410734]
HASHES = (
    "346eddac2a030d785923dd342d47d1ced40f424790701d8cacb04d8a217db537",
    "57423f6fbbf2ddde853cf93763a9144ab1bb9ee78ea20cb8f9a9a5eb38dd5970",
    "557092b87446a4659436c339403747c46245ffdc5d25d5f085b36d36b3ea998c",
)


def product(number: int, *raw: float | None, shared: tuple[int, ...] = (), own: int = 0) -> RobustInput:
    """A product with its figures: compliance, experience, cost, coverage."""
    return RobustInput(
        id=str(number), slug=f"p{number}", name=f"P{number}", gate="eligible", raw=raw, shared=shared, own=own
    )


INPUTS = (
    product(0, 0.6, 70.0, 0.5, 1.0, shared=(4_000,)),
    product(1, 0.5, 74.0, 0.4, 1.0, shared=(1_000, 5_000)),
    product(2, 0.7, 60.0, None, 0.5, own=9_000),
    product(3, 0.3, 55.0, 0.9, 0.5, own=9_000),
)


def of(
    inputs: tuple[RobustInput, ...] = INPUTS, weighing: Weighing = Weighing(), draws: int = DRAWS
) -> Tried:
    """The trial."""
    return tried(METHOD, inputs, UNITS, weighing, draws, seed=7)


def test_shares_are_counts_of_every_draw() -> None:
    """Each draw has a first; over all ranks each product is somewhere once."""
    found = of()
    assert sum(row.ranks[0] for row in found.rows) == DRAWS  # level firsts would count twice: here none are
    assert all(sum(row.ranks) == DRAWS for row in found.rows)
    assert [found.wins[i][j] + found.wins[j][i] for i in range(4) for j in range(i)] == [2 * DRAWS] * 6


def test_the_rows_are_those_of_the_ranking() -> None:
    """Best first at the weights given, what is not known counting nothing there."""
    assert [row.rank for row in of().rows] == [1, 2, 3, 4]
    assert of().rows[0].id == "1"


def test_what_is_not_known_may_be_anything() -> None:
    """With a cost of its own the third product wins more often than with one that counts as none at all."""
    firsts = {row.id: row.ranks[0] for row in of().rows}
    nothing = tuple(
        msgspec.structs.replace(each, raw=tuple(1.0 if f is None else f for f in each.raw)) for each in INPUTS
    )
    assert firsts["2"] > {row.id: row.ranks[0] for row in of(nothing).rows}["2"] > 0


def test_one_that_is_beaten_on_everything_is_never_first() -> None:
    """Whatever the weights; and it has no weights that speak for it."""
    beaten = product(9, 0.2, 40.0, 0.95, 0.4)
    row = next(row for row in of((*INPUTS, beaten)).rows if row.id == "9")
    assert (row.ranks[0], row.central, row.confidence) == (0, None, None)


def test_only_the_weights_given() -> None:
    """Then the experience alone moves the order; a product without spread, ahead, is always first."""
    sure = (product(0, 0.9, 90.0, 0.1, 1.0), product(1, 0.1, 50.0, 0.5, 1.0))
    found = of(sure, Weighing(only=True))
    assert [row.ranks[0] for row in found.rows] == [DRAWS, 0]
    assert found.rows[0].central == tuple(int(unit) for unit in UNITS)
    assert found.rows[0].confidence == DRAWS


def test_central_weights_lie_where_weights_may() -> None:
    """Within the ranges; falling in the order."""
    ranges = within(CRITERIA, {"experience": (40, 60), "cost": (0, 10)})
    for row in of(weighing=ranges).rows:
        if row.central is not None:
            assert 399_999 <= row.central[1] <= 600_000
            assert row.central[2] <= 100_000
    order = in_order(CRITERIA, ["cost", "experience", "compliance", "coverage"])
    central = of(weighing=order).rows[0].central
    assert central is not None
    assert central[2] >= central[1] >= central[0] >= central[3]


@pytest.mark.parametrize(
    ("make", "key"),
    [
        (lambda: within(CRITERIA, {"price": (0, 10)}), "price"),
        (lambda: within(CRITERIA, {"cost": (20, 10)}), "cost"),
        (lambda: within(CRITERIA, {"cost": (60, 70), "experience": (50, 60)}), ""),
        (lambda: within(CRITERIA, dict.fromkeys(CRITERIA, (0, 20))), ""),
        (lambda: in_order(CRITERIA, ["cost", "price"]), "price"),
        (lambda: in_order(CRITERIA, ["cost", "cost", "experience", "coverage"]), ""),
    ],
)
def test_ways_of_weighing_that_there_are_not(make: Any, key: str) -> None:
    """Unknown names, turned round ranges, and ranges or orders without any weights in them."""
    with pytest.raises(WeighingError) as refused:
        make()
    assert refused.value.key == key


def test_draws_are_whole_numbers_with_the_spread_that_was_said() -> None:
    """Hundredths of points become values; a deviation of 4 points is found again."""
    found = drawn(METHOD.criteria, INPUTS, UNITS, Weighing(), 20_000, 7)
    assert found.weights.sum(axis=1).tolist() == [1_000_000] * 20_000
    first, second = found.experience[:, 0] / 100, found.experience[:, 1] / 100
    assert first.mean() == pytest.approx(70, abs=0.15)
    assert first.std() == pytest.approx(4, rel=0.03)
    assert second.std() == pytest.approx(26**0.5, rel=0.03)
    assert np.cov(first, second)[0, 1] == pytest.approx(4 * 1, abs=0.5)
    assert found.cells == ((2, 2),)
    assert found.unknown.min() >= 0
    assert found.unknown.max() <= 10_000


def test_the_draws_are_these() -> None:
    """The same on every machine and with every library: written down once."""
    assert Stream(7, "weights").random(3).tolist() == STREAM
    assert (
        msgspec.structs.astuple(hashes(drawn(METHOD.criteria, INPUTS, UNITS, Weighing(), 500, 7))) == HASHES
    )


def test_streams_of_two_names_have_nothing_in_common() -> None:
    """Nor does one lean to a side."""
    one, other = Stream(7, "a").random(20_000), Stream(7, "b").random(20_000)
    assert abs(float(np.corrcoef(one, other)[0, 1])) < 0.03
    assert float(one.mean()) == pytest.approx(0.5, abs=0.01)
    assert float(np.corrcoef(one[1:], one[:-1])[0, 1]) == pytest.approx(0, abs=0.03)


def test_the_posterior_in_whole_numbers_has_its_covariance() -> None:
    """Of products with enough answers; any other varies alone, by the spread of all."""
    said = estimate(market(5).answers, RULE)
    names = [*said.products, "nobody"]
    found = spreads(said, names)
    told = [n for n in said.products if said.estimates[n].sufficient]
    size = len(told)
    factor = np.zeros((size, size))
    for line, name in enumerate(told):
        shared, own = found[names.index(name)]
        factor[line, : len(shared)] = shared
        assert own == 0
    places = [said.products.index(name) for name in told]
    wanted = said.covariance[np.ix_(places, places)]
    assert factor @ factor.T / 1e6 == pytest.approx(wanted, abs=0.02)
    assert found[-1] == ((), round(1000 * said.spread))


def _receipt(weighing: Weighing = Weighing()) -> RobustnessReceipt:
    found = tried(METHOD, INPUTS, UNITS, weighing, 500, 7)
    return make_robustness_receipt(
        METHOD,
        as_of="2026-11-26",
        market_revision=3,
        question={},
        weights=[int(unit) for unit in UNITS],
        weighing=weighing,
        draws=500,
        seed=7,
        inputs=INPUTS,
        found=found,
    )


@pytest.mark.parametrize(
    "weighing",
    [
        Weighing(),
        Weighing(only=True),
        within(CRITERIA, {"cost": (10, 30)}),
        in_order(CRITERIA, ["experience", "cost", "compliance", "coverage"]),
    ],
)
def test_a_receipt_verifies(weighing: Weighing) -> None:
    """For every way of weighing, from its bytes alone."""
    found = verify_robustness(canonical(_receipt(weighing=weighing)), load_method)
    assert found.problems == ()
    assert found.products == 4


def _leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(node, list):
        return [leaf for number, value in enumerate(node) for leaf in _leaves(value, (*path, number))]
    return [path]


RECEIPT = json.loads(canonical(_receipt()))
LEAVES = _leaves(RECEIPT)


def _forged(path: tuple[Any, ...], *, sealed: bool) -> bytes:
    """The receipt with one figure changed; sealed anew, as a forger would."""
    made = json.loads(json.dumps(RECEIPT))
    node = made
    for key in path[:-1]:
        node = node[key]
    old = node[path[-1]]
    node[path[-1]] = (old or 0) + 1 if isinstance(old, int | float | None) else f"{old}x"
    if sealed:
        try:
            read = msgspec.convert(made, RobustnessReceipt, strict=False)
        except msgspec.ValidationError:
            return json.dumps(made).encode()
        read = msgspec.structs.replace(read, inputs_sha256=digest(read.inputs), receipt_sha256="")
        return canonical(msgspec.structs.replace(read, receipt_sha256=digest(read)))
    return json.dumps(made).encode()


@given(st.sampled_from(LEAVES))
@settings(max_examples=40)
def test_any_change_is_found(path: tuple[Any, ...]) -> None:
    """Whatever is changed, the receipt holds no more."""
    assert not verify_robustness(_forged(path, sealed=False), load_method).ok


@given(
    st.sampled_from(
        [leaf for leaf in LEAVES if leaf[0] in {"output", "wins", "draws_sha256", "seed", "draws"}]
    )
)
@settings(max_examples=25)
def test_a_forger_who_seals_it_anew_is_found_too(path: tuple[Any, ...]) -> None:
    """For everything is drawn and counted again."""
    assert not verify_robustness(_forged(path, sealed=True), load_method).ok


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{}",
        b"[1]",
        b"\xff",
        b"[" * 100_000,
        canonical(msgspec.structs.replace(_receipt(), method_id="mine")),
        canonical(msgspec.structs.replace(_receipt(), draws=10**9)),
        canonical(msgspec.structs.replace(_receipt(), weighing=Weighing(ranges=((0, 10**400),) * 4))),
        canonical(msgspec.structs.replace(_receipt(), weighing=Weighing(order=(9, 9, 9, 9)))),
    ],
)
def test_what_is_no_receipt_is_told_and_never_raises(raw: bytes) -> None:
    """In words."""
    assert verify_robustness(raw, load_method).problems


def test_a_figure_that_is_known_from_below_is_drawn_up_to_its_most() -> None:
    """Even from its value to that of its most, both in; where there is no room it stands."""
    figures = (
        msgspec.structs.replace(product(0, 0.5, 70.0, 0.5, 0.25), most=(None, None, None, 0.2504)),
        msgspec.structs.replace(product(1, 0.5, 70.0, 0.5, 0.25), most=(None, None, None, 0.25)),
        product(2, 0.5, 70.0, 0.5, None),
    )
    draws = drawn(METHOD.criteria, figures, UNITS, Weighing(), DRAWS, 7)
    assert draws.cells == ((3, 0), (3, 2))
    counted = np.bincount(draws.unknown[:, 0])
    assert len(counted) == 5  # 2,500 to 2,504
    assert counted.min() > DRAWS / 5 * 0.8
    assert draws.unknown[:, 1].max() > 9_900


def test_more_room_above_never_puts_a_product_first_less_often() -> None:
    """Of two that are otherwise equal, the one whose figure may be more is first at least as often."""
    alike = product(0, 0.5, 70.0, 0.5, 0.25), product(1, 0.5, 70.0, 0.5, 0.25)
    open_end = msgspec.structs.replace(alike[0], most=(None, None, None, 0.9))
    rows = {row.id: row.ranks[0] for row in of((open_end, alike[1])).rows}
    assert rows["0"] == DRAWS > rows["1"]
