"""The wrong thing is answered with a clear problem, and never with a 500."""

import json

import pytest
from litestar import Litestar
from litestar.testing import TestClient

RANKINGS = "/api/v1/rankings"
JSON = {"content-type": "application/json"}


def _problem(client: TestClient[Litestar], body: bytes, status: int) -> dict[str, object]:
    answer = client.post(RANKINGS, content=body, headers=JSON)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem: dict[str, object] = answer.json()
    assert problem["status"] == status
    assert str(problem["type"]).startswith("/problems/")
    assert problem["next_step"]
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert client.get(str(problem["type"]), headers={"accept": "text/html"}).status_code == 200
    return problem


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b'{"wieghts": {"cost": 1}}', 422, "wieghts"),
        (b'{"weights": "all of them"}', 422, "weights"),
        (b'{"weights": {"cost": -1}}', 422, "cost"),
        (b'{"weights": {"charm": 1}}', 422, "charm"),
        (b'{"as_of": "2026-02-30"}', 422, "as_of"),
        (b'{"as_of": "tomorrow"}', 422, "as_of"),
        (b'{"term_months": "a year"}', 422, "term_months"),
        (b'{"limit": 0}', 422, "limit"),
        (b'{"limit": 99999999999999999999999}', 422, "limit"),
        (b'{"weights": {"cost": 1, "cost": 2}}', 400, "twice"),
        (b"[" * 90_000, 400, "nested"),
        (b'{"w":' * 19_000, 400, "nested"),
        (b'{"weights": {"cost": NaN}}', 400, "NaN"),
        (b"\xff\xfe", 400, "UTF-8"),
        (b"{", 400, "line 1"),
        (b"[]", 422, "object"),
        (b"null", 422, ""),
        (rb'{"filter": {"q": "a\u0000b"}}', 422, "/filter/q"),
        (rb'{"method": "\ud800"}', 422, "/method"),
    ],
)
def test_what_is_wrong_is_named(client: TestClient[Litestar], body: bytes, status: int, words: str) -> None:
    """Unknown fields, wrong types, bad dates, broken JSON: a problem detail that names them."""
    problem = _problem(client, body, status)
    assert words.lower() in json.dumps(problem).lower()


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({"weights": {"cost": "much"}}, "/weights/cost", "This has to be a number; it is text."),
        ({"weights": {"cost": 1, "a/b": None}}, "/weights/a~1b", "This has to be a number; it is null."),
        (
            {"size": {"bed": 1, "user": -1, "site": -1}},
            "/size/user",
            "This has to be a whole number: 0 or more.",
        ),
        (
            {"filter": {"supplier": ["a", 2]}},
            "/filter/supplier/1",
            "This has to be text; it is a whole number.",
        ),
        ({"as_of": "tomorrow"}, "/as_of", "This is no date of the calendar. Write it as 2026-10-01."),
        (
            {"weights": {"c" * 41: 1}},
            "/weights",
            "This is text that is too long: it may have at most 40 characters.",
        ),
    ],
)
def test_a_field_is_pointed_at_in_plain_words(
    client: TestClient[Litestar], body: object, pointer: str, detail: str
) -> None:
    """Down to the key of a map and the place in a list."""
    problem = _problem(client, json.dumps(body).encode(), 422)
    assert problem["errors"] == [{"pointer": pointer, "detail": detail}]


def test_the_key_at_fault_is_found_among_many(client: TestClient[Litestar]) -> None:
    """The first that is wrong, whatever stands around it."""
    sizes: dict[str, object] = {f"unit{number}": number for number in range(3000)}
    for wrong in (2999, 1234, 0):
        sizes[f"unit{wrong}"] = "few"
        problem = _problem(client, json.dumps({"size": sizes}).encode(), 422)
        assert problem["errors"] == [
            {"pointer": f"/size/unit{wrong}", "detail": "This has to be a whole number; it is text."}
        ]


def test_a_body_of_twenty_megabytes(client: TestClient[Litestar]) -> None:
    """Larger than the route takes: 413, and it says so."""
    _problem(client, b'{"weights": {"cost": 1' + b" " * 20_000_000 + b"}}", 413)


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/products?limit=0",
        "/api/v1/products?limit=1000000000000000000000",
        "/api/v1/products?limit=-1",
        "/api/v1/products?cursor=x",
        "/api/v1/products?cursor=%00",
        "/api/v1/products?sort=password",
        "/api/v1/products?as_of=2026-13-01",
        "/api/v1/products?gate=lovely",
        "/api/v1/standards?as_of=0000-00-00",
        "/api/v1/organisations?cursor=%ff",
        "/api/v1/comparisons?product=a",
        "/api/v1/comparisons",
        "/api/v1/comparisons/export?format=csv",
    ],
)
def test_strange_queries_are_refused(client: TestClient[Litestar], path: str) -> None:
    """Query parameters that mean nothing are 422 with a field."""
    answer = client.get(path)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"]
    assert answer.json()["next_step"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/products/no-such-product",
        "/api/v1/products/%00",
        "/api/v1/standards/NONE",
        "/api/v1/organisations/ZZZZZZ",
        "/api/v1/suppliers/none",
        "/api/v1/nowhere",
    ],
)
def test_what_is_not_there_is_404(client: TestClient[Litestar], path: str) -> None:
    """Not found reads the same whatever was asked for."""
    answer = client.get(path)
    assert answer.status_code == 404, answer.text
    assert answer.json()["type"] == "/problems/not-found"


def test_searching_for_anything_is_safe(client: TestClient[Litestar]) -> None:
    """Quotes, operators, NUL and very long words are words like others."""
    for words in ("'; drop table products; --", '"', "a AND NOT (b", "\x00", "é" * 500, "%", "*"):
        assert client.get("/api/v1/products", params={"q": words}).status_code in (200, 422)


def test_a_method_that_is_not_allowed(client: TestClient[Litestar]) -> None:
    """405 is a problem detail too."""
    answer = client.delete("/api/v1/standards")
    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["type"] == "/problems/method-not-allowed"
    assert "DELETE" in answer.json()["detail"]
    assert client.get("/problems/method-not-allowed").status_code == 200


def test_an_address_that_nothing_has(client: TestClient[Litestar]) -> None:
    """Says where the addresses are written down, and nothing of things that were not asked for."""
    for path, place in (("/api/v1/nowhere", "/api/v1/openapi.json"), ("/nowhere", "first page")):
        problem = client.get(path).json()
        assert "shortlist" not in json.dumps(problem)
        assert place in problem["next_step"]
