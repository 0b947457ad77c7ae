"""The page that says how sure a ranking is: plain words, tables beside the bars, and what if."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.rankings.robust_view import in_ten

Client = TestClient[Litestar]
PAGE = "/rank/robustness"


def seen(client: Client, address: str = PAGE) -> str:
    """The page's text."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "never"),
        (0.0001, "in fewer than 1 of 20"),
        (0.06, "in 1 of 10"),
        (0.68, "in 7 of 10"),
        (0.95, "in 9 of 10"),
        (0.96, "in more than 19 of 20"),
        (1.0, "always"),
    ],
)
def test_shares_in_plain_words(share: float, words: str) -> None:
    """Nothing that happens is told as never, and nothing that may fail as always."""
    assert in_ten(share) == words


def test_the_ranking_tells_how_often_each_comes_first(market_client: Client) -> None:
    """And leads to what lies behind it, with the same question."""
    page = seen(market_client, "/rank?product_type=epr&w_cost=70&w_experience=30")
    assert re.search(r"First <strong>(in \d of 10|always|never|in [a-z ]+ \d+ of 20)</strong>", page)
    link = re.search(r'href="(/rank/robustness\?[^"]+)"', page)
    assert link is not None
    further = seen(market_client, link[1].replace("&amp;", "&"))
    assert "comes first" in further
    assert "w_cost" in further


@pytest.mark.parametrize(
    "way",
    ["", "weigh=exact", "weigh=ranges&low_cost=10&high_cost=50", "weigh=order&place_cost=4&place_coverage=3"
     "&place_compliance=2&place_experience=1"],
)  # fmt: skip
def test_every_way_of_weighing_has_its_page_and_its_receipt(market_client: Client, way: str) -> None:
    """The permanent link asks the same again."""
    page = seen(market_client, f"{PAGE}?product_type=epr&{way}")
    link = re.search(r'href="(/rank/robustness\?[^"]*)">Permanent', page)
    assert link is not None
    again = seen(market_client, link[1].replace("&amp;", "&"))
    assert again.partition("<main")[2] == page.partition("<main")[2] != ""
    receipt = market_client.get(f"{PAGE}/receipt?product_type=epr&{way}")
    assert receipt.json()["format"] == "plumbline-robustness/1"


def test_what_if_on_the_page(market_client: Client) -> None:
    """A figure in pounds; what would be is told in words."""
    page = seen(
        market_client, f"{PAGE}?product_type=epr&if_product=tern-record&if_criterion=cost&if_figure=5,000,000"
    )
    assert re.search(r"would be number \d+ instead of \d+", page)
    page = seen(
        market_client, f"{PAGE}?product_type=epr&if_product=tern-record&if_criterion=experience&if_figure=1"
    )
    assert "points instead of" in page


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("weigh=somehow", 422),
        ("weigh=order&place_cost=1&place_experience=1", 422),
        ("weigh=order&place_cost=9", 422),
        ("weigh=ranges&low_cost=60&low_experience=60", 422),
        ("weigh=ranges&low_cost=x", 422),
        ("if_product=nobody&if_criterion=cost&if_figure=1", 404),
        ("if_product=tern-record&if_criterion=price&if_figure=1", 422),
        ("if_product=tern-record&if_criterion=cost&if_figure=-1", 422),
    ],
)
def test_an_address_that_asks_nothing_answerable(market_client: Client, query: str, status: int) -> None:
    """Said on a page, never a failure."""
    assert market_client.get(f"{PAGE}?{query}").status_code == status


def test_a_filter_that_leaves_nothing(market_client: Client) -> None:
    """Words, and the way back."""
    assert "No product passes the gate and fits" in seen(market_client, f"{PAGE}?q=zzzzzz")


def test_methods_document_what_computes_them(market_client: Client) -> None:
    """The figures on the page are those of the method's file."""
    answer: Any = market_client.get("/api/v1/methods/plumbline-2").json()["method"]
    page = seen(market_client, "/methods/plumbline-2")
    for role, share in answer["model"]["roles"].items():
        assert f"{role} {share:.0%}" in page
    assert f"seed {answer['robustness']['seed']}" in page
    assert f"{answer['robustness']['draws']:,} times" in page
    assert "advice only" in page
    assert "Another method has followed" in seen(market_client, "/methods/plumbline-1")
