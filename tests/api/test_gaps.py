"""The shortest way to pass, over HTTP, from the command line, and on the page of the evidence."""

import json

import pytest

from plumbline.cli import main
from tests.api.evidence_asked import CERTIFICATE, OTHERS, OWN, Client, assert_problem, hand_in, sign_in

FAILED, NEW = OTHERS, "dovetail-record"


def gaps(client: Client, slug: str, query: str = "") -> dict[str, object]:
    """The answer."""
    answer = client.get(f"/api/v1/products/{slug}/evidence/gaps{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_a_product_that_failed_is_told_what_to_replace(market_client: Client) -> None:
    """The document names the evidence that shows the failure, and its format's page is there."""
    found = gaps(market_client, FAILED)
    assert found["gate"] == "phasing_out"
    failed = [each for each in found["gaps"] if each["outcome"] == "not_met"]  # type: ignore[attr-defined]
    assert failed
    to_replace = {name for gap in failed for name in gap["replaces"]}
    for name in to_replace:
        assert market_client.get(f"/api/v1/evidence/{name}").json()["product"] == FAILED
    listed = {name for each in found["to_hand_in"] for name in each["replaces"]}  # type: ignore[attr-defined]
    assert listed == to_replace
    for each in found["to_hand_in"]:  # type: ignore[attr-defined]
        answer = market_client.get(each["document"]["page"].split("#")[0], headers={"accept": "text/html"})
        assert answer.status_code == 200
        assert each["document"]["page"].partition("#")[2] in answer.text


def test_what_waits_is_not_asked_for_again(demo_client: Client) -> None:
    """Once evidence is in, its requirement is no gap any more."""
    day = "?as_of=2029-01-01"  # a day on which everything of today has lapsed
    assert "CE-1" in json.dumps(gaps(demo_client, OWN, day)["gaps"])
    data = CERTIFICATE | {"requirement_ids": ["CE-1"], "expires_on": "2029-06-01"}
    made = hand_in(demo_client, sign_in(demo_client, "supplier"), data).json()
    found = gaps(demo_client, OWN, day)
    assert "CE-1" not in json.dumps(found["gaps"])
    assert {"standard_id": "CYBER-ESSENTIALS", "requirement_id": "CE-1", "evidence_id": made["id"]} in found[
        "waiting"
    ]  # type: ignore[operator]


def test_what_passes_lacks_nothing(market_client: Client) -> None:
    """And what is not there is missing."""
    found = gaps(market_client, OWN)
    assert (found["blocking"], found["gaps"], found["to_hand_in"]) == ([], [], [])
    assert_problem(market_client.get("/api/v1/products/none/evidence/gaps"), 404)
    assert_problem(market_client.get(f"/api/v1/products/{OWN}/evidence/gaps?as_of=2026-02-30"), 422)


def test_the_command_prints_the_list(demo_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 while something is missing, 0 where nothing is."""
    ask = ["evidence", "gaps", "--database", demo_url, "--as-of", "2026-11-23"]
    assert main([*ask, FAILED]) == 1
    assert "1. " in capsys.readouterr().out
    assert main([*ask, NEW, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["product"] == NEW
    assert main([*ask, OWN]) == 0


def test_a_format_that_is_not_there_has_no_page(market_client: Client) -> None:
    """A page that says so."""
    answer = market_client.get("/help/evidence/none", headers={"accept": "text/html"})
    assert answer.status_code == 404
    assert "/help/evidence" in answer.text
