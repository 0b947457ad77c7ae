"""The receipt of a trial: everything needed to draw, rank and count again, and the hash of every draw."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec
import numpy as np

from scoring.decision.problem import ProblemError
from scoring.method import MOST, Method
from scoring.receipt import Verification, digest
from scoring.robustness.asked import RobustInput, Weighing
from scoring.robustness.drawn import DrawsHash
from scoring.robustness.trying import RobustRow, Tried, tried
from scoring.weights import WHOLE

FORMAT: Final = "plumbline-robustness/1"
MOST_DRAWS: Final = 100_000
MOST_CELLS: Final = 200_000_000
"""Draws times products: what a receipt may ask of whoever checks it."""


LARGEST: Final = 1e9


class RobustnessReceipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A receipt. Inputs stand in the order that breaks ties; `weights` are whole millionths."""

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
    )
    return msgspec.structs.replace(receipt, receipt_sha256=digest(receipt))


def verify_robustness(raw: bytes, method_of: Callable[[str], Method]) -> Verification:
    """Draw, rank and count again. Never raises on bad input: it says what is wrong.

    `method_of` gives a published method by id and raises KeyError for one it does not know.
    """
    try:
        receipt = msgspec.json.decode(raw, type=RobustnessReceipt)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Verification(problems=(f"This is not a receipt of a trial: {error}.",))
    try:
        method = method_of(receipt.method_id)
    except KeyError:
        return Verification(problems=(f"The method {receipt.method_id!r} is not published here.",))
    made = f"{receipt.draws:,} ways of weighing drawn, ranked and counted again"
    found = tuple(_problems(receipt, method))
    return Verification(problems=found, products=len(receipt.inputs), made=made)


def _problems(receipt: RobustnessReceipt, method: Method) -> list[str]:
    criteria = tuple(criterion.id for criterion in method.criteria)
    checks = {
        f"The format is {receipt.format!r}, not {FORMAT!r}.": receipt.format == FORMAT,
        "The receipt's own hash is another: it was changed.": receipt.receipt_sha256
        == digest(msgspec.structs.replace(receipt, receipt_sha256="")),
        "The inputs' hash is another: an input was changed.": receipt.inputs_sha256 == digest(receipt.inputs),
        "The method was another version.": receipt.method_digest == method.digest,
        "The method's version is named wrongly.": receipt.method_version == method.version,
        "The criteria are not the method's.": receipt.criteria == criteria,
        "The inputs do not have a figure for each criterion.": all(
            len(i.raw) == len(criteria) for i in receipt.inputs
        ),
        "The weights are not one of a million shared out.": _are_weights(receipt, len(criteria)),
        "The figures or spreads of the inputs cannot be used.": all(
            _is_usable(i, len(receipt.inputs)) for i in receipt.inputs
        ),
        f"It has more than {MOST_CELLS:,} draws of products.": 0 < receipt.draws <= MOST_DRAWS
        and receipt.draws * max(1, len(receipt.inputs)) <= MOST_CELLS
        and receipt.seed >= 0,
    }
    found = [words for words, holds in checks.items() if not holds]
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
    return small and len(each.shared) <= products and all(abs(figure) <= LARGEST for figure in figures)


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
    if len(again.rows) != len(receipt.output):
        return [*found, f"{len(again.rows)} products are ranked, the receipt lists {len(receipt.output)}."]
    pairs = enumerate(zip(again.rows, receipt.output, strict=True), start=1)
    return found + [
        f"Line {number}: computed {_said(one)}, the receipt says {_said(other)}."
        for number, (one, other) in pairs
        if one != other
    ]


def _said(row: RobustRow) -> str:
    return f"{row.id} rank {row.rank}, score {row.score}, ranks {list(row.ranks)}, central {row.central}"
