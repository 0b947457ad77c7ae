"""Health, request ids, security headers, conditional reads."""

from litestar import Litestar
from litestar.testing import TestClient

from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.migrate import downgrade


def test_the_service_says_it_is_well(client: TestClient[Litestar]) -> None:
    """A reachable, migrated database is health."""
    answer = client.get("/health")
    assert answer.json() == {"status": "ok"}
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_database_without_schema_is_not_health(client: TestClient[Litestar], database_url: str) -> None:
    """An old schema is 503, and the next step is named."""
    database = Database(Settings(database=database_url).database)
    downgrade(database)
    database.close()
    answer = client.get("/health")
    assert answer.status_code == 503
    assert "plumbline migrate" in answer.json()["next_step"]


def test_every_answer_has_its_own_request_id(client: TestClient[Litestar]) -> None:
    """Two calls, two ids."""
    first, second = (client.get("/api/v1/standards").headers["x-request-id"] for _ in range(2))
    assert first != second


def test_a_read_that_did_not_change_is_304(client: TestClient[Litestar]) -> None:
    """The tag of an answer brings 304 and no body; another tag brings the answer."""
    first = client.get("/api/v1/standards")
    tag = first.headers["etag"]
    again = client.get("/api/v1/standards", headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == tag
    changed = client.get("/api/v1/standards", headers={"if-none-match": '"other"'})
    assert (changed.status_code, changed.content) == (200, first.content)


def test_head_says_what_get_would(client: TestClient[Litestar]) -> None:
    """HEAD is not broken by conditional reads."""
    assert client.head("/api/v1/standards").status_code in (200, 405)
