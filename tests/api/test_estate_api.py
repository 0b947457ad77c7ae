"""What a buyer holds, over HTTP: said in a question, kept in the address, offered to who has a list of it."""

import csv
import io
import re
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.app import create_app
from plumbline.cli import main
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from tests.api.browsing import as_browser
from tests.api.signed_in import demo_tokens
from tests.conftest import NOON
from tests.inline import InlineClient

Client = TestClient[Litestar]
HELD = ["hedgerow-gp", "assayline", "tern-record"]
ASKED = "&".join(f"estate={slug}" for slug in HELD)


def ranked(client: Client, **question: Any) -> Any:
    """The answer, which is good."""
    answer = client.post("/api/v1/rankings", json=question)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_each_row_says_how_far_it_is_shown_to_fit(market_client: Client) -> None:
    """Its figure is the mean of its pairs; what is held is marked; what is looked at is told once."""
    found = ranked(market_client, estate=HELD, limit=500)
    assert found["method"] == "plumbline-2-estate"
    assert {each["id"] for each in found["exchanges"]} >= {"records", "results"}
    for row in found["items"]:
        slug, pairs = row["product"]["slug"], row["fit"]
        assert [p["product"] for p in pairs] == sorted(set(HELD) - {slug}, key=lambda s: s.replace("-", " "))
        assert row["raw"][-1] == pytest.approx(sum(p["figure"] for p in pairs) / len(pairs))
        assert row["raw"][-1] <= row["fit_at_most"]
        assert row["held"] is (slug in HELD)
    assert len({row["raw"][-1] for row in found["items"]}) > 5


def test_without_an_estate_no_answer_has_a_trace_of_it(market_client: Client) -> None:
    """An empty list is none at all, to the byte."""
    plain = market_client.post("/api/v1/rankings", json={}).content
    assert plain == market_client.post("/api/v1/rankings", json={"estate": []}).content
    assert [word for word in (b'"held"', b'"fit"', b'"exchanges"') if word in plain] == []


def test_an_older_release_is_not_taken_for_the_newest(market_client: Client) -> None:
    """Of it nothing is known, and the newest by its name is the newest without."""
    old, new, plain = (
        ranked(market_client, estate=[held], filter={"product_type": ["epr"]})["items"]
        for held in ("assayline@3.9", "assayline@4.0", "assayline")
    )
    assert new == plain
    assert {row["raw"][-1] for row in old} == {0.0}
    assert not any(pair["is_newest"] for row in old for pair in row["fit"])


@pytest.mark.parametrize(
    ("estate", "pointer"),
    [
        (["tern-record", "nobody"], "/estate/1"),
        (["tern-record@99"], "/estate/0"),
        ([""], "/estate/0"),
        (["tern-record"] * 100, "/estate"),
        (["x" * 201], "/estate"),
        ("tern-record", "/estate"),
        ([7], "/estate"),
    ],
)
@pytest.mark.parametrize("path", ["", "/receipt", "/robustness", "/excluded", "/export"])
def test_what_cannot_be_held_is_refused_where_it_stands(
    market_client: Client, path: str, estate: Any, pointer: str
) -> None:
    """A problem detail that points at the entry, whichever way it is asked."""
    answer = market_client.post(f"/api/v1/rankings{path}", json={"estate": estate})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


def test_an_address_of_the_api_takes_what_is_held(market_client: Client) -> None:
    """The same bytes as a document, and the same refusals; a weight of fit needs something to fit."""
    weights = {"compliance": 0, "experience": 0, "cost": 60, "coverage": 0, "fit": 40}
    by_address = market_client.get(f"/api/v1/rankings?{ASKED}&w_cost=60&w_fit=40")
    document = {"estate": HELD, "weights": weights}
    assert by_address.content == market_client.post("/api/v1/rankings", json=document).content
    for asked, pointer in (("estate=tern-record&estate=nobody", "/estate/1"), ("w_fit=1&w_cost=1", "/w_fit")):
        answer = market_client.get(f"/api/v1/rankings?{asked}")
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer


def test_the_export_has_a_column_for_each_that_is_held(market_client: Client) -> None:
    """And whether a product is among them."""
    answer = market_client.post("/api/v1/rankings/export?format=csv", json={"estate": HELD})
    rows = {row["product"]: row for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}
    assert rows["Tern Record"]["fit with tern-record"] == ""
    assert float(rows["Larkfield Acute"]["fit with assayline"]) > 0
    assert {row["you hold it"] for row in rows.values() if row["rank"]} == {"True", "False"}


def test_a_comparison_has_the_fit_of_each(market_client: Client) -> None:
    """A row over all, and one for each that is held; none without an estate."""
    asked = {"product": ["larkfield-acute", "tern-record"], "estate": ["assayline", "tern-record"]}
    groups = {g["id"]: g for g in market_client.get("/api/v1/comparisons", params=asked).json()["groups"]}
    rows = {row["id"]: row for row in groups["fit"]["rows"]}
    assert rows["held"]["values"] == ["no", "held"]
    assert rows["fit:tern-record"]["values"][1] == "held"
    assert "Laboratory reports: it takes in (DAPB4101" in rows["fit:assayline"]["cells"][0]
    del asked["estate"]
    plain = market_client.get("/api/v1/comparisons", params=asked).json()["groups"]
    assert "fit" not in {group["id"] for group in plain}
    asked["estate"] = ["nobody"]
    assert (
        market_client.get("/api/v1/comparisons", params=asked).json()["errors"][0]["pointer"] == "/estate/0"
    )


def test_the_page_keeps_what_is_held_in_its_address(market_client: Client) -> None:
    """In its boxes, its links and its comparison; and it says what such a figure does not prove."""
    page = unescape(market_client.get(f"/rank?product_type=epr&{ASKED}&w_fit=40&w_cost=60").text)
    assert page.count("You hold it") == 1
    assert re.findall(r'name="estate" value="([^"]+)" checked', page) == HELD
    assert "does not prove that two systems interoperate" in page
    for start in ("/rank/robustness?", "/rank/receipt?", "/compare?", "/shortlists/new?"):
        (link,) = re.findall(rf'href="({re.escape(start)}[^"]+)"', page)
        assert parse_qs(urlsplit(link).query)["estate"] == HELD
    receipt = market_client.get(f"/rank/receipt?product_type=epr&{ASKED}&w_fit=40&w_cost=60").json()
    assert receipt["weights"] == [0, 0, 600_000, 0, 400_000]


def test_without_an_estate_the_weight_of_fit_weighs_nothing(market_client: Client) -> None:
    """The form always sends it, so that it holds as soon as something is held."""
    receipt = market_client.get("/rank/receipt?w_cost=50&w_experience=50&w_fit=15&estate=").json()
    assert receipt["method_id"] == "plumbline-2"
    assert receipt["weights"] == [0, 500_000, 500_000, 0]


def test_a_page_with_what_cannot_be_held_says_so(market_client: Client) -> None:
    """As words, with the status of it."""
    for asked in ("estate=nobody", "&".join(f"estate=p{number}" for number in range(100))):
        answer = market_client.get(f"/rank?{asked}", headers={"accept": "text/html"})
        assert answer.status_code == 422
        assert "text/html" in answer.headers["content-type"]


def test_the_method_documents_what_is_looked_at(market_client: Client) -> None:
    """Each exchange with what it leaves open, what is left out, and the reason for the weight."""
    page = unescape(market_client.get("/methods/plumbline-2-estate").text)
    for words in ("Laboratory reports", "What stays open", "PDS-FHIR", "Half of compliance"):
        assert words in page
    assert "/methods/plumbline-2-estate" in market_client.get("/methods/plumbline-2").text


def test_a_shortlist_keeps_what_was_held(market_client: Client, tmp_path: Path) -> None:
    """In its question and its receipt, which verifies without the market."""
    headers = {"authorization": f"Bearer {demo_tokens(market_client)['buyer']}"}
    body = {"title": "To fit", "question": {"estate": ["hedgerow-gp"], "filter": {"product_type": ["epr"]}}}
    made = market_client.post("/api/v1/shortlists", json=body, headers=headers).json()
    assert (made["method"], made["question"]["estate"]) == ("plumbline-2-estate", ["hedgerow-gp"])
    receipt = market_client.get(f"/api/v1/shortlists/{made['id']}/receipt", headers=headers)
    file = tmp_path / "receipt.json"
    file.write_bytes(receipt.content)
    assert main(["rankings", "verify", str(file)]) == 0


def test_whoever_buys_is_offered_what_their_organisation_has_in_use(market_file: Any) -> None:
    """As a link that adds it to the address; nobody else is, and nothing is held unasked."""
    settings = Settings(database=f"sqlite:///{market_file}")
    with InlineClient(create_app(settings, FixedClock(NOON))) as client:
        browser = as_browser(client)
        offered = r'href="(/rank\?[^"]+)">Fill in what your organisation has in use \((\d+)\)'
        assert not re.search(offered, browser.get("/rank").text)
        for email, is_offered in (
            ("supplier@demo.example", False),
            ("nurse@demo.example", False),
            ("buyer@demo.example", True),
        ):
            browser.cookies.clear()
            sent = {"email": email, "password": DEMO_PASSWORD, "next": "/rank"}
            assert browser.post("/sign-in", data=sent).status_code == 303
            page = browser.get("/rank?w_cost=60&w_experience=40").text
            assert not re.search(r'name="estate" value="[^"]+" checked', page)
            found = re.search(offered, page)
            assert (found is not None) is is_offered
        assert found
        query = parse_qs(urlsplit(unescape(found[1])).query)
        assert len(query["estate"]) == int(found[2]) > 1
        assert query["w_fit"] == ["15"]
        assert not re.search(offered, browser.get(unescape(found[1])).text)
