"""Every page that changes something belongs to a session and to this site; signing in is safe."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from plumbline.accounts.arriving import safe_next
from plumbline.app import create_app
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.settings import Settings
from tests.inline import InlineClient

Client = TestClient[Litestar]
HERE = {"origin": "http://testserver.local", "accept": "text/html"}
ELSEWHERE = ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"})
NOBODYS = {"/sign-in", "/sign-in/code", "/give"}  # unsafe pages for whoever is not signed in
# No pages of ours: the payment processor's own signature opens the one, and the others stand for the pages
# of the processor, where nobody has a session of ours.
SIGNED = {"/webhooks/stripe", "/stand-in/{place:str}/{thing:str}"}
SOME_ID = "01900000-0000-7000-8000-000000000000"


@pytest.fixture(scope="module")
def browser(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Something like a browser: it keeps cookies, says where it comes from, follows nothing."""
    file = tmp_path_factory.mktemp("forms") / "demo.sqlite"
    shutil.copy(demo_template, file)
    with InlineClient(create_app(Settings(database=f"sqlite:///{file}", demo=True))) as client:
        client.headers.update(HERE)
        client.follow_redirects = False
        yield client


def sign_in(browser: Client, who: str = "buyer") -> str:
    """Signs in; gives the token that forms of the session carry."""
    browser.cookies.clear()
    typed = {"email": f"{who}@demo.example", "password": DEMO_PASSWORD, "next": "/account"}
    answer = browser.post("/sign-in", data=typed)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account")
    return token_in(browser.get("/account").text)


def token_in(html: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="form_token" value="([^"]+)"', html)
    assert found
    return found[1]


def unsafe_pages(app: Litestar) -> list[tuple[str, str]]:
    """Method and path of every page route that may change something."""
    return [
        (method, re.sub(r"\{[^}]*\}", SOME_ID, route.path_format))
        for route in app.routes
        if isinstance(route, HTTPRoute) and not route.path.startswith("/api/") and route.path not in SIGNED
        for method in sorted(set(route.methods) - {"GET", "HEAD", "OPTIONS"})
    ]


def test_every_unsafe_page_refuses_other_sites_and_forms_without_their_token(browser: Client) -> None:
    """Found by asking the service for its routes, so that none can be forgotten (threat row 25)."""
    token = sign_in(browser)
    pages = unsafe_pages(browser.app)
    assert len(pages) >= 6
    for method, path in pages:
        for headers in ELSEWHERE:
            answer = browser.request(method, path, data={"form_token": token}, headers=headers)
            assert (answer.status_code, path) == (403, path)
        if path not in NOBODYS:
            for wrong in ({}, {"form_token": "another session's"}):
                answer = browser.request(method, path, data=wrong)
                assert (answer.status_code, path) == (403, path)
    assert browser.get("/account").status_code == 200, "still signed in: nothing of it had any effect"


def test_unsafe_pages_ask_to_sign_in_first(browser: Client) -> None:
    """Without a session every unsafe page but signing in answers 401."""
    browser.cookies.clear()
    for method, path in unsafe_pages(browser.app):
        if path not in NOBODYS:
            assert browser.request(method, path, data={}).status_code == 401


def test_a_page_for_members_sends_a_visitor_to_sign_in_and_back(browser: Client) -> None:
    """With the whole address, its question too."""
    browser.cookies.clear()
    answer = browser.get("/shortlists/new?w_cost=100&product_type=epr")
    assert answer.status_code == 303
    wanted = "%2Fshortlists%2Fnew%3Fw_cost%3D100%26product_type%3Depr"
    assert answer.headers["location"] == f"/sign-in?next={wanted}"
    typed = {"email": "buyer@demo.example", "password": DEMO_PASSWORD, "next": "/shortlists/new?w_cost=100"}
    assert browser.post("/sign-in", data=typed).headers["location"] == "/shortlists/new?w_cost=100"


@pytest.mark.parametrize(
    "path",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)",
     "/\r\nset-cookie: a=b", "", "/" + "a" * 3000],
)  # fmt: skip
def test_signing_in_never_leads_to_another_host(path: str) -> None:
    """An address of this service, or the account."""
    assert safe_next(path) == "/account"


def test_what_was_typed_is_kept_but_not_the_password(browser: Client) -> None:
    """A wrong password and an unknown address read the same."""
    browser.cookies.clear()
    pages = [
        browser.post("/sign-in", data={"email": email, "password": "not the password", "next": "/rank"})
        for email in ("buyer@demo.example", "nobody@demo.example")
    ]
    assert {page.status_code for page in pages} == {422}
    first, second = (page.text.replace("nobody@", "buyer@") for page in pages)
    assert first == second
    assert 'value="buyer@demo.example"' in first
    assert "not the password" not in first
    assert 'name="next" value="/rank"' in first


def test_each_sign_in_has_a_new_secret_and_ends_the_one_before(browser: Client) -> None:
    """A secret prepared by somebody else, or kept from before, opens nothing (threat row 24)."""
    sign_in(browser)
    first = browser.cookies["plumbline_session"]
    typed = {"email": "officer@demo.example", "password": DEMO_PASSWORD}
    browser.post("/sign-in", data=typed)
    assert browser.cookies["plumbline_session"] != first
    browser.cookies.clear()
    assert browser.get("/account", headers={"cookie": f"plumbline_session={first}"}).status_code == 303


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(browser: Client) -> None:
    """The cookie is taken away, and a copy of it opens nothing."""
    token = sign_in(browser)
    kept = browser.cookies["plumbline_session"]
    assert browser.post("/sign-out", data={"form_token": token}).headers["location"] == "/"
    browser.cookies.clear()
    assert browser.get("/account", headers={"cookie": f"plumbline_session={kept}"}).status_code == 303


def test_the_cookie_is_for_this_host_alone_where_the_service_is_reached_over_https(demo_url: str) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite; forms come from the public address."""
    settings = Settings(database=demo_url, public_url="https://market.example")
    with InlineClient(create_app(settings)) as client:
        client.follow_redirects = False
        typed = {"email": "buyer@demo.example", "password": DEMO_PASSWORD}
        cookie = client.post("/sign-in", data=typed, headers=HERE).headers["set-cookie"]
    assert cookie.startswith("__Host-plumbline_session=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))


def test_a_shortlist_over_pages(browser: Client) -> None:
    """Made from a question, decided on in one form, taken away; another organisation's is not there."""
    token = sign_in(browser)
    question = "/shortlists/new?product_type=epr&w_cost=50&w_experience=50"
    assert "Keep this answer" in browser.get(question).text
    short = browser.post(question, data={"form_token": token, "title": "x"})
    assert short.status_code == 422
    assert "There is a problem" in short.text
    made = browser.post(question, data={"form_token": token, "title": "Record system 2027"})
    address = made.headers["location"]
    slugs = re.findall(r'<textarea[^>]* name="reason-([^"]+)"', browser.get(address).text)
    assert len(slugs) >= 3
    typed: dict[str, Any] = {"form_token": token, "version": "1"}
    typed |= {f"choice-{slugs[0]}": "in", f"reason-{slugs[0]}": "=HYPERLINK, the nurses like it"}
    typed |= {f"choice-{slugs[1]}": "out", f"reason-{slugs[1]}": "no"}
    refused = browser.post(address, data=typed)
    assert refused.status_code == 422
    assert "the nurses like it" in refused.text, "what was typed is not lost"
    typed |= {f"reason-{slugs[1]}": "Too dear for four sites."}
    assert browser.post(address, data=typed).headers["location"] == f"{address}?saved=2"
    late = browser.post(address, data=typed | {f"reason-{slugs[1]}": "A slower colleague typed this."})
    assert late.status_code == 409
    assert "A slower colleague typed this." in late.text
    assert "Too dear for four sites." in late.text
    table = browser.get(f"{address}/export/csv").text
    assert "Too dear for four sites." in table
    assert "'=HYPERLINK" in table
    assert browser.get(f"{address}/receipt").json()["method_id"] == "plumbline-2"
    sign_in(browser, "other-buyer")
    for path in (address, f"{address}/export/csv", f"{address}/receipt"):
        assert browser.get(path).status_code == 404


def test_the_shortlist_form_suggests_reasons_only_for_what_the_gate_left_out(browser: Client) -> None:
    """A suggestion is no decision until it is saved; an evaluator sees no form at all."""
    token = sign_in(browser)
    sent = {"form_token": token, "title": "Suggestions"}
    address = browser.post("/shortlists/new?product_type=epr", data=sent).headers["location"]
    html = browser.get(address).text
    left_out = html.split("Left out by the gate</h2>")[1].count("app-result__head")
    assert html.count("Suggested; kept only when you save.") == left_out > 0
    sign_in(browser, "evaluator")
    html = browser.get(address).text
    assert "Suggested" not in html
    assert "<textarea" not in html


def test_tokens_over_pages(browser: Client) -> None:
    """Shown once, used over the API, ended."""
    token = sign_in(browser)
    made = browser.post("/account/tokens", data={"form_token": token, "name": "nightly", "days": "5"})
    found = re.search(r"plb_[\w-]+", made.text)
    assert found
    bearer = {"authorization": f"Bearer {found[0]}"}
    assert browser.get("/api/v1/me", headers=bearer).json()["email"] == "buyer@demo.example"
    listed = browser.get("/account/tokens").text
    assert found[0] not in listed
    ending = re.findall(r'action="(/account/tokens/[^"]+/revocation)"', listed)[0]
    assert browser.post(ending, data={"form_token": token}).status_code == 303
    assert browser.get("/api/v1/me", headers=bearer).status_code == 401
    wrong = browser.post("/account/tokens", data={"form_token": token, "name": "", "days": "5000"})
    assert wrong.status_code == 422
    assert 'value="5000"' in wrong.text
