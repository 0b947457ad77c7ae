"""For a buyer like me: rankings, receipts, trials, the page of a product, and what is refused."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.rankings.verification import HOLDS, verify_receipt

Client = TestClient[Litestar]
MIX = {"roles": {"nurse": 60, "doctor": 40}, "organisation_kind": "trust"}
ADDRESS = "role_nurse=60&role_doctor=40&org_kind=trust"


def asked(client: Client, path: str, question: dict[str, Any], status: int = 200) -> Any:
    """The answer to a question."""
    answer = client.post(f"/api/v1/rankings{path}", json=question)
    assert answer.status_code == status, answer.text
    return answer.json()


def test_a_ranking_takes_what_people_like_mine_say(market_client: Client) -> None:
    """Its figures are those of the mix, with how many and how sure; without a mix nothing of it is said."""
    plain = asked(market_client, "", {"limit": 500})
    mine = asked(market_client, "", {"like_me": MIX, "limit": 500})
    assert "like_me" not in plain
    assert not any("like_me" in row for row in plain["items"])
    assert mine["like_me"]["roles"] == {"nurse": 0.6, "doctor": 0.4}
    place = [criterion["id"] for criterion in mine["criteria"]].index("experience")
    for row in mine["items"]:
        figure = row["like_me"]
        assert row["raw"][place] == figure["experience"]
        assert figure["experience_from"] < figure["experience"] < figure["experience_to"]
        assert figure["answers"] is None or figure["answers"] >= 10
    before = {row["product"]["slug"]: row["raw"][place] for row in plain["items"]}
    assert any(abs(before[row["product"]["slug"]] - row["raw"][place]) > 1 for row in mine["items"])


def test_the_scale_of_a_mix_changes_nothing(market_client: Client) -> None:
    """Sixty and forty people are six and four tenths."""
    tenths = {"roles": {"doctor": 0.4, "nurse": 0.6}, "organisation_kind": "trust"}
    assert asked(market_client, "", {"like_me": MIX}) == asked(market_client, "", {"like_me": tenths})


@pytest.mark.parametrize(("path", "more"), [("/receipt", {}), ("/robustness/receipt", {"exact": True})])
def test_a_receipt_is_verified_from_its_own_inputs(
    market_client: Client, tmp_path: Path, path: str, more: dict[str, Any]
) -> None:
    """The command finds every figure again out of the roles', and one that was changed."""
    receipt = asked(market_client, path, {"like_me": MIX, **more})
    assert receipt["question"]["like_me"] == MIX
    assert receipt["like_me"]["shares"] == [600_000, 400_000]
    file, said = tmp_path / "receipt.json", list[str]()
    file.write_text(json.dumps(receipt))
    assert verify_receipt(file, said.append) == HOLDS
    receipt["inputs"][0]["by_role"][0] += 1_000
    file.write_text(json.dumps(receipt))
    assert verify_receipt(file, said.append) != HOLDS


def test_a_receipt_without_a_mix_is_what_it_was(market_client: Client) -> None:
    """Nothing of it stands in it: receipts of before still verify."""
    receipt = asked(market_client, "/receipt", {})
    assert "like_me" not in receipt
    assert "like_me" not in receipt["question"]
    assert not any("by_role" in each for each in receipt["inputs"])


def test_a_trial_draws_from_what_people_like_mine_say(market_client: Client) -> None:
    """Other figures, other widths, and other chances of being first."""
    plain = asked(market_client, "/robustness", {"limit": 500})
    mine = asked(market_client, "/robustness", {"like_me": MIX, "limit": 500})
    widths = {row["product"]: row["experience_to"] - row["experience_from"] for row in mine["items"]}
    assert any(
        abs(widths[row["product"]] - (row["experience_to"] - row["experience_from"])) > 1
        for row in plain["items"]
    )
    chances = {row["product"]: row["first"] for row in mine["items"]}
    assert any(abs(chances[row["product"]] - row["first"]) > 0.005 for row in plain["items"])


def test_where_nobody_is_like_mine_it_says_so(market_client: Client) -> None:
    """The answer stands, wider than for all users; no product goes to the end, none to the top for it."""
    plain = asked(market_client, "", {"limit": 500})
    mine = asked(market_client, "", {"like_me": {"organisation_kind": "pharmacy"}, "limit": 500})
    assert mine["like_me"]["kind_unknown"]
    assert "Fewer than 10 have answered from organisations of this kind." in mine["like_me"]["note"]
    widths = {row["product"]["slug"]: row["product"] for row in plain["items"]}
    for row in mine["items"]:
        assert row["like_me"]["kind_unsaid"]
        assert 0 < row["like_me"]["experience"] < 100
        known = widths[row["product"]["slug"]]
        if known["experience"] is not None:
            width = row["like_me"]["experience_to"] - row["like_me"]["experience_from"]
            assert width > known["experience_to"] - known["experience_from"]


@pytest.mark.parametrize(
    ("like_me", "pointer"),
    [
        ({}, "/like_me"),
        ({"roles": {"wizard": 1}}, "/like_me/roles/wizard"),
        ({"roles": {"a/b~c": 1}}, "/like_me/roles/a~1b~0c"),
        ({"roles": {"nurse": -1}}, "/like_me/roles/nurse"),
        ({"roles": {"nurse": 0}}, "/like_me/roles"),
        ({"organisation_kind": "moon"}, "/like_me/organisation_kind"),
    ],
)
def test_what_is_no_mix_is_refused(market_client: Client, like_me: dict[str, Any], pointer: str) -> None:
    """At the field that is wrong, with what there is instead."""
    answer = asked(market_client, "", {"like_me": like_me}, status=422)
    assert answer["errors"][0]["pointer"] == pointer
    assert answer["next_step"]


def test_one_product(market_client: Client) -> None:
    """For all users, and for a mix; how many answers the model has, and from how many its variances are."""
    path = "/api/v1/products/tern-record/experience"
    plain = market_client.get(path).json()
    assert plain["for_whom"] is None
    assert plain["like_me"] is None
    assert plain["experience_from"] < plain["experience"] < plain["experience_to"]
    assert plain["fitted"]["found_from"] <= plain["fitted"]["answers"]
    assert plain["fitted"]["groups"] >= 1
    assert plain["fitted"]["spread"] > 0
    assert plain["fitted"]["prior_answers"] > 0
    mine = market_client.get(f"{path}?roles=nurse:60&roles=doctor:40&organisation_kind=trust").json()
    assert mine["experience"] == plain["experience"]
    row = next(
        row
        for row in asked(market_client, "", {"like_me": MIX, "limit": 500})["items"]
        if row["product"]["slug"] == "tern-record"
    )
    assert mine["like_me"] == row["like_me"]


@pytest.mark.parametrize(
    ("query", "status", "pointer"),
    [
        ("roles=nurse", 422, "/roles"),
        ("roles=nurse:1&roles=nurse:2", 422, "/roles"),
        ("roles=nurse:99999999", 422, "/roles"),
        ("roles=wizard:1", 422, "/roles/wizard"),
        ("organisation_kind=moon", 422, "/organisation_kind"),
    ],
)
def test_what_is_no_mix_of_one_product(market_client: Client, query: str, status: int, pointer: str) -> None:
    """Refused at the parameter."""
    answer = market_client.get(f"/api/v1/products/tern-record/experience?{query}")
    assert answer.status_code == status
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_a_product_that_there_is_not(market_client: Client) -> None:
    """404, with what to do."""
    answer = market_client.get("/api/v1/products/no-such/experience")
    assert answer.status_code == 404
    assert answer.json()["next_step"]


def test_the_page_of_a_ranking_keeps_the_mix_in_its_address(market_client: Client) -> None:
    """The form has it, the text says for whom, every link of the page carries it on."""
    page = market_client.get(f"/rank?{ADDRESS}").text
    assert "for your mix of roles: 60% nurse, 40% doctor, at organisations like yours (NHS trust)" in page
    assert 'name="role_nurse" type="text" value="60"' in page
    assert '<option value="trust" selected>' in page
    link = "role_nurse=60&amp;role_doctor=40&amp;org_kind=trust"
    assert page.count(link) >= 5
    assert "for people like yours, likely" in page
    assert "for your mix of roles" in market_client.get(f"/rank/robustness?{ADDRESS}").text
    receipt = market_client.get(f"/rank/receipt?{ADDRESS}").json()
    assert receipt["like_me"]["roles"] == ["nurse", "doctor"]
    assert "for your mix of roles" not in market_client.get("/rank").text


def test_the_page_of_a_product_says_for_whom(market_client: Client) -> None:
    """Beside the figure for all users; and of how many answers it all is."""
    page = market_client.get(f"/products/tern-record?{ADDRESS}").text
    assert "for your mix of roles: 60% nurse, 40% doctor" in page
    assert "answers about it are of people like yours" in page
    assert "The figure counts every released answer" in page
    assert "was found from the first" in page
    assert "points (one standard deviation); before any answer counts" in page
    few = market_client.get("/products/tern-record?org_kind=pharmacy").text
    assert "Too few answered from organisations of your kind" in few
    assert market_client.get("/products/tern-record?role_nurse=many").status_code == 422


def test_the_method_tells_how(market_client: Client) -> None:
    """From the rule that computes it."""
    page = market_client.get("/methods/plumbline-2").text
    assert 'id="like-me"' in page
    assert "Fewer than 10 answers" in page


def _tried(client: Client, slug: str, **more: Any) -> Any:
    """How the product fares in a trial of its kind in which experience is all that counts."""
    kind = client.get(f"/api/v1/products/{slug}").json()["product_type"]
    question = {"weights": {"experience": 1}, "exact": True, "filter": {"product_type": [kind]}, **more}
    trial = asked(client, "/robustness", {**question, "limit": 500})
    return trial, next(row for row in trial["items"] if row["product"] == slug)


def test_the_chance_of_a_place_is_that_of_the_trial(market_client: Client) -> None:
    """For all users and for a mix, to the last draw: the page of a product counts nothing of its own."""
    path = "/api/v1/products/tern-record/experience"
    mine = market_client.get(f"{path}?roles=nurse:60&roles=doctor:40&organisation_kind=trust").json()
    for told, more in ((mine["among_first"], {}), (mine["like_me_among_first"], {"like_me": MIX})):
        trial, row = _tried(market_client, "tern-record", **more)
        assert told["chance"] == row["among_first"]
        assert (told["places"], told["of"]) == (trial["places"], trial["total"])
        assert (told["draws"], told["half_width"]) == (trial["draws"], trial["half_width"])
    assert mine["among_first"]["chance"] != mine["like_me_among_first"]["chance"]
    assert market_client.get(path).json()["like_me_among_first"] is None


def test_the_page_of_a_product_says_how_sure_that_is(market_client: Client) -> None:
    """A table beside the intervals that are drawn; its chance leads to the trial that it is from."""
    page = market_client.get(f"/products/tern-record?{ADDRESS}").text
    sure = page[page.index('id="how-sure"') : page.index('id="like-me"')]
    assert sure.count("<svg") == 2
    assert sure.count(" in 100<span") == 2
    links = re.findall(r'href="(/rank/robustness\?[^"]+)"', sure)
    assert [ADDRESS.replace("&", "&amp;") in link for link in links] == [False, True]
    for link in links:
        trial = market_client.get(link.replace("&amp;", "&"))
        assert trial.status_code == 200
        assert "Tern Record" in trial.text


def test_no_chance_says_more_than_is_known(market_client: Client) -> None:
    """Of every product of the market: a number only for one that may be bought, of enough answers, among
    more than the first few; else the reason, on the page too.
    """
    reasons = set[str]()
    items = market_client.get("/api/v1/products?limit=100").json()["items"]
    for item in items:
        told = market_client.get(f"/api/v1/products/{item['slug']}/experience").json()
        place = told["among_first"]
        bought = item["gate"] in ("eligible", "eligible_until", "in_remediation")
        told_apart = bought and told["sufficient"] and place["of"] > place["places"]
        assert (place["chance"] is not None) == told_apart
        if place["chance"] is None:
            reasons.add(place["note"].partition(":")[0])
            page = market_client.get(f"/products/{item['slug']}").text
            assert " in 100<span" not in page
            assert place["note"] in page
    assert "Insufficient evidence" in reasons
    assert len(reasons) >= 2
