"""Survey files over HTTP: seen first, taken whole or not at all, once."""

import base64
import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from tests.api.signed_in import demo_tokens
from tests.api.test_page_forms import HERE, token_in
from tests.api.test_page_forms import sign_in as signed_in

Client = TestClient[Litestar]
Headers = dict[str, str]
HEAD = "Staff group,Date,UMUX 1,UMUX 2,Comment,Name\n"
GOOD = HEAD + "nurse,2026-11-02,6,5,Fine.,A\nDoctor,2026-11-03,4,4,,B\n"
BAD = HEAD + "nurse,2026-11-02,6,9,Fine.,A\nemperor,2026-11-03,4,4,,B\nnurse,2026-11-03,4,4,,C\n"


@pytest.fixture(scope="module")
def officer(market_client: Client) -> Headers:
    """The header of a procurement officer."""
    return {"authorization": f"Bearer {demo_tokens(market_client)['procurement_officer']}"}


def use_of(client: Client, officer: Headers, slug: str) -> str:
    """The id of a product in use."""
    items = client.get("/api/v1/products-in-use", headers=officer).json()["items"]
    return str(next(each["id"] for each in items if each["product"] == slug))


def sent(client: Client, officer: Headers, where: str, text: str, **more: Any) -> Any:
    """The answer to a file."""
    body = {"content": base64.b64encode(text.encode()).decode(), **more}
    return client.post(f"/api/v1/products-in-use/{where}", json=body, headers=officer)


def answers(client: Client, slug: str) -> Any:
    """What is shown."""
    return client.get(f"/api/v1/products/{slug}/feedback").json()


def test_seen_then_taken_once(market_client: Client, officer: Headers) -> None:
    """The preview keeps nothing; the file is taken whole; the same file is not taken again."""
    use, before = use_of(market_client, officer, "tern-record"), answers(market_client, "tern-record")
    seen = sent(market_client, officer, f"{use}/surveys/preview", GOOD).json()
    assert (seen["lines"], seen["answers"], seen["ready"], seen["refused"]) == (2, 2, True, [])
    assert [each["field"] for each in seen["columns"]] == [
        "role", "given_on", "umux_1", "umux_2", "comment", ""
    ]  # fmt: skip
    assert answers(market_client, "tern-record") == before
    taken = sent(market_client, officer, f"{use}/surveys", GOOD)
    assert (taken.status_code, taken.json()["answers"]) == (201, 2)
    assert sent(market_client, officer, f"{use}/surveys", GOOD).status_code == 409
    assert answers(market_client, "tern-record") == before, "two answers are no batch"


def test_one_bad_line_keeps_the_whole_file_out(market_client: Client, officer: Headers) -> None:
    """Every refusal with its line and column, in the preview and on taking."""
    use, before = use_of(market_client, officer, "tern-record"), answers(market_client, "tern-record")
    seen = sent(market_client, officer, f"{use}/surveys/preview", BAD).json()
    assert [(each["line"], each["column"]) for each in seen["refused"]] == [(2, 4), (3, 1)]
    assert (seen["answers"], seen["ready"]) == (1, False)
    refused = sent(market_client, officer, f"{use}/surveys", BAD)
    assert refused.status_code == 422
    assert "line 3, column 1" in refused.text
    assert answers(market_client, "tern-record") == before


@pytest.mark.parametrize("text", ["=1+1\n", HEAD, HEAD + "nurse,2026-11-02,=6,5,,A\n", "PK\x03\x04nonsense"])
def test_what_is_no_survey_is_refused_in_words(market_client: Client, officer: Headers, text: str) -> None:
    """422, never an error of ours; and so is a column that is nothing."""
    use = use_of(market_client, officer, "tern-record")
    for where in (f"{use}/surveys", f"{use}/surveys/preview"):
        assert sent(market_client, officer, where, text).status_code == 422
    wrong = sent(market_client, officer, f"{use}/surveys", GOOD, columns=["role", "salary", "", "", "", ""])
    assert wrong.status_code == 422


def test_over_the_page_with_nothing_but_a_form(market_client: Client) -> None:
    """A file is chosen, its columns are seen, the file travels with the form, and is taken."""
    market_client.headers.update(HERE)
    market_client.follow_redirects = False
    signed_in(market_client, "officer")
    listed = market_client.get("/collect").text
    found = re.search(r'href="(/collect/[0-9a-f-]+)">Tern Record<', listed)
    assert found
    token = token_in(market_client.get(found[1]).text)
    file = {"file": ("answers.csv", GOOD.replace("6,5", "3,3").encode(), "text/csv")}
    seen = market_client.post(f"{found[1]}/survey", data={"form_token": token}, files=file)
    assert seen.status_code == 200
    assert "Take all 2 answers" in seen.text
    content = re.search(r'name="content" value="([^"]+)"', seen.text)
    assert content
    named = ("role", "given_on", "umux_1", "umux_2", "comment", "")
    columns = {f"column-{place}": field for place, field in enumerate(named)}
    fields = {"form_token": token, "content": content[1], "do": "take", **columns}
    taken = market_client.post(f"{found[1]}/survey", data=fields)
    assert (taken.status_code, taken.headers["location"]) == (303, f"{found[1]}?taken=2")
    empty = market_client.post(f"{found[1]}/survey", data={"form_token": token})
    assert empty.status_code == 422
    assert "Choose a CSV or XLSX file" in empty.text
