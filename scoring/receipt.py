"""A ranking's receipt: everything needed to compute it again, and the hashes that hold it together.

A receipt is one JSON object. It carries the raw figures of every product that was ranked, so that
nobody has to trust the market's database to check it: values come from the figures by the
published method, the score from values and weights, by the same `rank` that made the ranking.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import msgspec
import numpy as np

from scoring.method import Method
from scoring.ranking import Floats, Ranking, rank
from scoring.values import values_of
from scoring.weights import WeightError, quantised

FORMAT: Final = "plumbline-receipt/1"


class ReceiptInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One product that was ranked. `raw` holds a figure per criterion, null where it is not known."""

    id: str
    slug: str
    name: str
    gate: str
    raw: tuple[float | None, ...]


class ReceiptRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the outcome; score and contributions in whole numbers (100,000,000 to a point)."""

    id: str
    rank: int
    score: int
    contributions: tuple[int, ...]


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A receipt. Inputs stand in the order that breaks ties."""

    format: str
    method_id: str
    method_version: str
    method_digest: str
    as_of: str
    market_revision: int
    question: dict[str, Any]
    criteria: tuple[str, ...]
    weights: tuple[int, ...]
    inputs: tuple[ReceiptInput, ...]
    inputs_sha256: str
    output: tuple[ReceiptRow, ...]
    receipt_sha256: str


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What checking a receipt found: no problems, or each in plain words."""

    problems: tuple[str, ...]
    products: int = 0
    made: str = "every rank, score and part computed again"

    @property
    def ok(self) -> bool:
        """Was everything found again?"""
        return not self.problems


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8: the bytes that are hashed."""
    return msgspec.json.encode(value, order="sorted")


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return sha256(canonical(value)).hexdigest()


def market_values(method: Method, raw: Sequence[Floats]) -> Floats:
    """Values, criteria × products, of raw figures given per criterion."""
    return np.ascontiguousarray([values_of(c, r) for c, r in zip(method.criteria, raw, strict=True)])


def make_receipt(
    method: Method,
    *,
    as_of: str,
    market_revision: int,
    question: Mapping[str, Any],
    weights: Mapping[str, float],
    inputs: Sequence[ReceiptInput],
) -> Receipt:
    """Rank `inputs` by `weights` and hold the outcome fast. Raises `WeightError`."""
    criteria = tuple(criterion.id for criterion in method.criteria)
    units = quantised(criteria, weights)
    receipt = Receipt(
        format=FORMAT,
        method_id=method.id,
        method_version=method.version,
        method_digest=method.digest,
        as_of=as_of,
        market_revision=market_revision,
        question=dict(question),
        criteria=criteria,
        weights=tuple(int(unit) for unit in units),
        inputs=tuple(inputs),
        inputs_sha256=digest(inputs),
        output=_rows(inputs, _ranked(method, inputs, units)),
        receipt_sha256="",
    )
    return msgspec.structs.replace(receipt, receipt_sha256=digest(receipt))


def _ranked(method: Method, inputs: Sequence[ReceiptInput], units: Floats) -> Ranking:
    raw = np.array([[np.nan if r is None else r for r in i.raw] for i in inputs], dtype=np.float64)
    raw = raw.reshape(len(inputs), len(method.criteria))
    return rank(market_values(method, list(raw.T)), units)


def _rows(inputs: Sequence[ReceiptInput], ranking: Ranking) -> tuple[ReceiptRow, ...]:
    found = zip(ranking.positions, ranking.ranks, ranking.scores, ranking.contributions, strict=True)
    return tuple(
        ReceiptRow(
            id=inputs[position].id,
            rank=int(place),
            score=int(score),
            contributions=tuple(int(part) for part in parts),
        )
        for position, place, score, parts in found
    )


def verify(raw: bytes, method_of: Callable[[str], Method]) -> Verification:
    """Compute a receipt again. Never raises on bad input: it says what is wrong.

    `method_of` gives a published method by id and raises KeyError for one it does not know.
    """
    try:
        receipt = msgspec.json.decode(raw, type=Receipt)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Verification(problems=(f"This is not a receipt: {error}.",))
    try:
        method = method_of(receipt.method_id)
    except KeyError:
        return Verification(problems=(f"The method {receipt.method_id!r} is not published here.",))
    return Verification(problems=tuple(_problems(receipt, method)), products=len(receipt.inputs))


def _problems(receipt: Receipt, method: Method) -> list[str]:
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
    }
    found = [words for words, holds in checks.items() if not holds]
    return found or _recomputed(receipt, method)


def _recomputed(receipt: Receipt, method: Method) -> list[str]:
    try:
        units = quantised(receipt.criteria, dict(zip(receipt.criteria, receipt.weights, strict=True)))
    except (WeightError, ValueError) as error:
        return [f"The weights cannot be used: {error}."]
    if tuple(int(unit) for unit in units) != receipt.weights:
        return ["The weights do not sum to one million."]
    rows = _rows(receipt.inputs, _ranked(method, receipt.inputs, units))
    if len(rows) != len(receipt.output):
        return [f"{len(rows)} products are ranked, the receipt lists {len(receipt.output)}."]
    return [
        f"Line {number + 1}: computed {_said(again)}, the receipt says {_said(said)}."
        for number, (again, said) in enumerate(zip(rows, receipt.output, strict=True))
        if again != said
    ]


def _said(row: ReceiptRow) -> str:
    return f"{row.id} rank {row.rank}, score {row.score}, from {list(row.contributions)}"
