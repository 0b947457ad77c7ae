"""How sure a ranking is: the entrants of a ranking, tried under many weights and many experiences."""

import math
from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Final

import msgspec
import numpy as np
from threadpoolctl import threadpool_limits

from plumbline.kit.errors import FieldProblem, Invalid
from plumbline.market.columns import FIT
from plumbline.market.snapshot import Floats, Snapshot
from plumbline.rankings.robust_schemas import MOST_PRODUCTS, RobustQuestion
from plumbline.rankings.schemas import Question
from plumbline.rankings.service import Ranked, plain, rank_market, receipt_inputs
from scoring.method import MOST, RobustnessRule
from scoring.receipt import ReceiptInput
from scoring.robustness.asked import RobustInput, Weighing, WeighingError, in_order, within
from scoring.robustness.receipt import RobustnessReceipt, make_robustness_receipt
from scoring.robustness.trying import Tried, tried
from scoring.robustness.uncertain import spreads

KEPT: Final = 16


class Robust(msgspec.Struct, frozen=True, kw_only=True):
    """A ranking and what became of it when it was tried. `inputs` stand in the order that breaks ties; the
    rows of `found` in that of the ranking, as do those of `values` (products × criteria, shares of 1).
    """

    ranked: Ranked
    rule: RobustnessRule
    ways: str
    weighing: Weighing
    inputs: tuple[RobustInput, ...]
    found: Tried
    values: Floats

    @property
    def shares(self) -> Floats:
        """The weights of the ranking, as shares of 1."""
        return np.asarray(self.ranked.weights / self.ranked.weights.sum())


_kept: OrderedDict[tuple[Snapshot, bytes], Robust] = OrderedDict()
_lock = Lock()


def robust(snapshot: Snapshot, question: RobustQuestion) -> Robust:
    """Try the ranking that the question asks for; what was asked last is kept. Raises as `rank_market` does,
    and `Invalid` for ways of weighing that cannot be used and for more products than are tried at once.
    """
    plainly = msgspec.structs.replace(question, limit=1, as_of=None)
    key = (snapshot, msgspec.json.encode(plainly, order="deterministic"))
    with _lock:  # one trial at a time: several would only wait for each other, and for the same answer
        found = _kept.get(key)
        if found is None:
            found = _tried(snapshot, question)
            _forget(snapshot)
            _kept[key] = found
        return found


def _forget(newest: Snapshot) -> None:
    """Room for one more; and nothing is kept of a market that is no more, which would keep it alive."""
    for key in [key for key in _kept if key[0].revision < newest.revision]:
        del _kept[key]
    while len(_kept) >= KEPT:
        _kept.popitem(last=False)


def robustness_receipt(snapshot: Snapshot, question: RobustQuestion) -> RobustnessReceipt:
    """Everything that an outsider needs to try the ranking again."""
    made = robust(snapshot, question)
    return make_robustness_receipt(
        made.ranked.method,
        as_of=snapshot.as_of.isoformat(),
        market_revision=snapshot.revision,
        question=plain(question),
        weights=[int(unit) for unit in made.ranked.weights],
        weighing=made.weighing,
        draws=made.rule.draws,
        seed=made.rule.seed,
        inputs=made.inputs,
        found=made.found,
        like_me=None if made.ranked.buyer is None else made.ranked.buyer.part,
    )


def _tried(snapshot: Snapshot, question: RobustQuestion) -> Robust:
    ranked = rank_market(snapshot, _plain_question(question), everything=True)
    rule = ranked.method.robustness
    if rule is None:
        raise Invalid.field("/method", f"{ranked.method.id} does not say how a ranking is tried.")
    if ranked.ranking.total > MOST_PRODUCTS:
        raise Invalid.field(
            "/filter",
            f"{ranked.ranking.total:,} products are ranked; at most {MOST_PRODUCTS} can be tried at once.",
            next_step="Choose a kind of system, or what it has to do.",
        )
    ways, weighing = _weighing([c.id for c in ranked.method.criteria], question)
    inputs = _inputs(ranked, receipt_inputs(ranked))
    with threadpool_limits(1):  # blocks fit into a cache: a second thread would mostly wait for the first
        found = tried(ranked.method, inputs, ranked.weights, weighing, rule.draws, rule.seed)
    values = ranked.columns.values[:, ranked.ranking.positions].T / MOST
    return Robust(
        ranked=ranked,
        rule=rule,
        ways=ways,
        weighing=weighing,
        inputs=inputs,
        found=found,
        values=np.ascontiguousarray(values),
    )


def _plain_question(question: RobustQuestion) -> Question:
    return Question(**{name: getattr(question, name) for name in Question.__struct_fields__})


def _weighing(criteria: list[str], question: RobustQuestion) -> tuple[str, Weighing]:
    given = [name for name in ("exact", "ranges", "order") if getattr(question, name)]
    if len(given) > 1:
        raise Invalid.field(f"/{given[1]}", f"Say {given[0]} or {given[1]}, not both.")
    try:
        if question.order:
            return "order", in_order(criteria, question.order)
        if question.ranges:
            return "ranges", within(criteria, question.ranges)
    except WeighingError as error:
        pointer = f"/ranges/{error.key}" if question.ranges and error.key else f"/{given[0]}"
        raise Invalid(
            f"This way of weighing cannot be used: {error}.", problems=(FieldProblem(pointer, error.reason),)
        ) from error
    return ("exact", Weighing(only=True)) if question.exact else ("any", Weighing())


def _inputs(ranked: Ranked, inputs: Sequence[ReceiptInput]) -> tuple[RobustInput, ...]:
    model = ranked.snapshot.felt.model if ranked.buyer is None else ranked.buyer.found
    ids = [each.id for each in inputs]
    spread = [((), 0)] * len(ids) if model is None else spreads(model, ids)
    return tuple(
        RobustInput(
            id=each.id,
            slug=each.slug,
            name=each.name,
            gate=each.gate,
            raw=each.raw,
            shared=shared,
            own=own,
            most=most,
            by_role=each.by_role,
        )
        for each, (shared, own), most in zip(inputs, spread, _most(ranked), strict=True)
    )


def _most(ranked: Ranked) -> list[tuple[float | None, ...] | msgspec.UnsetType]:
    """What each figure of each product might be at most: of its fit alone, where an estate is stated."""
    most, places = ranked.columns.most, ranked.selection.places
    if most is None:
        return [msgspec.UNSET] * len(places)
    ends = [None if math.isnan(end) else end for end in most[places].tolist()]
    criteria = [criterion.id for criterion in ranked.method.criteria]
    return [tuple(end if name == FIT else None for name in criteria) for end in ends]
