"""Tables that are taken away as files."""

import pytest
from litestar import Litestar
from litestar.testing import TestClient

EXPORT = "/api/v1/comparisons/export?product=tern-record&product=larkfield-acute&format="


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("json", "application/json"),
    ],
)
def test_a_file_says_what_it_is(demo_client: TestClient[Litestar], kind: str, media_type: str) -> None:
    """Its media type, the encoding of text once, and a name with the ending of its format."""
    answer = demo_client.get(EXPORT + kind)
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].endswith(f'.{kind}"')


def test_no_such_format(demo_client: TestClient[Litestar]) -> None:
    """The formats that there are, are named."""
    answer = demo_client.get(EXPORT + "pdf")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/format"
    assert "xlsx" in answer.text
