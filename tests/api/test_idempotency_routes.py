"""Every unsafe operation there is honours a key: a new one cannot forget."""

import re
import shutil
from base64 import b64decode, b64encode
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from litestar.handlers import HTTPRouteHandler

from plumbline.app import create_app
from plumbline.kit.clock import FixedClock
from plumbline.kit.idempotency import HEADER, Keeping
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.idempotency import UNSAFE, keeping_of
from plumbline.web.openapi import operations
from tests.api.keyed import events_told, is_replay, rows_kept, same_answer
from tests.api.signed_in import demo_tokens
from tests.api.test_openapi import OPERATIONS, SCHEMA
from tests.api.worked_examples import Runner
from tests.conftest import NOON
from tests.inline import InlineClient

# The whole list of exceptions. Whoever adds to it says why in decision 0012.
COMPUTES = {
    *("rankProducts", "getRankingReceipt", "listExcludedProducts", "exportRanking"),
    *("tryRanking", "getRobustnessReceipt", "askWhatIf", "adviseWeights", "previewSurvey"),
    *("openInvitation", "getInvitedFeedback"),
}
REFUSES = {"createSession", "inviteToFeedback", "openPortal"}
KEPT = sorted(
    operation["operationId"]
    for _, method, operation in operations(SCHEMA)
    if method.upper() in UNSAFE and operation["operationId"] not in COMPUTES | REFUSES
)


@pytest.fixture(scope="module")
def file(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration market of these tests' own."""
    copy = tmp_path_factory.mktemp("keys") / "demo.sqlite"
    shutil.copy(demo_template, copy)
    return copy


@pytest.fixture(scope="module")
def database(file: Path) -> Iterator[Database]:
    """The market, to look what happened."""
    database = Database(f"sqlite:///{file}")
    yield database
    database.close()


@pytest.fixture(scope="module")
def runner(file: Path) -> Iterator[Runner]:
    """A client of the market, with a token per role."""
    with InlineClient(
        create_app(Settings(database=f"sqlite:///{file}", rate_limits=0, live_checks=True), FixedClock(NOON))
    ) as client:
        yield Runner(client, demo_tokens(client))


def test_every_unsafe_operation_has_the_machinery(runner: Runner) -> None:
    """Asked of the routes there are, described or not: only those listed here keep nothing."""
    handlers = [
        handler
        for route in runner.client.app.routes
        if route.path.startswith("/api/")
        for handler in getattr(route, "route_handlers", ())
        if isinstance(handler, HTTPRouteHandler) and handler.http_methods & UNSAFE
    ]
    assert {str(handler.operation_id) for handler in handlers} == {*KEPT, *COMPUTES, *REFUSES}
    for handler in handlers:
        name = str(handler.operation_id)
        expected = name not in COMPUTES | REFUSES
        assert keeping_of(handler).remembers is expected, name
        assert ("keyed" in handler.parsed_fn_signature.parameters) is expected, f"{name}: put @once below it"
        assert (keeping_of(handler) is Keeping.REFUSED) is (name in REFUSES)


@pytest.mark.parametrize("name", KEPT)
def test_a_keyed_operation_is_carried_out_once(runner: Runner, database: Database, name: str) -> None:
    """Its worked example, sent again with its key: the same answer, no event; changed: refused."""
    request, key = runner.request(name), f"key of {name}".replace(" ", "-")
    before = events_told(database)
    first = runner.send(name, request, **{HEADER: key})
    assert first.status_code == runner.examples[name]["response"]["status"], first.text
    runner.answers.setdefault(name, first)  # it happened: examples that come after it go on from here
    after, rows = events_told(database), len(rows_kept(database))
    assert after > before
    again = runner.send(name, request, **{HEADER: key})
    assert same_answer(first, again)
    assert (is_replay(first), is_replay(again)) == (False, True)
    changed = _changed(request)
    if changed is None:
        return
    other = runner.send(name, changed, **{HEADER: key})
    assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    assert (events_told(database), len(rows_kept(database))) == (after, rows)


def _changed(request: dict[str, Any]) -> dict[str, Any] | None:
    """The same request with something else in its body; without a body, of another thing or quarter. None
    where there is nothing to change.
    """
    changed = deepcopy(request)
    if "body" in changed:
        if set(changed["body"]) == {"own"}:  # a code is whose it is: with another one it is another's key
            return None
        assert _lengthen(changed["body"]), "name the field of its body that takes any text"
        return changed
    if "form" in changed:
        changed["files"]["file"]["text"] += " "
        return changed
    path = changed["path"]
    names = [part for part in path.split("/") if len(part) == len(str(uuid4())) or _QUARTER.fullmatch(part)]
    if not names:
        return None
    other = "2025-Q1" if _QUARTER.fullmatch(names[-1]) else str(uuid4())
    return changed | {"path": path.replace(names[-1], other)}


_QUARTER = re.compile(r"\d{4}-Q\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _lengthen(body: dict[str, Any]) -> bool:
    """Make the first free text longer, a file too, or move the first day, wherever it stands."""
    for name, value in body.items():
        if isinstance(value, dict) and _lengthen(value):
            return True
        if not isinstance(value, str):
            continue
        if name == "content":
            body[name] = b64encode(b64decode(value) + b"\n").decode()
            return True
        if _DAY.fullmatch(value):
            body[name] = "2026-01-01"
            return True
        if " " in value or name in ("version", "address", "email"):
            body[name] = value + "x"
            return True
    return False


@pytest.mark.parametrize("name", sorted(COMPUTES))
def test_a_computation_takes_a_key_and_keeps_nothing(runner: Runner, database: Database, name: str) -> None:
    """It answers as without one."""
    rows = len(rows_kept(database))
    answer = runner.send(name, runner.request(name), **{HEADER: "one"})
    assert answer.status_code == 200
    assert not is_replay(answer)
    assert len(rows_kept(database)) == rows


@pytest.mark.parametrize("name", sorted({*KEPT, *COMPUTES, *REFUSES}))
def test_the_document_says_what_a_key_does(name: str) -> None:
    """The header with its bounds, and the answers it can lead to."""
    operation = OPERATIONS[name]
    found = [each for each in operation.get("parameters", []) if each["name"] == HEADER]
    if name in REFUSES:
        assert found == []
        assert HEADER in operation["description"]
        return
    assert [(each["in"], each["required"]) for each in found] == [("header", False)]
    assert found[0]["schema"]["maxLength"] == 255
    assert {"422"} <= set(operation["responses"])
    if name in KEPT:
        assert {"409"} <= set(operation["responses"])
        good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        assert all("Idempotency-Replayed" in answer["headers"] for answer in good)
