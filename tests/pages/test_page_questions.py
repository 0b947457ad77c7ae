"""Pages answered without a browser: strange questions, permanent links, and what must be said."""

import html
import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.accounts.service import prove
from plumbline.accounts.sessions import open_session
from plumbline.accounts.tries import Tries
from plumbline.demo.people import DEMO_PASSWORD, DEMO_PEOPLE, DemoPerson
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database

HTML = {"accept": "text/html"}
Client = TestClient[Litestar]


def _first_slug(client: Client, query: str = "") -> str:
    found = re.search(r'<h3[^>]*><a href="/products/([\w-]+)', client.get(f"/products?{query}").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/products?as_of=2026-02-30", 422),
        ("/products?gate=alive", 200),
        ("/products?cursor=zz", 422),
        ("/products?sort=payment", 200),
        ("/products?q=%00%00&sort=relevance", 422),
        ("/products?q=" + "x" * 5000, 200),
        ("/products/no-such-product", 404),
        ("/products/%00", 404),
        ("/rank?w_cost=-1", 422),
        ("/rank?w_cost=ten", 422),
        ("/rank?w_cost=0", 422),
        ("/rank?term_months=99999999999999999999", 422),
        ("/rank?product_type=spaceship", 422),
        ("/rank/export/pdf", 422),
        ("/rank?method=other", 422),
        ("/compare?product=no-such&product=neither", 404),
        ("/compare?product=no-such", 404),
        ("/compare?product=tern-record", 200),
        ("/compare?" + "&".join(f"product=p{n}" for n in range(9)), 422),
        ("/standards?product_type=spaceship", 422),
        ("/standards?as_of=0000-00-00", 422),
        ("/standards/%00", 404),
        ("/organisations?kind=castle", 422),
        ("/organisations?q=%00", 422),
        ("/organisations/nobody", 404),
        ("/methods/none", 404),
        ("/problems/none", 404),
    ],
)
def test_a_strange_question_is_answered_as_a_page(demo_client: Client, path: str, status: int) -> None:
    """Never a 500; a refusal is a page that says what to do."""
    answer = demo_client.get(path, headers=HTML)
    assert answer.status_code == status
    assert "<h1" in answer.text


def test_a_search_says_what_it_did_not_understand(demo_client: Client) -> None:
    """People edit addresses: what means nothing is left out, and named; the rest counts."""
    understood = demo_client.get("/products?product_type=epr").text
    assert "Not understood" not in understood
    answer = demo_client.get("/products?product_type=epr&product_type=<b>&gate=open&sort=price&colour=red")
    (said,) = re.findall(r"Not understood, and left out: ([^\n]*?)\.</p>", answer.text)
    assert html.unescape(said) == "product_type '<b>'; gate 'open'; sort 'price'; colour"
    assert re.findall(r'href="/products/([\w-]+)', answer.text) == re.findall(
        r'href="/products/([\w-]+)', understood
    )


@pytest.mark.parametrize("person", DEMO_PEOPLE, ids=lambda person: person.role_name)
def test_an_account_promises_nothing_that_cannot_be_opened(
    demo_client: Client, demo_url: str, clock: FixedClock, person: DemoPerson
) -> None:
    """What a role includes is a link to its page, or is said to be for programs."""
    database = Database(demo_url)
    identity = prove(database, clock, Tries(database, clock), person.email, DEMO_PASSWORD, "127.0.0.1")
    with database.write() as db:
        secret = open_session(db, clock, identity).secret
    database.close()
    demo_client.cookies.set("plumbline_session", secret)
    text = demo_client.get("/account").text
    includes = re.search(r"That includes</dt><dd[^>]*>(.*?)</dd>", text)
    assert includes is not None
    for address in re.findall(r'href="([^"]+)"', includes[1]):
        assert demo_client.get(address).status_code == 200
    words = re.sub(r"<a .*?</a>", "", includes[1]).strip(" ,")
    assert words in ("", "Reading the market")


def test_long_lists_are_folded_and_whole(demo_client: Client) -> None:
    """A ranking shows ten and folds the others, each once and in order; a product folds no bad news."""
    page = demo_client.get("/rank").text
    shown, folded = page.split('<details class="nhsuk-details" id="further">')
    ranks = re.compile(r'<span class="app-rank">(\d+)</span>')
    assert len(ranks.findall(shown)) == 10
    places = [int(rank) for rank in ranks.findall(shown) + ranks.findall(folded)]
    assert f"{len(places)} products ranked" in page
    assert places == sorted(places)
    product = demo_client.get("/products/" + _first_slug(demo_client, "gate=phasing_out")).text
    open_part = product.split('id="standards"')[1].split('<details class="nhsuk-details app-verdicts">')[0]
    assert "These are not:" in open_part
    said = re.search(r"(\d+) of the (\d+) standards? that must be met", open_part)
    assert said is not None
    assert open_part.count('<tr role="row" class="nhsuk-table__row">') == int(said[2]) - int(said[1]) > 0


def test_a_product_is_compared_with_its_nearest_in_one_step(demo_client: Client) -> None:
    """The link below "Also look at" opens a comparison with this product first."""
    slug = _first_slug(demo_client, "product_type=epr")
    link = re.search(
        r'href="(/compare\?product=[^"]+&amp;product=[^"]+)"', demo_client.get(f"/products/{slug}").text
    )
    assert link is not None
    compared = demo_client.get(html.unescape(link[1]))
    columns = re.findall(
        r'<th class="nhsuk-table__header" scope="col"><a href="/products/([\w-]+)', compared.text
    )
    assert compared.status_code == 200
    assert columns[0] == slug
    assert len(set(columns)) == len(columns) >= 2


def test_what_is_typed_comes_back_as_text(demo_client: Client) -> None:
    """Nothing that a visitor types becomes markup."""
    for path in ("/products", "/rank", "/standards", "/organisations"):
        page = demo_client.get(path, params={"q": '"><script>alert(1)</script>'}).text
        assert "<script>alert" not in page


def test_fiction_is_called_fiction(demo_client: Client) -> None:
    """The home page, the search, a product, a ranking: each says that the market is invented."""
    slug = _first_slug(demo_client)
    for path in ("/", "/products", "/rank", f"/products/{slug}"):
        assert "fictional demonstration market" in demo_client.get(path).text, path
    assert "fictional demonstration market" not in demo_client.get("/accessibility").text


def test_the_permanent_link_of_a_ranking_is_its_question(demo_client: Client) -> None:
    """Following it gives the same page; it names the day, so it gives the same tomorrow."""
    page = demo_client.get("/rank?w_cost=70&w_experience=30&size_user=900&term_months=36&q=").text
    link = html.unescape(re.findall(r'href="(/rank\?[^"]+)">Permanent', page)[0])
    assert "as_of=2026-11-23" in link
    assert "w_cost=70" in link
    assert "size_user=900" in link
    again = demo_client.get(link).text
    way_in = re.compile(r'href="/sign-in[^"]*"')  # which leads back to the address that was asked for
    assert way_in.sub("", again) == way_in.sub("", page)


def test_filters_of_a_search_go_along_into_the_ranking(demo_client: Client) -> None:
    """What was narrowed down stays narrowed down."""
    search = demo_client.get("/products?product_type=epr&product_type=lims").text
    link = html.unescape(re.findall(r'href="(/rank\?[^"]+)"', search)[0])
    ranked = demo_client.get(link)
    assert ranked.status_code == 200
    assert 'name="product_type" value="epr" checked' in ranked.text


def test_nothing_recorded_is_never_shown_as_met(demo_client: Client) -> None:
    """On a day before anything was handed in, no verdict reads as compliant."""
    slug = _first_slug(demo_client, "sort=gate")
    page = demo_client.get(f"/products/{slug}?as_of=2016-01-01").text
    assert "Not assessed" in page
    assert ">Compliant<" not in page


def test_a_ranking_names_everything_it_leaves_out(demo_client: Client) -> None:
    """Ranked and excluded together are the products that fit."""
    page = demo_client.get("/rank").text
    ranked, excluded = (
        re.findall(r"(\d+) products? ranked", page)[0],
        re.findall(r"Not ranked: (\d+)", page)[0],
    )
    total = re.findall(r"<h2[^>]*>(\d+) products", demo_client.get("/products").text)[0]
    assert int(ranked) + int(excluded) == int(total)


def test_pages_are_kept_by_their_tag(demo_client: Client) -> None:
    """An unchanged page answers 304: its bytes depend on nothing but its content."""
    for path in ("/products", "/standards", "/rank"):
        tag = demo_client.get(path).headers["etag"]
        assert demo_client.get(path, headers={"if-none-match": tag}).status_code == 304


def test_the_header_names_who_is_signed_in(demo_client: Client, demo_url: str, clock: FixedClock) -> None:
    """A session's cookie shows the name; a made-up one shows the way in, and breaks nothing."""
    database = Database(demo_url)
    buyer = DEMO_PEOPLE[0]
    identity = prove(database, clock, Tries(database, clock), buyer.email, DEMO_PASSWORD, "127.0.0.1")
    with database.write() as db:
        secret = open_session(db, clock, identity).secret
    database.close()
    signed_in = demo_client.get("/products", headers={"cookie": f"plumbline_session={secret}"})
    assert f'href="/account">{buyer.name}</a>' in signed_in.text
    stranger = demo_client.get("/products", headers={"cookie": "plumbline_session=made-up"})
    assert stranger.status_code == 200
    assert 'href="/sign-in?next=%2Fproducts"' in stranger.text
    assert "cookie" in signed_in.headers["vary"]
