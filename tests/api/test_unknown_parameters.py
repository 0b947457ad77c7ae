"""Every operation of the API refuses what it has no parameter for, and says which it has."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.web.openapi import operations
from tests.api.worked_examples import FOLDER

Client = TestClient[Litestar]
OPERATIONS = {
    operation["operationId"]: (path, method, operation)
    for path, method, operation in operations(json.loads((FOLDER.parent / "openapi.json").read_bytes()))
}


def _parameters(operation: Mapping[str, Any]) -> list[str]:
    return sorted(each["name"] for each in operation.get("parameters", ()) if each["in"] == "query")


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_unknown_parameter_is_named_with_the_known_ones(market_client: Client, name: str) -> None:
    """Before anything is read or anybody is asked who they are; the known ones are those of the document."""
    path, method, operation = OPERATIONS[name]
    some_id = "01a00000-0000-7000-8000-000000000000"
    filled = path.replace("{", "").replace("}", "")
    for parameter in operation.get("parameters", ()):
        if parameter["schema"].get("format") == "uuid":
            filled = filled.replace(parameter["name"], some_id)
    answer = market_client.request(method, f"{filled}?colour=red&a/b=1")
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert [error["pointer"] for error in problem["errors"]] == ["/colour", "/a~1b"]
    assert "'colour'" in problem["detail"]
    known = _parameters(operation)
    assert problem["next_step"] == (
        f"Known here: {', '.join(known)}." if known else "This operation takes none."
    )


@pytest.mark.parametrize(
    "path", ["/api/v1/products?q=%00", "/api/v1/suppliers?q=a%00b", "/products?q=%00", "/rank?q=%00"]
)
def test_a_nul_is_searched_for_nowhere(market_client: Client, path: str) -> None:
    """It is refused, rather than taken for nothing and answered with everything."""
    answer = market_client.get(path)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/q"]


@pytest.mark.parametrize("words", ["%22", "%25", "...", "%F0%9F%A9%BA"])
def test_signs_alone_are_found_nowhere(market_client: Client, words: str) -> None:
    """Words that are none do not stand for everything, neither in a search nor in a ranking."""
    assert market_client.get(f"/api/v1/products?q={words}").json()["total"] == 0
    assert market_client.get("/api/v1/products?q=%20").json()["total"] == 40
