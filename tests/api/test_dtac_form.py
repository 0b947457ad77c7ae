"""The DTAC form: what is typed is checked, taken away and loaded again unchanged, and handed in."""

import json
from typing import Any

import pytest

from catalog.evidence.forms.dtac import questions, template
from tests.api.evidence_asked import OTHERS, OWN, Client, kept
from tests.api.test_page_forms import HERE, sign_in

PATH = f"/products/{OWN}/dtac"
GOOD = {
    "answer-C1.1.1": "no",
    "answer-C1.2": "yes",
    "answer-C1.2.5": "Ada Officer <b>&</b> GMC 1234567",
    "answer-C2.1": "Standards Met",
    "answer-D1.4.1": "no",
    "answer-D1.4.2": "2027-01-31",
    "answer-D1.5": "97.50",
    "note-C2.1": "Published in June.",
}


@pytest.fixture
def browser(demo_client: Client) -> Client:
    """The client as a browser of the supplier, which follows nothing."""
    demo_client.headers.update(HERE)
    demo_client.follow_redirects = False
    return demo_client


def _send(browser: Client, act: str, **fields: str) -> Any:
    token = sign_in(browser, "supplier")
    return browser.post(PATH, data={"form_token": token, "do": act, **fields})


def test_every_question_stands_in_the_form_once(browser: Client) -> None:
    """With its code and its words, by section."""
    sign_in(browser, "supplier")
    text = browser.get(PATH).text
    for code in questions():
        assert text.count(f'id="answer-{code}"') == 1, code
    for section in ("C1 Clinical safety", "D1 Usability"):
        assert section in text


def test_handing_in_is_one_act(browser: Client, demo_url: str) -> None:
    """The answers become evidence on the release, are read at once, and the page says what moved."""
    before = kept(demo_url)
    answer = _send(browser, "hand_in", **GOOD)
    assert answer.status_code == 200, answer.text
    assert "What became of the file" in answer.text
    assert kept(demo_url) == (before[0] + 1, before[1] + 1)
    newest = browser.get(f"/api/v1/products/{OWN}/evidence").json()["items"][0]
    decided = {each["requirement_id"]: each["outcome"] for each in newest["decisions"]}
    assert decided["C2.1"] == "met"
    assert "C3.1" not in decided
    content = browser.get(
        f"/api/v1/files/{newest['sha256']}", headers={"authorization": f"Bearer {_token(browser)}"}
    ).json()
    assert content["answers"]["C1.2.5"]["answer"] == GOOD["answer-C1.2.5"]
    assert set(content["answers"]) == {name.split("-")[1] for name in GOOD}


def _token(browser: Client) -> str:
    from plumbline.demo.people import DEMO_PASSWORD

    person = {"email": "supplier@demo.example", "password": DEMO_PASSWORD}
    return str(browser.post("/api/v1/sessions", json=person).json()["token"])


def test_what_is_taken_away_can_be_loaded_again(browser: Client, demo_url: str) -> None:
    """The same answers stand in the form; nothing is stored on the way."""
    before = kept(demo_url)
    taken = _send(browser, "download", **GOOD)
    assert taken.status_code == 200
    assert taken.headers["content-disposition"] == f'attachment; filename="{OWN}-dtac-answers.json"'
    token = sign_in(browser, "supplier")
    file = {"answers": ("answers.json", taken.content, "application/json")}
    loaded = browser.post(PATH, data={"form_token": token, "do": "load"}, files=file)
    assert loaded.status_code == 200, loaded.text
    assert f"{len(GOOD) - 1} of {len(questions())} questions are answered" in loaded.text
    assert "Ada Officer &lt;b&gt;&amp;&lt;/b&gt; GMC 1234567" in loaded.text
    assert 'value="2027-01-31"' in loaded.text
    assert "Published in June." in loaded.text
    assert kept(demo_url) == before


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"answer-C1.2": "perhaps"}, "answer-C1.2"),
        ({"answer-D1.5": "97"}, "answer-D1.5"),
        ({"answer-D1.4.2": "2027-02-30"}, "answer-D1.4.2"),
        ({"answer-C2.1": "Brilliant"}, "answer-C2.1"),
        ({"answer-C1.2.1": "x" * 4001}, "answer-C1.2.1"),
        ({"note-C2.1": "x" * 1001}, "note-C2.1"),
        ({"answer-C1.2.1": "a\x07b"}, "answer-C1.2.1"),
        ({"file-C1.1.1": "0" * 64}, "file-C1.1.1"),
    ],
)
def test_what_is_wrong_is_told_beside_the_answer(
    browser: Client, demo_url: str, fields: dict[str, str], pointer: str
) -> None:
    """422, a link in the summary to the field, everything else as it was typed, and nothing stored."""
    before = kept(demo_url)
    for act in ("hand_in", "download", "check"):
        answer = _send(browser, act, **{**GOOD, "note-C2.1": "Published in June.", **fields})
        assert answer.status_code == 422
        assert f'href="#{pointer}"' in answer.text
        assert f'id="{pointer}"' in answer.text
        assert 'value="2027-01-31"' in answer.text or pointer == "answer-D1.4.2"
    assert kept(demo_url) == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": "plumbline-dtac-answers", "format": "x"}',
        json.dumps({**template(), "date": "2026-11-01", "colour": "red"}).encode(),
        json.dumps({**template(), "date": "soon"}).encode(),
    ],
)
def test_what_is_no_file_of_answers_is_refused(browser: Client, content: bytes) -> None:
    """422 with the reason at the field that took it; the form stands there, empty."""
    token = sign_in(browser, "supplier")
    file = {"answers": ("answers.json", content, "application/json")}
    answer = browser.post(PATH, data={"form_token": token, "do": "load"}, files=file)
    assert answer.status_code == 422, answer.text
    assert 'id="answers-error"' in answer.text


def test_wrong_answers_in_a_file_are_shown_to_be_mended(browser: Client) -> None:
    """The others stand in the form."""
    said = {**template(), "date": "2026-11-01", "product": "x", "release": "1"}
    said["answers"] = {"C1.2": {"answer": "perhaps"}, "C2.1": {"answer": "Standards Met"}}
    file = {"answers": ("answers.json", json.dumps(said).encode(), "application/json")}
    token = sign_in(browser, "supplier")
    answer = browser.post(PATH, data={"form_token": token, "do": "load"}, files=file)
    assert (answer.status_code, 'href="#answer-C1.2"' in answer.text) == (422, True)


def test_anothers_product_is_not_there(browser: Client) -> None:
    """Nor for somebody who hands in nothing."""
    sign_in(browser, "supplier")
    assert browser.get(f"/products/{OTHERS}/dtac").status_code == 404
    sign_in(browser, "buyer")
    assert browser.get(PATH).status_code == 403
