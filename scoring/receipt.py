"""A ranking's receipt: everything needed to compute it again, and the hashes that hold it together.

A receipt is one JSON object. It carries the raw figures of every product that was ranked, so that
nobody has to trust the market's database to check it: values come from the figures by the
published method, the score from values and weights, by the same `rank` that made the ranking.
"""

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, Protocol, TypeVar

import msgspec
import numpy as np
from msgspec import UNSET, UnsetType

from scoring.like_me.checking import mix_problems
from scoring.like_me.mixing import LikeMePart
from scoring.method import Method
from scoring.ranking import Floats, Ranking, rank
from scoring.values import values_of
from scoring.weights import WeightError, quantised

FORMAT: Final = "plumbline-receipt/1"


class ReceiptInput(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One product that was ranked. `raw` holds a figure per criterion, null where it is not known. `by_role`
    is there where experience stands for a buyer's own mix: a figure per role, in thousandths of a point.
    """

    id: str
    slug: str
    name: str
    gate: str
    raw: tuple[float | None, ...]
    by_role: tuple[int, ...] | UnsetType = UNSET


class ReceiptRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of the outcome; score and contributions in whole numbers (100,000,000 to a point)."""

    id: str
    rank: int
    score: int
    contributions: tuple[int, ...]


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A receipt. Inputs stand in the order that breaks ties. `like_me`: for whose mix of roles."""

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
    like_me: LikeMePart | None = None


class Figures(Protocol):
    """What a receipt of any kind holds of one product."""

    @property
    def raw(self) -> tuple[float | None, ...]:
        """A figure per criterion."""
        ...


class Sealed(Protocol):
    """What a receipt of any kind holds."""

    @property
    def format(self) -> str: ...
    @property
    def method_id(self) -> str: ...
    @property
    def method_version(self) -> str: ...
    @property
    def method_digest(self) -> str: ...
    @property
    def criteria(self) -> tuple[str, ...]: ...
    @property
    def inputs(self) -> Sequence[Figures]: ...
    @property
    def inputs_sha256(self) -> str: ...
    @property
    def receipt_sha256(self) -> str: ...


Kind = TypeVar("Kind", bound=Sealed)
Line = TypeVar("Line")


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
    like_me: LikeMePart | None = None,
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
        like_me=like_me,
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


def opened(
    raw: bytes, kind: type[Kind], named: str, method_of: Callable[[str], Method]
) -> tuple[Kind, Method] | Verification:
    """A receipt of that kind and its method, or why there is none. `named` is what such a receipt is called.

    `method_of` gives a published method by id and raises KeyError for one it does not know.
    """
    try:
        receipt = msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Verification(problems=(f"This is not {named}: {error}.",))
    try:
        return receipt, method_of(receipt.method_id)
    except KeyError:
        return Verification(problems=(f"The method {receipt.method_id!r} is not published here.",))


def integrity(receipt: Sealed, whole: str, method: Method, form: str) -> dict[str, bool]:
    """What must hold of a receipt of any kind, each in the words for where it does not.

    `whole` is the digest of the receipt without its own hash, `form` the format that it should name.
    """
    criteria = tuple(criterion.id for criterion in method.criteria)
    return {
        f"The format is {receipt.format!r}, not {form!r}.": receipt.format == form,
        "The receipt's own hash is another: it was changed.": receipt.receipt_sha256 == whole,
        "The inputs' hash is another: an input was changed.": receipt.inputs_sha256 == digest(receipt.inputs),
        "The method was another version.": receipt.method_digest == method.digest,
        "The method's version is named wrongly.": receipt.method_version == method.version,
        "The criteria are not the method's.": receipt.criteria == criteria,
        "The inputs do not have a figure for each criterion.": all(
            len(i.raw) == len(criteria) for i in receipt.inputs
        ),
    }


def line_problems(computed: Sequence[Line], told: Sequence[Line], said: Callable[[Line], str]) -> list[str]:
    """Where the lines that were computed again are not those that a receipt tells."""
    if len(computed) != len(told):
        return [f"{len(computed)} products are ranked, the receipt lists {len(told)}."]
    return [
        f"Line {number}: computed {said(one)}, the receipt says {said(other)}."
        for number, (one, other) in enumerate(zip(computed, told, strict=True), start=1)
        if one != other
    ]


def verify(raw: bytes, method_of: Callable[[str], Method]) -> Verification:
    """Compute a receipt again. Never raises on bad input: it says what is wrong.

    `method_of` gives a published method by id and raises KeyError for one it does not know.
    """
    found = opened(raw, Receipt, "a receipt", method_of)
    if isinstance(found, Verification):
        return found
    receipt, method = found
    return Verification(problems=tuple(_problems(receipt, method)), products=len(receipt.inputs))


def _problems(receipt: Receipt, method: Method) -> list[str]:
    whole = digest(msgspec.structs.replace(receipt, receipt_sha256=""))
    checks = integrity(receipt, whole, method, FORMAT)
    found = [words for words, holds in checks.items() if not holds]
    found = found or mix_problems(receipt.like_me, receipt.inputs, receipt.criteria)
    return found or _recomputed(receipt, method)


def _recomputed(receipt: Receipt, method: Method) -> list[str]:
    try:
        units = quantised(receipt.criteria, dict(zip(receipt.criteria, receipt.weights, strict=True)))
    except (WeightError, ValueError) as error:
        return [f"The weights cannot be used: {error}."]
    if tuple(int(unit) for unit in units) != receipt.weights:
        return ["The weights do not sum to one million."]
    rows = _rows(receipt.inputs, _ranked(method, receipt.inputs, units))
    return line_problems(rows, receipt.output, _said)


def _said(row: ReceiptRow) -> str:
    return f"{row.id} rank {row.rank}, score {row.score}, from {list(row.contributions)}"
