"""The form for a document, a declaration or a certificate: filled in by a link, checked whole, sent once."""

import re
from html import escape, unescape
from typing import Any

import pytest

from plumbline.kit.clock import FixedClock
from tests.api.evidence_asked import OTHERS, OWN, PDF, Client, kept
from tests.api.test_page_forms import HERE, sign_in

PATH = f"/products/{OWN}/evidence/papers"
FILE = {"file": ("certificate.pdf", PDF, "application/pdf")}
DAYS = {
    "issued_on-day": "2",
    "issued_on-month": "11",
    "issued_on-year": "2026",
    "expires_on-day": "1",
    "expires_on-month": "11",
    "expires_on-year": "2027",
}
GOOD: dict[str, Any] = {
    "kind": "certificate",
    "requirement_ids": ["CE-1", "CE-3"],
    "title": "Cyber Essentials <b>& more</b>",
    "issuer": "Fictional Assurance Ltd",
    "number": "FICT-77",
    "scope": "The hosted service.",
    **DAYS,
}


@pytest.fixture
def browser(demo_client: Client) -> Client:
    """The client as a browser of the supplier, which follows nothing."""
    demo_client.headers.update(HERE)
    demo_client.follow_redirects = False
    return demo_client


def send(browser: Client, files: Any = FILE, path: str = PATH, **fields: Any) -> Any:
    """The answer to the form, filled in well but for what is named."""
    token = sign_in(browser, "supplier")
    return browser.post(path, data={"form_token": token, **GOOD, **fields}, files=files)


def newest(browser: Client) -> dict[str, Any]:
    """What was handed in last."""
    found: dict[str, Any] = browser.get(f"/api/v1/products/{OWN}/evidence").json()["items"][0]
    return found


def test_what_is_handed_in_is_what_the_api_would_record(browser: Client, demo_url: str) -> None:
    """Field by field, with its file; and it waits for an assessor."""
    before = kept(demo_url)
    answer = send(browser)
    assert answer.status_code == 200, answer.text
    assert "It is handed in" in answer.text
    assert kept(demo_url) == (before[0] + 1, before[1] + 1)
    made = newest(browser)
    assert f'href="#evidence-{made["id"]}"' in answer.text
    said = {name: made[name] for name in ("kind", "title", "issuer", "number", "scope", "file_name")}
    assert said == {
        "kind": "certificate",
        "title": GOOD["title"],
        "issuer": "Fictional Assurance Ltd",
        "number": "FICT-77",
        "scope": "The hosted service.",
        "file_name": "certificate.pdf",
    }
    assert (made["issued_on"], made["expires_on"]) == ("2026-11-02", "2027-11-01")
    assert made["requirement_ids"] == ["CE-1", "CE-3"]
    assert {each["state"] for each in made["lines"]} == {"waiting"}


def test_sent_twice_it_is_handed_in_once(browser: Client, demo_url: str, clock: FixedClock) -> None:
    """A second press of the button stores nothing; other words, and the same a day later, are another act."""
    send(browser)
    before = kept(demo_url)
    again = send(browser)
    assert again.status_code == 200
    assert "This stands on the release already" in again.text
    assert f'href="#evidence-{newest(browser)["id"]}"' in again.text
    assert kept(demo_url) == before
    others: tuple[dict[str, Any], ...] = ({"number": "FICT-78"}, {"requirement_ids": ["CE-1"]}, {"files": {}})
    for change in others:
        assert "It is handed in" in send(browser, **change).text
    clock.advance(24 * 3600 + 1)
    assert "It is handed in" in send(browser).text
    assert kept(demo_url)[0] == before[0] + 4


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"title": " "}, "title"),
    ({"title": "x" * 301}, "title"),
    ({"number": ""}, "number"),
    ({"scope": "a\x07b"}, "scope"),
    ({"issuer": "A\u202eB"}, "issuer"),
    ({"issued_on-day": "31"}, "issued_on-day"),
    ({"issued_on-year": ""}, "issued_on-day"),
    ({"issued_on-year": "26"}, "issued_on-day"),
    ({"issued_on-day": "²"}, "issued_on-day"),
    ({"issued_on-month": "12"}, "issued_on-day"),
    ({"expires_on-year": "2025"}, "expires_on-day"),
    ({"requirement_ids": []}, "requirement_ids"),
    ({"requirement_ids": ["CE-1", "NONE-1"]}, "requirement_ids"),
    ({"requirement_ids": ["C1.2"]}, "requirement_ids"),
    ({"supersedes": "01900000-0000-7000-8000-000000000000"}, "supersedes"),
    ({"supersedes": "none"}, "supersedes"),
    ({"files": {"file": ("empty.pdf", b"", "application/pdf")}}, "file"),
)


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(browser: Client, demo_url: str) -> None:
    """422, a link in the summary to a field that is there, the rest as it was typed, nothing stored."""
    token, before = sign_in(browser, "supplier"), kept(demo_url)
    for fields, pointer in WRONG:
        sent = {"files": FILE, **fields}
        files = sent.pop("files")
        answer = browser.post(PATH, data={"form_token": token, **GOOD, **sent}, files=files)
        assert answer.status_code == 422, fields
        assert f'href="#{pointer}"' in answer.text, fields
        assert f'id="{pointer}"' in answer.text, fields
        shown = dict(
            re.findall(r'<input class="nhsuk-input[^>]*? name="([^"]+)" value="([^"]*)"', answer.text)
        )
        for name in ("title", "issuer", "number", *DAYS):
            assert unescape(shown[name]) == {**GOOD, **sent}[name], fields
        ticked = set(re.findall(r'name="requirement_ids" value="([^"]+)" checked', answer.text))
        assert ticked == set(sent.get("requirement_ids", GOOD["requirement_ids"])) & {"CE-1", "CE-3"}
    assert kept(demo_url) == before


def test_every_mistake_is_told_at_once(browser: Client) -> None:
    """Nobody has to send the form four times to learn of four mistakes."""
    text = send(browser, files={}, title="", issuer="", number="", **{"issued_on-month": "13"}).text
    found = set(re.findall(r'<li><a href="#([^"]+)"', text))
    assert found >= {"title", "issuer", "number", "issued_on-day"}


def test_each_kind_asks_for_what_goes_with_it(browser: Client) -> None:
    """Nothing typed for another kind is kept; a document needs its file, a declaration its words."""
    declared: dict[str, Any] = {
        "kind": "self_declaration",
        "requirement_ids": ["CRP-1"],
        "statement": "We measure it.",
    }
    assert "It is handed in" in send(browser, files={}, **declared).text
    made = newest(browser)
    assert (made["kind"], made["issuer"], made["number"]) == ("self_declaration", None, None)
    assert made["sha256"] is None
    assert 'href="#statement"' in send(browser, files={}, **declared | {"statement": ""}).text
    document: dict[str, Any] = {"kind": "document", "requirement_ids": ["CRP-1"]}
    assert 'href="#file"' in send(browser, files={}, **document).text
    assert "It is handed in" in send(browser, **document).text


def test_a_link_fills_the_form_in(browser: Client) -> None:
    """The requirement is ticked in an open group; what cannot be shown so is said; nobody else gets it."""
    sign_in(browser, "supplier")
    text = browser.get(f"{PATH}?kind=certificate&requirement_ids=CE-1&requirement_ids=C1.2&title=Ours").text
    assert re.search(r'value="CE-1" checked', text)
    assert 'name="title" value="Ours"' in text
    assert "not asked of this product: C1.2." in text
    assert text.index('value="CE-1"') < text.index("<details")
    asked = browser.get(f"{PATH}?requirement_ids=CE-1&kind=%00").text
    assert "What do you hand in?" in asked
    assert '<input type="hidden" name="requirement_ids" value="CE-1">' in asked
    assert browser.get(f"/products/{OTHERS}/evidence/papers").status_code == 404
    sign_in(browser, "buyer")
    assert browser.get(PATH).status_code == 403


def test_the_shortest_list_leads_to_the_form(browser: Client, clock: FixedClock) -> None:
    """Once everything of today has lapsed: each line leads to its form, with what it closes filled in."""
    clock.advance(800 * 24 * 3600)
    sign_in(browser, "supplier")
    page, found = browser.get(f"/products/{OWN}/evidence").text, gaps(browser)
    forms = [each for each in found["to_hand_in"] if each["document"]["format"] is None]
    assert {each["document"]["kind"] for each in forms} == {"certificate"}
    for each in found["to_hand_in"]:
        assert f'href="{escape(each["hand_in"])}"' in page
    for each in forms:
        answer = browser.get(each["hand_in"])
        ticked = set(re.findall(r'name="requirement_ids" value="([^"]+)" checked', answer.text))
        assert ticked == set(each["closes"])
    for gap in found["gaps"]:
        for way in gap["ways"]:
            assert browser.get(way["hand_in"]).status_code == 200
    browser.cookies.clear()
    assert "Hand it in" not in browser.get(f"/products/{OWN}/evidence").text


def gaps(browser: Client) -> Any:
    """The shortest list, over the API."""
    return browser.get(f"/api/v1/products/{OWN}/evidence/gaps").json()


def test_a_form_of_another_release_is_not_taken(browser: Client, demo_url: str) -> None:
    """409: what was written about one release is not said of another."""
    before = kept(demo_url)
    answer = send(browser, release="4.9-of-last-year")
    assert answer.status_code == 409
    assert "Nothing was kept" in answer.text
    assert "Fictional Assurance Ltd" in answer.text
    assert kept(demo_url) == before


def test_what_it_replaces_is_one_of_what_stands(browser: Client) -> None:
    """By its title; what is replaced is not offered again."""
    send(browser)
    first = newest(browser)["id"]
    assert f'<option value="{first}"' in browser.get(f"{PATH}?kind=certificate").text
    assert "It is handed in" in send(browser, title="The newer one", supersedes=first).text
    newer = browser.get(f"/api/v1/products/{OWN}/evidence").json()["items"]
    assert [each["supersedes"] for each in newer if each["title"] == "The newer one"] == [first]
    assert f'<option value="{first}"' not in browser.get(f"{PATH}?kind=certificate").text
