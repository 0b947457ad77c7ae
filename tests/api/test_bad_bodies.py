"""A body that is wrong, for each operation that takes JSON: a clear problem, and nothing is written."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from sqlalchemy import func, select

from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.tables import events
from tests.api.signed_in import demo_tokens
from tests.api.strange_values import Place, places, replaced
from tests.api.worked_examples import Runner, examples
from tests.composed import composed
from tests.inline import InlineClient

TAKE_JSON = sorted(name for name, example in examples().items() if "body" in example["request"])
DATE = re.compile(r"\d{4}-\d\d-\d\d")
WITHOUT_TEXT = {"inviteToFeedback"}  # a number is all it takes
HAVE_A_DATE = [name for name in TAKE_JSON if DATE.search(json.dumps(examples()[name]["request"]["body"]))]


class Market:
    """The demonstration market, and how many events it has recorded."""

    def __init__(self, runner: Runner, database: Database) -> None:
        self.runner, self.database = runner, database

    def send(self, name: str, body: bytes) -> Response:
        """The answer to the worked example `name`, asked with `body` by whoever may; no event was made."""
        asked = self.runner.request(name)
        who = self.runner.examples[name].get("as")
        headers = {"content-type": "application/json"}
        headers |= {"authorization": f"Bearer {self.runner.tokens[who]}"} if who else {}
        before = self._events()
        answer = self.runner.client.request(asked["method"], asked["path"], content=body, headers=headers)
        assert self._events() == before
        return answer

    def _events(self) -> int:
        with self.database.read() as db:
            return db.scalar(select(func.count()).select_from(events)) or 0


@pytest.fixture(scope="module")
def market(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Market]:
    """One market for all of them: nothing here may change it."""
    file = tmp_path_factory.mktemp("bodies") / "demo.sqlite"
    file.write_bytes(demo_template.read_bytes())
    url, clock = f"sqlite:///{file}", FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    database = Database(url)
    with composed(Settings(database=url, access_log="none"), clock) as app, InlineClient(app) as client:
        yield Market(Runner(client, demo_tokens(client)), database)
    database.close()


def assert_problem(answer: Response, status: int, pointer: str | None = None) -> None:
    """It is a problem with a next step, and points at the field if one is to blame."""
    assert answer.status_code == status, answer.text[:500]
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["detail"]
    assert problem["next_step"]
    if pointer is not None:
        assert pointer in [each["pointer"] for each in problem["errors"]], problem


def _body(name: str) -> Any:
    """What the example sends; an id that another example's answer would give is any."""
    said = json.dumps(examples()[name]["request"]["body"])
    return json.loads(re.sub(r"\{\w+(\.\w+)+\}", "01900000-0000-7000-8000-000000000000", said))


def _first(name: str, kind: type, pattern: str = "") -> Place:
    """Where the first value of a kind stands in the example's body."""
    body = _body(name)
    return next(
        place
        for place, value in places(body)
        if place and isinstance(value, kind) and re.search(pattern, str(value))
    )


def _pointer(place: Place) -> str:
    return "".join(f"/{step}" for step in place)


@pytest.mark.parametrize("name", TAKE_JSON)
def test_an_unknown_field(market: Market, name: str) -> None:
    """It is named: a misspelt field would else be left out in silence."""
    answer = market.send(name, json.dumps(_body(name) | {"unheard_of": 1}).encode())
    assert_problem(answer, 422, "/unheard_of")


@pytest.mark.parametrize("name", TAKE_JSON)
def test_a_wrong_type(market: Market, name: str) -> None:
    """For each field of the body in turn."""
    for field, value in _body(name).items():
        wrong = "text" if isinstance(value, list) else [value]
        answer = market.send(name, json.dumps(_body(name) | {field: wrong}).encode())
        assert_problem(answer, 422, f"/{field}")


@pytest.mark.parametrize("name", HAVE_A_DATE)
@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "20261123", "2026-13-01", "0000-00-00"])
def test_a_day_that_is_on_no_calendar(market: Market, name: str, day: str) -> None:
    """It is refused, not taken for a day near it."""
    place = _first(name, str, DATE.pattern)
    answer = market.send(name, json.dumps(replaced(_body(name), place, day)).encode())
    assert_problem(answer, 422, _pointer(place))


@pytest.mark.parametrize("name", sorted(set(TAKE_JSON) - WITHOUT_TEXT))
def test_a_nul_in_a_string(market: Market, name: str) -> None:
    """No database that we know keeps it as it is."""
    place = _first(name, str)
    answer = market.send(name, json.dumps(replaced(_body(name), place, "a\x00b")).encode())
    assert_problem(answer, 422, _pointer(place))


@pytest.mark.parametrize("name", TAKE_JSON)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"{" + b" " * 20_000_000 + b"}", 413, id="20 MB"),
        pytest.param(b"[" * 15_000, 400, id="deep lists"),
        pytest.param(b'{"a":' * 3_000 + b"1" + b"}" * 3_000, 400, id="deep objects"),
        pytest.param(b'{"a": 1, "a": 2}', 400, id="a key twice"),
        pytest.param(b'{"a": "\xff\xfe"}', 400, id="no UTF-8"),
        pytest.param(b'{"a": NaN}', 400, id="no number"),
        pytest.param(b'{"a": ', 400, id="cut off"),
        pytest.param(b"", 422, id="nothing"),
        pytest.param(b"[]", 422, id="a list"),
        pytest.param(b'"text"', 422, id="a string"),
    ],
)
def test_a_body_that_is_not_what_is_read(market: Market, name: str, body: bytes, status: int) -> None:
    """Whatever it is, it is told in words, and nothing of it is kept."""
    assert_problem(market.send(name, body), status)
