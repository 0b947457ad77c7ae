"""Giving feedback over HTTP: one answer a quarter, changed and withdrawn in versions, under a pseudonym."""

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from catalog.feedback.words import STATEMENTS
from tests.api.signed_in import demo_tokens
from tests.api.test_page_forms import HERE, token_in
from tests.api.test_page_forms import sign_in as signed_in

Client = TestClient[Litestar]
Headers = dict[str, str]
SHORT: dict[str, Any] = {"instrument": "umux_lite", "items": [7, 7], "role": "nurse"}
LONG: dict[str, Any] = {"instrument": "sus", "items": [4, 2, 4, 1, 4, 2, 5, 2, 4, 2], "role": "doctor"}


@pytest.fixture(scope="module")
def people(market_client: Client) -> dict[str, Headers]:
    """The header of a person of each role."""
    tokens = demo_tokens(market_client)
    return {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}


def mine(slug: str) -> str:
    """The path of one's own answers."""
    return f"/api/v1/products/{slug}/feedback/mine"


def shown(client: Client, slug: str) -> Any:
    """What everybody sees."""
    return client.get(f"/api/v1/products/{slug}/feedback").json()


def test_a_second_answer_in_a_quarter_changes_the_first(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """Both versions are on record, and the score is the newest's; one answer moves no figure."""
    slug, staff = "sedgewick-specimen", people["staff"]
    before = shown(market_client, slug)
    first = market_client.put(mine(slug), json=SHORT, headers=staff).json()
    second = market_client.put(mine(slug), json=LONG | {"comment": " Better. "}, headers=staff).json()
    assert [(each["version"], each["score"]) for each in first["items"]] == [(1, 100.0)]
    assert [(each["version"], each["score"], each["comment"]) for each in second["items"]] == [
        (2, 80.0, "Better.")
    ]
    assert shown(market_client, slug) == before


def test_a_withdrawn_answer_does_not_count_and_can_be_given_anew(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """Withdrawing twice is a conflict; of a quarter without an answer there is nothing to withdraw."""
    slug, staff = "titrate", people["staff"]
    before = shown(market_client, slug)
    market_client.put(mine(slug), json=SHORT, headers=staff)
    gone = market_client.delete(f"{mine(slug)}/2026-Q4", headers=staff)
    assert (gone.status_code, gone.json()["items"][0]["counts"]) == (200, False)
    assert shown(market_client, slug) == before
    assert market_client.delete(f"{mine(slug)}/2026-Q4", headers=staff).status_code == 409
    assert market_client.delete(f"{mine(slug)}/2026-Q3", headers=staff).status_code == 404
    again = market_client.put(mine(slug), json=SHORT, headers=staff).json()
    assert (again["items"][0]["version"], again["items"][0]["state"]) == (3, "counted")
    assert shown(market_client, slug) == before


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"items": [7]}, "/items"),
        ({"items": [7, 0]}, "/items/1"),
        ({"statements": [1]}, "/statements"),
        ({"comment": "a\u202eb"}, "/comment"),
        ({"role": "emperor"}, "/role"),
        ({"ease": 9}, "/ease"),
        ({"stars": 5}, ""),
    ],
)
def test_what_is_not_whole_is_refused_with_its_place(
    market_client: Client, people: dict[str, Headers], changed: dict[str, Any], pointer: str
) -> None:
    """422, a pointer, and nothing kept."""
    answer = market_client.put(mine("ashlar-dose"), json=SHORT | changed, headers=people["staff"])
    assert answer.status_code == 422, answer.text
    assert pointer in {each["pointer"] for each in answer.json()["errors"]} | {""}
    kept = market_client.get(mine("ashlar-dose"), headers=people["staff"])
    assert kept.json()["items"] == []


def test_nobody_learns_from_an_answer_or_from_the_log_who_gave_it(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """The log says that somebody did; the public sees a role and a quarter, no comment before its batch."""
    said = "The tabs are where I look for them, canary-said."
    market_client.put(mine("tern-record"), json=SHORT | {"comment": said}, headers=people["staff"])
    comments = shown(market_client, "tern-record")["comments"]
    assert said not in str(comments)
    assert {frozenset(each) for each in comments} == {frozenset({"id", "role", "comment", "period", "reply"})}
    log = market_client.get("/api/v1/audit/events?limit=500", headers=people["auditor"]).json()["items"]
    told = [str(each) for each in log if "feedback.given" in str(each)]
    assert told
    assert all("Nia" not in each and "respondent" in each for each in told)


def test_questionnaires_are_told_apart(market_client: Client, people: dict[str, Headers]) -> None:
    """Two tens by the short form move no mean of the long one, nor its number."""
    slug = "kestrel-lab"
    before = shown(market_client, slug)
    for who in ("staff", "buyer"):
        market_client.put(mine(slug), json=SHORT, headers=people[who])
    assert shown(market_client, slug) == before
    assert [(e["instrument"], e["answers"]) for e in before["instruments"]] == [("sus", before["answers"])]


def test_few_answers_show_no_figure_and_say_how_many_it_takes(market_client: Client) -> None:
    """No mean, no number, no comment, no role."""
    found = shown(market_client, "dovetail-record")
    assert (found["shown"], found["mean"], found["comments"], found["roles"]) == (False, None, [], [])
    assert (found["answers"], found["instruments"], found["released_on"]) == (0, [], None)
    page = market_client.get("/products/dovetail-record").text
    assert "a batch is 5 answers from 3 organisations" in page


def test_the_page_loses_nothing_that_was_typed(market_client: Client) -> None:
    """An unanswered item is named at its own place; all else stands where it stood."""
    market_client.headers.update(HERE)
    market_client.follow_redirects = False
    signed_in(market_client, "nurse")
    path = "/products/assayline/feedback/give"
    token = token_in(market_client.get(path).text)
    typed = {"instrument": "umux_lite", "items-0": "6", "role": "doctor", "months_of_use": "18", "ease": "5"}
    typed |= {"comment": "Slow <today>.", "statements-3": "2", "specialty": "surgery and theatres"}
    page = market_client.post(path, data=typed | {"form_token": token})
    assert page.status_code == 422
    assert 'href="#items-1-1"' in page.text
    nothing = market_client.post(path, data={"instrument": "umux_lite", "form_token": token}).text
    told = re.findall(r'href="#((?:items|role)-[\d-]+)"', nothing)
    assert told == ["items-0-1", "items-1-1", "role-1"], "all that is missing at once, as it is asked"
    for name in ("items-0-6", "ease-5", "statements-3-2"):
        assert re.search(rf'id="{name}"[^>]* checked', page.text), name
    assert "Slow &lt;today&gt;." in page.text
    assert 'value="18"' in page.text
    assert '<option value="surgery and theatres" selected>' in page.text
    sent = market_client.post(path, data=typed | {"items-1": "4", "form_token": token})
    assert sent.status_code == 303
    kept = market_client.get(sent.headers["location"]).text
    assert "Change your answer about Assayline" in kept
    assert len(STATEMENTS) == kept.count('name="statements-') // 5
    gone = market_client.post(
        "/products/assayline/feedback/withdrawal",
        data={"period": "2026-Q4", "form_token": token},
    )
    assert gone.status_code == 303


def test_an_account_says_what_its_role_does_here(market_client: Client) -> None:
    """With a page for each; a link to what is shut to it would lead to a refusal."""
    market_client.headers.update(HERE)
    market_client.follow_redirects = False
    signed_in(market_client, "nurse")
    page = market_client.get("/account").text
    assert '<a href="/products">Give feedback</a>' in page
    assert "Your organisation’s shortlists" not in page
    signed_in(market_client, "assessor")
    assert '<a href="/moderate">Moderate feedback</a>' in market_client.get("/account").text
