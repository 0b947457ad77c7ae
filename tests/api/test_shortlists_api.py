"""Shortlists over HTTP: frozen, a reason for each product, nobody else's, and safe to take away."""

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.cli import main
from tests.api.signed_in import demo_tokens

Client = TestClient[Litestar]
Headers = dict[str, str]
QUESTION = {"filter": {"product_type": ["epr"]}, "weights": {"cost": 30, "experience": 70}}
HOSTILE = '=HYPERLINK("http://elsewhere.example","too dear for us")'


@pytest.fixture(scope="module")
def people(market_client: Client) -> dict[str, Headers]:
    """The header of a person of each role."""
    tokens = demo_tokens(market_client)
    return {name: {"authorization": f"Bearer {token}"} for name, token in tokens.items()}


@pytest.fixture
def made(market_client: Client, people: dict[str, Headers]) -> Any:
    """A shortlist of the buyer's organisation."""
    body = {"title": "Record system 2027", "question": QUESTION}
    answer = market_client.post("/api/v1/shortlists", json=body, headers=people["buyer"])
    assert answer.status_code == 201, answer.text
    return answer.json()


def decide(client: Client, who: Headers, made: Any, slug: str, **changes: Any) -> Any:
    """The answer to a decision."""
    body = {"choice": "out", "reason": "Too dear for four sites.", "version": 1} | changes
    return client.put(f"/api/v1/shortlists/{made['id']}/decisions/{slug}", json=body, headers=who)


def test_everything_that_fits_is_in_it(market_client: Client, made: Any) -> None:
    """What is ranked with its score, and what the gate leaves out with why; none has a reason yet."""
    ranked = market_client.post("/api/v1/rankings", json=QUESTION | {"limit": 500}).json()
    lines = made["lines"]
    assert [line["slug"] for line in lines if line["rank"]] == [
        row["product"]["slug"] for row in ranked["items"]
    ]
    assert [line["score"] for line in lines if line["rank"]] == [row["score"] for row in ranked["items"]]
    left_out = [line for line in lines if line["rank"] is None]
    assert len(left_out) == ranked["excluded_total"] > 0
    assert all(line["reasons"] for line in left_out)
    assert made["undecided"] == [line["slug"] for line in lines]


def test_a_decision_takes_the_place_of_the_one_before(
    market_client: Client, people: dict[str, Headers], made: Any
) -> None:
    """By the version that was seen; a colleague who saw an older one is told so."""
    slug = made["lines"][0]["slug"]
    first = decide(market_client, people["buyer"], made, slug)
    assert first.status_code == 200
    assert first.json()["version"] == 2
    late = decide(market_client, people["procurement_officer"], made, slug, choice="in")
    assert late.status_code == 409
    again = decide(market_client, people["procurement_officer"], made, slug, choice="in", version=2)
    line = again.json()["lines"][0]
    assert (line["choice"], line["decided_by"].split(",")[0], line["version"]) == ("in", "Petra Procure", 3)
    assert slug not in again.json()["undecided"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"reason": "no"}, "/reason"), ({"reason": " " * 40}, "/reason"), ({"choice": "perhaps"}, "/choice"),
     ({"version": 0}, "/version"), ({"colour": "red"}, "/colour"), ({"reason": "a" * 2001}, "/reason")],
)  # fmt: skip
def test_a_decision_without_a_reason_is_none(
    market_client: Client, people: dict[str, Headers], made: Any, changes: dict[str, Any], pointer: str
) -> None:
    """Refused, saying where; nothing is kept."""
    answer = decide(market_client, people["buyer"], made, made["lines"][0]["slug"], **changes)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    now = market_client.get(f"/api/v1/shortlists/{made['id']}", headers=people["buyer"]).json()
    assert now["version"] == 1


def test_a_product_that_is_not_in_it_cannot_be_decided_on(
    market_client: Client, people: dict[str, Headers], made: Any
) -> None:
    """Not found."""
    assert decide(market_client, people["buyer"], made, "nobody").status_code == 404


def test_another_organisations_shortlist_is_not_there(
    market_client: Client, people: dict[str, Headers], made: Any
) -> None:
    """The same 404 as for one that never was, on every route, and it is in no list."""
    other = people["other_buyer"]
    missing = "01900000-0000-7000-8000-000000000000"
    for tail in ("", "/export?format=csv", "/receipt"):
        theirs = market_client.get(f"/api/v1/shortlists/{made['id']}{tail}", headers=other)
        never = market_client.get(f"/api/v1/shortlists/{missing}{tail}", headers=other)
        assert theirs.status_code == never.status_code == 404
        assert theirs.json() | {"request_id": ""} == never.json() | {"request_id": ""}
    assert decide(market_client, other, made, made["lines"][0]["slug"]).status_code == 404
    listed = market_client.get("/api/v1/shortlists", headers=other).json()["items"]
    assert made["id"] not in [each["id"] for each in listed]


@pytest.mark.parametrize(
    "role", ["supplier", "assessor", "standards_owner", "staff", "auditor", "administrator"]
)
def test_who_buys_nothing_has_no_shortlists(
    market_client: Client, people: dict[str, Headers], role: str
) -> None:
    """Refused, naming who may."""
    answer = market_client.get("/api/v1/shortlists", headers=people[role])
    assert answer.status_code == 403
    assert "buyer" in answer.json()["next_step"]


def test_an_evaluator_reads_and_a_visitor_does_not(
    market_client: Client, people: dict[str, Headers], made: Any
) -> None:
    """Reading and deciding are two permissions; without a token there is neither."""
    path = f"/api/v1/shortlists/{made['id']}"
    assert market_client.get(path, headers=people["evaluator"]).status_code == 200
    assert decide(market_client, people["evaluator"], made, made["lines"][0]["slug"]).status_code == 403
    assert market_client.get(path).status_code == 401


def test_questions_that_find_nothing_or_too_little_words_are_refused(
    market_client: Client, people: dict[str, Headers]
) -> None:
    """With where and what to do."""
    for body, pointer in (
        ({"title": "x", "question": {}}, "/title"),
        ({"title": "Nothing", "question": {"filter": {"q": "zzzzzz"}}}, "/question"),
        ({"title": "Wrong", "question": {"weights": {"beauty": 1}}}, "/weights/beauty"),
    ):
        answer = market_client.post("/api/v1/shortlists", json=body, headers=people["buyer"])
        assert answer.status_code == 422
        assert any(error["pointer"].endswith(pointer) for error in answer.json()["errors"])


def test_it_stays_as_it_was_when_the_market_moves(
    market_client: Client, people: dict[str, Headers], made: Any
) -> None:
    """A release makes its product's evidence old: the ranking changes, the shortlist says so and stays."""
    assert not made["market_moved"]
    release = {"version": "99.0", "released_on": "2026-11-23"}
    answer = market_client.post(
        "/api/v1/products/tern-record/releases", json=release, headers=people["supplier"]
    )
    assert answer.status_code == 201, answer.text
    now = market_client.get(f"/api/v1/shortlists/{made['id']}", headers=people["buyer"]).json()
    assert now["market_moved"]
    assert now["lines"] == made["lines"]
    ranked = market_client.post("/api/v1/rankings", json=QUESTION).json()
    assert "tern-record" not in [row["product"]["slug"] for row in ranked["items"]]


def test_every_reason_can_be_taken_away_and_none_is_a_formula(
    market_client: Client, people: dict[str, Headers], made: Any
) -> None:
    """CSV, XLSX and JSON hold each product with its reason; a spreadsheet computes nothing of it."""
    slug = made["lines"][0]["slug"]
    assert decide(market_client, people["buyer"], made, slug, reason=HOSTILE).status_code == 200
    path = f"/api/v1/shortlists/{made['id']}/export"
    files = {
        kind: market_client.get(path, params={"format": kind}, headers=people["buyer"]).content
        for kind in ("csv", "xlsx", "json")
    }
    sheet = openpyxl.load_workbook(io.BytesIO(files["xlsx"])).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).endswith(HOSTILE) for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    assert b"'=HYPERLINK" in files["csv"]
    assert len(files["csv"].decode("utf-8-sig").strip().splitlines()) == 1 + len(made["lines"])
    assert HOSTILE in json.dumps(json.loads(files["json"])).replace('\\"', '"')


def test_the_frozen_receipt_verifies(
    market_client: Client, people: dict[str, Headers], made: Any, tmp_path: Path
) -> None:
    """By anybody, later, without the market."""
    receipt = market_client.get(f"/api/v1/shortlists/{made['id']}/receipt", headers=people["buyer"])
    file = tmp_path / "receipt.json"
    file.write_bytes(receipt.content)
    assert main(["rankings", "verify", str(file)]) == 0
    assert receipt.json()["receipt_sha256"] == made["receipt_sha256"]
