"""The OpenAPI document is the one committed, it is complete, and its examples run."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from plumbline.commands.openapi import document
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.web.openapi import operations, read_examples
from tests.api.signed_in import demo_tokens
from tests.api.worked_examples import FOLDER, Runner, contains
from tests.composed import composed
from tests.conftest import standin_beside
from tests.inline import InlineClient

COMMITTED = Path(__file__).parents[2] / "openapi" / "openapi.json"
SCHEMA: dict[str, Any] = (
    json.loads(COMMITTED.read_text(encoding="utf-8")) if COMMITTED.exists() else {"paths": {}}
)
OPERATIONS = {operation["operationId"]: operation for _, _, operation in operations(SCHEMA)}
EXAMPLES = read_examples(FOLDER)


def test_the_committed_document_is_the_one_the_service_makes() -> None:
    """Drift fails: run `make openapi` and commit what it wrote."""
    assert COMMITTED.read_text(encoding="utf-8") == document(EXAMPLES)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_is_complete(name: str) -> None:
    """Each has a summary, a tag, its error answers as problem details, and a worked example."""
    operation = OPERATIONS[name]
    assert operation.get("summary")
    assert operation.get("tags")
    errors = [r for status, r in operation["responses"].items() if status.startswith(("4", "5"))]
    assert errors
    assert all("application/problem+json" in r["content"] for r in errors)
    assert name in EXAMPLES, f"write openapi/examples/{name}.json"


def test_every_operation_has_its_own_id() -> None:
    """Ids are unique, and every example belongs to an operation."""
    ids = [operation["operationId"] for _, _, operation in operations(SCHEMA)]
    assert len(ids) == len(set(ids))
    assert set(EXAMPLES) <= set(ids)


@pytest.fixture(scope="module")
def runner(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """The service on the demonstration market, with a token per role."""
    file = tmp_path_factory.mktemp("examples") / "demo.sqlite"
    file.write_bytes(demo_template.read_bytes())
    clock = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    held = standin_beside(demo_template, file)
    settings = Settings(database=f"sqlite:///{file}", live_checks=True, stripe_standin=held)
    with composed(settings, clock) as app, InlineClient(app) as client:
        yield Runner(client, demo_tokens(client))


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_runs(runner: Runner, name: str) -> None:
    """What the example says comes back, nothing refused, and the answer fits the document's schema."""
    expected = EXAMPLES[name]["response"]
    assert expected["status"] < 400, "show a reader what works"
    answer = runner.run(name)
    assert answer.status_code == expected["status"], answer.text
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    assert contains(answer.json() if is_json else {}, expected.get("contains", {}))
    described = OPERATIONS[name]["responses"][str(answer.status_code)]
    content = described.get("content", {}).get("application/json", {})
    if is_json and "schema" in content:
        validator = Draft202012Validator({**content["schema"], "components": SCHEMA["components"]})
        assert [e.message for e in validator.iter_errors(answer.json())] == []


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/api/v1/schema/openapi.json"])
def test_the_service_hands_out_the_committed_document(runner: Runner, path: str) -> None:
    """Byte for byte, and it is not sent twice to whoever has it."""
    served = runner.client.get(path)
    assert served.status_code == 200
    assert served.headers["content-type"].startswith("application/vnd.oai.openapi+json")
    assert served.content == COMMITTED.read_bytes()
    again = runner.client.get(path, headers={"if-none-match": served.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_help_page_leads_to_the_document(runner: Runner) -> None:
    """Whoever reads how to use the API finds its description."""
    assert 'href="/api/v1/openapi.json"' in runner.client.get("/api").text
