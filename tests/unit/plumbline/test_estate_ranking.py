"""A ranking with what the buyer holds: one criterion more where it is stated, and nothing else where not."""

from hashlib import sha256
from typing import Any

import msgspec
import pytest

from catalog.interoperability.exchanges import exchanges
from catalog.interoperability.shown import FAILED, STRONGEST, WayState
from plumbline.kit.errors import Invalid
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.answers import ranking_json
from plumbline.rankings.robust_schemas import Change, RobustQuestion, WhatIfQuestion
from plumbline.rankings.robust_service import robust, robustness_receipt
from plumbline.rankings.robust_view import firsts_of
from plumbline.rankings.schemas import Question, RankingOut
from plumbline.rankings.service import rank_market, ranking_receipt
from plumbline.rankings.tables import ranking_columns, ranking_rows
from plumbline.rankings.what_if import what_if
from scoring.method import load_method
from scoring.receipt import digest
from scoring.verifying import verify_any
from tests.unit.plumbline.market_of_three import market_of_three

COUNT = len(exchanges().sides)
GOOD, BAD = {"sides": (STRONGEST,) * COUNT}, {"sides": (FAILED,) * COUNT}
AS_BEFORE: dict[str, Any] = {"weights": {"cost": 2, "experience": 3, "coverage": 1}, "needs": ("C2",)}


def answer(market: Snapshot, **asked: Any) -> RankingOut:
    """What the API answers, read back."""
    found = ranking_json(rank_market(market, Question(method="plumbline-2", **asked)))
    return msgspec.json.decode(found, type=RankingOut)


class Rows(msgspec.Struct):
    """The bytes of an answer that the estate would touch."""

    items: msgspec.Raw
    criteria: msgspec.Raw


def test_without_an_estate_every_byte_is_what_it_was() -> None:
    """Rows, criteria, receipt and trial, as they were before there was an estate to state; nothing beside."""
    market = market_of_three(alder=GOOD, birch=BAD)
    question = Question(method="plumbline-2", **AS_BEFORE)
    said = ranking_json(rank_market(market, question))
    rows = msgspec.json.decode(said, type=Rows)
    assert sha256(bytes(rows.items) + bytes(rows.criteria)).hexdigest() == (
        "14d483d87424f1c366a5cc26ba157bd37b358ff3d40e99f6793cfe6bac753173"
    )
    assert b"exchanges" not in said
    receipt = ranking_receipt(market, question)
    assert "estate" not in receipt.question
    assert digest([receipt.inputs, receipt.output, receipt.method_digest]) == (
        "2f840a70c4dad662cb0c1588d32828760964086befd12dd142c653568bbedeb6"
    )
    trial = robustness_receipt(market, RobustQuestion(method="plumbline-2", **AS_BEFORE))
    assert "estate" not in trial.question
    assert digest([trial.inputs, trial.output, trial.draws_sha256, trial.wins]) == (
        "141452a64e76543f74d1ee33c15c31edf6fbc79bad868899da6f55900ccc7f23"
    )


def test_an_estate_adds_one_criterion_at_its_published_weight() -> None:
    """The other weights keep their proportions, their figures and their order."""
    market = market_of_three(alder=GOOD, birch=GOOD)
    plain, fitted = answer(market), answer(market, estate=("birch",))
    assert fitted.method == "plumbline-2-estate"
    assert [c.id for c in fitted.criteria] == [*(c.id for c in plain.criteria), "fit"]
    assert fitted.criteria[-1].weight == pytest.approx(15 / 115, abs=1e-6)
    raw = {row.product.slug: row.raw for row in fitted.items}
    assert {row.product.slug: row.raw for row in plain.items} == {s: r[:-1] for s, r in raw.items()}
    assert (raw["alder"][-1], raw["cedar"][-1]) == (1.0, 0.0)
    assert all(sum(row.contributions) == pytest.approx(row.score) for row in fitted.items)


def test_what_is_held_is_still_ranked_and_marked() -> None:
    """Against the rest of the estate; where it is all there is, its fit is not known."""
    market = market_of_three(alder=GOOD, birch=GOOD, cedar=GOOD)
    rows = {row.product.slug: row for row in answer(market, estate=("birch", "cedar")).items}
    assert {slug: row.held for slug, row in rows.items()} == {"alder": False, "birch": True, "cedar": True}
    assert [each.product for each in rows["birch"].fit] == ["cedar"]
    alone = {row.product.slug: row for row in answer(market, estate=("birch",)).items}["birch"]
    assert (alone.raw[-1], alone.fit_at_most, alone.fit) == (None, None, [])


def test_each_held_product_is_told_with_the_standards_shared() -> None:
    """What is shown on both sides, what is not known, and what failed: by the exchange and its standard."""
    (pair,) = {row.product.slug: row for row in answer(
        market_of_three(alder=GOOD, birch=GOOD), estate=("birch",)
    ).items}["alder"].fit  # fmt: skip
    assert (pair.product, pair.figure, pair.at_most) == ("birch", 1.0, 1.0)
    assert {each.standard for each in pair.exchanges} == {"UKCORE-R4", "DAPB4013", "DAPB4019", "ITK3"}
    assert {each.state for each in pair.exchanges} == {WayState.SHOWN}
    looked_at = answer(market_of_three(), estate=("birch",)).exchanges
    assert [each.id for each in looked_at] == [each.id for each in exchanges().all]


def test_duplicates_and_order_change_no_byte() -> None:
    """The question is echoed nowhere but in receipts: the answer is the same."""
    market = market_of_three(alder=GOOD, birch=GOOD)
    one = ranking_json(rank_market(market, Question(method="plumbline-2", estate=("birch", "cedar"))))
    two = ranking_json(
        rank_market(market, Question(method="plumbline-2", estate=("cedar", "birch", "cedar")))
    )
    assert one == two


def test_receipts_hold_the_figures_and_verify() -> None:
    """Of a ranking and of a trial, from the receipt alone; a figure that is changed is found."""
    market = market_of_three(alder=GOOD, cedar=BAD)
    asked: dict[str, Any] = {"method": "plumbline-2", "estate": ("birch", "cedar")}
    receipt = msgspec.json.encode(ranking_receipt(market, Question(**asked)))
    trial = msgspec.json.encode(robustness_receipt(market, RobustQuestion(**asked)))
    for raw in (receipt, trial):
        assert verify_any(raw, load_method).ok
        told = msgspec.json.decode(raw)
        assert told["question"]["estate"] == ["birch", "cedar"]
        told["inputs"][0]["raw"][-1] = 0.77
        assert not verify_any(msgspec.json.encode(told), load_method).ok


def test_a_trial_draws_fit_between_what_is_shown_and_what_is_not_ruled_out() -> None:
    """Unknown may be anything, failed is nothing, and shown stays what it is."""
    trial = robust(
        market_of_three(alder=GOOD, cedar=BAD),
        RobustQuestion(method="plumbline-2", estate=("birch",), weights={"fit": 1}, exact=True),
    )
    inputs = {each.slug: each for each in trial.inputs}
    assert [inputs[slug].raw[-1] for slug in ("alder", "birch", "cedar")] == [0.0, None, 0.0]
    most = {slug: each.most[-1] for slug, each in inputs.items() if each.most}
    assert most == {"alder": 1.0, "birch": None, "cedar": 0.0}
    firsts = {row.id: row.ranks[0] for row in trial.found.rows}
    assert firsts[inputs["cedar"].id] < 20  # only where both others are drawn to nothing
    assert min(firsts[inputs[slug].id] for slug in ("alder", "birch")) > 4_000


def test_a_receipt_of_a_trial_cannot_hide_what_is_open() -> None:
    """As many ends as figures, or it does not hold: and nothing breaks."""
    market = market_of_three(alder=GOOD)
    receipt = robustness_receipt(market, RobustQuestion(method="plumbline-2", estate=("birch",)))
    told = msgspec.json.decode(msgspec.json.encode(receipt))
    told["inputs"][0]["most"] = [None]
    found = verify_any(msgspec.json.encode(told), load_method)
    assert not found.ok


def test_what_if_and_exports_know_the_criterion() -> None:
    """A held laboratory that were shown to fit would lift a product; the table has its parts and its most."""
    market = market_of_three()
    asked: dict[str, Any] = {"method": "plumbline-2", "estate": ("cedar",)}
    then = what_if(
        market, WhatIfQuestion(**asked, changes=(Change(product="alder", criterion="fit", figure=1.0),))
    )
    assert then.changed[0].score_then == pytest.approx(then.changed[0].score + 100 * 15 / 115, abs=1e-4)
    ranked = rank_market(market, Question(**asked))
    columns, rows = ranking_columns(ranked), ranking_rows(ranked)
    by_name = {row[1]: dict(zip(columns, row, strict=True)) for row in rows}
    assert (by_name["Alder"]["fit figure"], by_name["Alder"]["fit at most"]) == (0.0, 1.0)
    assert (by_name["Alder"]["you hold it"], by_name["Cedar"]["you hold it"]) == (False, True)
    assert by_name["Alder"]["fit with cedar"] == 0.0
    assert set(firsts_of(ranked)) == {"alder", "birch", "cedar"}


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"estate": ("birch", "oak")}, "/estate/1"),
        ({"estate": ("birch@9.9",)}, "/estate/0"),
        ({"method": "plumbline-2-estate"}, "/estate"),
        ({"method": "plumbline-1", "estate": ("birch",)}, "/method"),
        ({"weights": {"fit": 1}}, "/weights/fit"),
    ],
)
def test_what_cannot_be_held_is_refused_where_it_stands(asked: dict[str, Any], pointer: str) -> None:
    """A product that there is not, a release it has not, a method that needs an estate or knows none."""
    with pytest.raises(Invalid) as error:
        rank_market(market_of_three(), Question(**{"method": "plumbline-2", **asked}))
    assert [each.pointer for each in error.value.problems] == [pointer]
