"""A receipt can be computed again by anybody, and any change in it is found."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.method import load_method
from scoring.receipt import Receipt, ReceiptInput, canonical, digest, make_receipt, verify

KEPT = Path(__file__).parent / "kept"


def _receipt() -> Receipt:
    figures = [(0.9, 71.5, 0.4, 1.0), (0.9, None, 0.1, 0.5), (0.2, 40.0, None, 0.0)]
    inputs = [
        ReceiptInput(id=str(n), slug=f"p{n}", name=f"P{n}", gate="eligible", raw=raw)
        for n, raw in enumerate(figures)
    ]
    return make_receipt(
        load_method(),
        as_of="2026-11-23",
        market_revision=7,
        question={"weights": {"cost": 1}, "term_months": 60},
        weights={"compliance": 30, "experience": 30, "cost": 30, "coverage": 10},
        inputs=inputs,
    )


def test_a_receipt_verifies() -> None:
    """As made, and through any other JSON writer."""
    raw = canonical(_receipt())
    assert verify(raw, load_method_or_fail).ok
    assert verify(json.dumps(json.loads(raw), indent=3).encode(), load_method_or_fail).ok


def test_a_receipt_of_uneven_weights_verifies() -> None:
    """What was shared out by an older rule still sums to a million, and is checked as it stands."""
    units = {"compliance": 299_999, "experience": 350_002, "cost": 250_000, "coverage": 99_999}
    made = make_receipt(
        load_method(),
        as_of="2026-11-23",
        market_revision=7,
        question={},
        weights=units,
        inputs=_receipt().inputs,
    )
    assert made.weights == tuple(units.values())
    assert verify(canonical(made), load_method_or_fail).ok


@pytest.mark.parametrize("file", sorted(KEPT.glob("*.json")), ids=lambda file: file.stem)
def test_receipts_of_before_still_verify(file: Path) -> None:
    """Each was written when its method was new; whatever has changed since, it holds."""
    assert verify(file.read_bytes(), load_method_or_fail).problems == ()


def load_method_or_fail(method_id: str) -> Any:
    """The published methods."""
    return load_method(method_id)


def _leaves(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in _leaves(value, (*path, key))]
    if isinstance(node, list):
        return [leaf for number, value in enumerate(node) for leaf in _leaves(value, (*path, number))]
    return [path]


RECEIPT: dict[str, Any] = json.loads(canonical(_receipt()))
LEAVES = _leaves(RECEIPT)


@given(st.sampled_from(LEAVES), st.booleans())
def test_any_changed_leaf_is_found(path: tuple[Any, ...], rehash: bool) -> None:
    """Change any value: found; even where the forger puts the receipt's own hash right, for outputs."""
    forged = json.loads(json.dumps(RECEIPT))
    node = forged
    for step in path[:-1]:
        node = node[step]
    old = node[path[-1]]
    node[path[-1]] = old + 1 if isinstance(old, int | float) else "changed" if old is not None else 0.5
    if rehash and path[0] in ("output", "weights", "method_digest", "criteria", "inputs_sha256"):
        forged["receipt_sha256"] = digest({**forged, "receipt_sha256": ""})
    assert not verify(json.dumps(forged).encode(), load_method_or_fail).ok


@given(st.binary(max_size=200))
def test_bytes_that_are_no_receipt_are_said_to_be_none(raw: bytes) -> None:
    """Anything else is refused in words, without an exception."""
    assert verify(raw, load_method_or_fail).problems[0].startswith("This is not a receipt")


def test_a_method_nobody_published_is_named() -> None:
    """A receipt by an unknown method cannot be checked, and says so."""
    raw = json.dumps({**RECEIPT, "method_id": "mine"}).encode()
    assert verify(raw, load_method_or_fail).problems == ("The method 'mine' is not published here.",)
