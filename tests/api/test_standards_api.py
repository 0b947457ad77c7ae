"""The standards in the API: as of any day, filtered, one by one, and as obligations."""

from collections.abc import Iterator
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from tests.composed import composed
from tests.inline import InlineClient


@pytest.fixture
def client(sqlite_url: str, clock: FixedClock) -> Iterator[TestClient[Litestar]]:
    """One engine is enough: standards are files, not rows."""
    with composed(Settings(database=sqlite_url), clock) as app, InlineClient(app) as client:
        yield client


def _ids(client: TestClient[Litestar], path: str) -> list[str]:
    return [item.get("id") or item["standard_id"] for item in client.get(path).json()["items"]]


def _due(client: TestClient[Litestar], day: str) -> set[str]:
    answer = client.get(f"/api/v1/obligations?product_type=gp-system&as_of={day}").json()
    return {item["standard_id"] for item in answer["items"] if item["phase"] == "due"}


def test_every_standard_is_listed_as_of_today(client: TestClient[Litestar]) -> None:
    """Without a day, the list is as of today in London."""
    page = client.get("/api/v1/standards").json()
    assert page["as_of"] == "2026-11-23"
    assert page["total"] == len(page["items"]) == 52


def test_pages_join_to_the_whole(client: TestClient[Litestar]) -> None:
    """Following the cursor gives every standard once, in order."""
    seen: list[str] = []
    cursor = ""
    while True:
        page: dict[str, Any] = client.get(f"/api/v1/standards?limit=20{cursor}").json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == _ids(client, "/api/v1/standards")


def test_a_gp_system_faces_other_standards_on_other_days(client: TestClient[Litestar]) -> None:
    """DAPB4101 took the place of DAPB4017 in 2026."""
    before, after = _due(client, "2024-03-01"), _due(client, "2026-10-01")
    assert before
    assert before != after


def test_a_filter_narrows_and_never_invents(client: TestClient[Litestar]) -> None:
    """Filters give parts of the whole, and each answer fits its filter."""
    due = client.get("/api/v1/standards?phase=due").json()["items"]
    assert due
    assert {item["phase"] for item in due} == {"due"}
    assert set(_ids(client, "/api/v1/standards?applies_to=gp-system")) < set(
        _ids(client, "/api/v1/standards")
    )
    assert _ids(client, "/api/v1/standards?q=no+such+words+anywhere") == []


def test_one_standard_has_its_requirements(client: TestClient[Litestar]) -> None:
    """The id may be written in either case; the requirements are the same alone and within."""
    whole = client.get("/api/v1/standards/dapb4101").json()
    alone = client.get("/api/v1/standards/DAPB4101/requirements").json()
    assert whole["requirements"] == alone["items"]
    assert {item["level"] for item in alone["items"]} <= {"must", "should", "may"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/standards/NO-SUCH", 404),
        ("/api/v1/standards?as_of=2026-02-30", 422),
        ("/api/v1/standards?as_of=yesterday", 422),
        ("/api/v1/standards?limit=0", 422),
        ("/api/v1/standards?limit=99999999999999999999", 422),
        ("/api/v1/standards?cursor=zz%00", 422),
        ("/api/v1/standards?status=alive", 422),
        ("/api/v1/obligations", 422),
        ("/api/v1/obligations?product_type=spaceship", 422),
    ],
)
def test_a_wrong_question_is_a_clear_problem(client: TestClient[Litestar], path: str, status: int) -> None:
    """Never a 500, always a problem detail."""
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["detail"]
