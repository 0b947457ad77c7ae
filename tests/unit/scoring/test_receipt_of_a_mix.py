"""A receipt in which experience stands for a buyer's own mix of roles."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from scoring.like_me.mixing import LikeMePart, points_of
from scoring.like_me.rule import like_me_rule
from scoring.method import load_method
from scoring.receipt import Receipt, ReceiptInput, canonical, digest, make_receipt, verify

METHOD = load_method()
SHARES = (600_000, 400_000)
FIGURES = {"one": (71_234, 60_001), "other": (55_555, 80_000)}


def made() -> Receipt:
    """Two products, for six nurses to four doctors."""
    rule, place = like_me_rule(), [c.id for c in METHOD.criteria].index("experience")
    inputs = []
    for slug, figures in FIGURES.items():
        raw: list[float | None] = [0.5] * len(METHOD.criteria)
        raw[place] = points_of(figures, SHARES)
        inputs.append(
            ReceiptInput(id=slug, slug=slug, name=slug, gate="eligible", raw=tuple(raw), by_role=figures)
        )
    part = LikeMePart(
        rule_id=rule.id,
        rule_version=rule.version,
        rule_digest=rule.digest,
        organisation_kind="trust",
        roles=("nurse", "doctor"),
        shares=SHARES,
    )
    weights = {criterion.id: 1.0 for criterion in METHOD.criteria}
    return make_receipt(
        METHOD,
        as_of="2026-11-23",
        market_revision=1,
        question={},
        weights=weights,
        inputs=inputs,
        like_me=part,
    )


def forged(change: Callable[[Any], None]) -> bytes:
    """The receipt with something changed and every hash made anew."""
    receipt = json.loads(canonical(made()))
    change(receipt)
    receipt["inputs_sha256"] = digest(receipt["inputs"])
    receipt["receipt_sha256"] = ""
    receipt["receipt_sha256"] = digest(receipt)
    return json.dumps(receipt).encode()


def test_it_is_computed_again_from_the_figures_of_its_roles() -> None:
    """0.6 × 71.234 + 0.4 × 60.001 = 66.7408 points, to a hundredth; the receipt verifies."""
    receipt = made()
    place = receipt.criteria.index("experience")
    assert [each.raw[place] for each in receipt.inputs] == [66.74, 65.33]
    assert verify(canonical(receipt), load_method).problems == ()


def _figure(receipt: Any) -> None:
    receipt["inputs"][0]["by_role"][0] += 100


def _shares(receipt: Any) -> None:
    receipt["like_me"]["shares"] = [500_000, 500_000]


def _no_mix(receipt: Any) -> None:
    del receipt["like_me"]


def _no_whole(receipt: Any) -> None:
    receipt["like_me"]["shares"] = [600_000, 300_000]


def _no_role(receipt: Any) -> None:
    receipt["inputs"][0]["by_role"] = [71_234]


def _huge(receipt: Any) -> None:
    receipt["inputs"][0]["by_role"][1] = 10**12


def _other_rule(receipt: Any) -> None:
    receipt["like_me"]["rule_id"] = "../../methods/plumbline-2"


def _other_version(receipt: Any) -> None:
    receipt["like_me"]["rule_digest"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_figure, "one: the mix makes an experience of 66.8, the receipt says 66.74."),
        (_shares, "one: the mix makes an experience of 65.62, the receipt says 66.74."),
        (_no_mix, "There are figures by role, and no mix of roles."),
        (_no_whole, "The mix of roles is not one of a million shared out."),
        (_no_role, "one does not have a figure for each role of the mix."),
        (_huge, "one does not have a figure for each role of the mix."),
        (_other_rule, "The rule '../../methods/plumbline-2' is not published here."),
        (_other_version, "The rule of the mix was another version."),
    ],
)
def test_what_its_roles_do_not_make_is_found(change: Callable[[Any], None], said: str) -> None:
    """Whoever changes a figure, a share or the mix, and every hash with it."""
    assert verify(forged(change), load_method).problems[0] == said
