"""The receipt of a trial: everything needed to draw, rank and count again, and the hash of every draw."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from scoring.decision.problem import ProblemError
from scoring.like_me.checking import mix_problems
from scoring.like_me.mixing import LikeMePart
from scoring.method import MOST, Method
from scoring.receipt import Verification, digest, integrity, line_problems, opened
from scoring.robustness.asked import RobustInput, Weighing
from scoring.robustness.drawn import DrawsHash
from scoring.robustness.trying import RobustRow, Tried, tried
from scoring.weights import WHOLE

FORMAT: Final = "plumbline-robustness/1"
MOST_DRAWS: Final = 100_000
MOST_CELLS: Final = 200_000_000
"""Draws times products: what a receipt may ask of whoever checks it."""
LARGEST: Final = 1e9


class RobustnessReceipt(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """A receipt. Inputs stand in the order that breaks ties; `weights` are whole millionths. `like_me`: for
    whose mix of roles.
    """

    format: str
    method_id: str
    method_version: str
    method_digest: str
    as_of: str
    market_revision: int
    question: dict[str, Any]
    criteria: tuple[str, ...]
    weights: tuple[int, ...]
    weighing: Weighing
    draws: int
    seed: int
    inputs: tuple[RobustInput, ...]
    inputs_sha256: str
    draws_sha256: DrawsHash
    output: tuple[RobustRow, ...]
    wins: tuple[tuple[int, ...], ...]
    receipt_sha256: str
    like_me: LikeMePart | None = None


def make_robustness_receipt(
    method: Method,
    *,
    as_of: str,
    market_revision: int,
    question: Mapping[str, Any],
    weights: Sequence[int],
    weighing: Weighing,
    draws: int,
    seed: int,
    inputs: Sequence[RobustInput],
    found: Tried,
    like_me: LikeMePart | None = None,
) -> RobustnessReceipt:
    """Hold a trial fast. `found` is what `tried` gave for the same."""
    receipt = RobustnessReceipt(
        format=FORMAT,
        method_id=method.id,
        method_version=method.version,
        method_digest=method.digest,
        as_of=as_of,
        market_revision=market_revision,
        question=dict(question),
        criteria=tuple(criterion.id for criterion in method.criteria),
        weights=tuple(weights),
        weighing=weighing,
        draws=draws,
        seed=seed,
        inputs=tuple(inputs),
        inputs_sha256=digest(inputs),
        draws_sha256=found.draws_sha256,
        output=found.rows,
        wins=found.wins,
        receipt_sha256="",
        like_me=like_me,
    )
    return msgspec.structs.replace(receipt, receipt_sha256=digest(receipt))


def verify_robustness(raw: bytes, method_of: Callable[[str], Method]) -> Verification:
    """Draw, rank and count again. Never raises on bad input: it says what is wrong.

    `method_of` gives a published method by id and raises KeyError for one it does not know.
    """
    opening = opened(raw, RobustnessReceipt, "a receipt of a trial", method_of)
    if isinstance(opening, Verification):
        return opening
    receipt, method = opening
    made = f"{receipt.draws:,} ways of weighing drawn, ranked and counted again"
    found = tuple(_problems(receipt, method))
    return Verification(problems=found, products=len(receipt.inputs), made=made)


def _problems(receipt: RobustnessReceipt, method: Method) -> list[str]:
    whole = digest(msgspec.structs.replace(receipt, receipt_sha256=""))
    checks = {
        **integrity(receipt, whole, method, FORMAT),
        "The weights are not one of a million shared out.": _are_weights(receipt, len(method.criteria)),
        "The figures or spreads of the inputs cannot be used.": all(
            _is_usable(i, len(receipt.inputs)) for i in receipt.inputs
        ),
        f"It has more than {MOST_CELLS:,} draws of products.": 0 < receipt.draws <= MOST_DRAWS
        and receipt.draws * max(1, len(receipt.inputs)) <= MOST_CELLS
        and receipt.seed >= 0,
    }
    found = [words for words, holds in checks.items() if not holds]
    found = found or mix_problems(receipt.like_me, receipt.inputs, receipt.criteria)
    return found or _recomputed(receipt, method)


def _are_weights(receipt: RobustnessReceipt, count: int) -> bool:
    ranges, order = receipt.weighing.ranges, receipt.weighing.order
    return (
        len(receipt.weights) == count
        and sum(receipt.weights) == WHOLE
        and min(receipt.weights) >= 0
        and (ranges is None or len(ranges) == count)
        and all(0 <= end <= WHOLE for pair in ranges or () for end in pair)
        and (order is None or len(order) == count)
    )


def _is_usable(each: RobustInput, products: int) -> bool:
    """Nothing is so large, and nothing varies so much, that sums of it would not be exact."""
    figures = (figure for figure in each.raw if figure is not None)
    small = all(abs(part) <= 100 * MOST for part in (*each.shared, each.own))
    ends = each.most or (None,) * len(each.raw)
    fits = len(ends) == len(each.raw) and all(abs(end) <= LARGEST for end in ends if end is not None)
    return (
        small and fits and len(each.shared) <= products and all(abs(figure) <= LARGEST for figure in figures)
    )


def _recomputed(receipt: RobustnessReceipt, method: Method) -> list[str]:
    units = np.array(receipt.weights, dtype=np.float64)
    try:
        again = tried(method, receipt.inputs, units, receipt.weighing, receipt.draws, receipt.seed)
    except ProblemError as error:
        return [f"The ways of weighing cannot be drawn: {error}."]
    found = []
    if again.draws_sha256 != receipt.draws_sha256:
        found.append("The draws are others than those that were ranked: their hashes differ.")
    if again.wins != receipt.wins:
        found.append("Who beats whom how often was counted otherwise.")
    return found + line_problems(again.rows, receipt.output, _said)


def _said(row: RobustRow) -> str:
    return f"{row.id} rank {row.rank}, score {row.score}, ranks {list(row.ranks)}, central {row.central}"
