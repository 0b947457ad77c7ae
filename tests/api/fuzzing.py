"""Fuzzes every operation of the OpenAPI document: strange and proper input, asked as everybody.

Each generated request is sent without a token and with a token of each role. Whoever asks, the
answer is one that the document describes: its status, its media type, its schema; never a 500, and
never a 2xx without the token that the operation asks for.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_schema_conformance,
    status_code_conformance,
)

from plumbline.app import create_app
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.web.openapi import operations, path_values
from tests.api.signed_in import demo_tokens
from tests.api.strange_values import strange
from tests.api.worked_examples import FOLDER, Runner
from tests.composed import composed
from tests.inline import InlineClient

COMMITTED: Final = FOLDER.parent / "openapi.json"
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    response_schema_conformance,
    content_type_conformance,
    ignored_auth,
]
EVERYTHING: Final = sorted(
    operation["operationId"]
    for _, _, operation in operations(json.loads(COMMITTED.read_text(encoding="utf-8")))
)
Cases = st.SearchStrategy[schemathesis.Case[Any]]
Operation = schemathesis.APIOperation[Any, Any, Any, Any]


class Fuzz:
    """The demonstration market under fuzz: its operations, its people, and requests that it knows."""

    def __init__(self, url: str) -> None:
        clock = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
        # As a demonstration, or there would be no payment processor to open a page of.
        settings = Settings(database=url, access_log="none", rate_limits=0, live_checks=True, demo=True)
        with composed(settings, clock) as app, InlineClient(app) as client:
            tokens = demo_tokens(client)
            runner = Runner(client, tokens)
            self.asked = {name: runner.request(name) for name in EVERYTHING}
        self.headers: list[dict[str, str]] = [{}]
        self.headers += [{"Authorization": f"Bearer {token}"} for token in tokens.values()]
        app = create_app(settings, clock)
        self.schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)

    def run(self, name: str, examples: int, *, derandomize: bool) -> None:
        """Ask the operation `name` with so many examples as everybody; raises at what is wrong."""

        @settings(
            max_examples=examples,
            derandomize=derandomize,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=self._cases(name))
        def ask(case: schemathesis.Case[Any]) -> None:
            for headers in self.headers:
                case.call_and_validate(headers=dict(headers), checks=CHECKS)

        ask()

    def _cases(self, name: str) -> Cases:
        """Proper and strange input, for things that are there and for things that are not."""
        operation, asked = self.schema.find_operation_by_id(name), self.asked[name]
        known = path_values(operation.path, urlsplit(asked["path"]).path)
        kinds = [operation.as_strategy()]
        if known:
            kinds.append(operation.as_strategy(path_parameters=known))
        if operation.query or operation.body:
            negative = GenerationMode.NEGATIVE
            kinds.append(operation.as_strategy(generation_mode=negative, path_parameters=known or None))
        if operation.body:
            kinds.append(_made_strange(operation, asked, known))
        return st.one_of(kinds)


def _made_strange(operation: Operation, asked: dict[str, Any], known: dict[str, str]) -> Cases:
    body: st.SearchStrategy[Any]
    if "form" in asked:
        body, media_type = _strange_form(asked), "multipart/form-data"
    else:
        body, media_type = strange(asked["body"]), "application/json"
    return body.map(lambda value: operation.Case(path_parameters=known, body=value, media_type=media_type))


def _strange_form(asked: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Its JSON part made strange; the files, where it has nothing else."""
    if "evidence" in asked["form"]:
        return strange(json.loads(asked["form"]["evidence"])).map(lambda part: {"evidence": _sendable(part)})
    proper = st.sampled_from([each["text"].encode() for each in asked["files"].values()])
    cut = st.tuples(proper, st.integers(0, 200)).map(lambda pair: pair[0][: pair[1]])
    return st.lists(proper | cut | st.binary(max_size=300), max_size=4).map(lambda files: {"file": files})


def _sendable(part: Any) -> Any:
    """Half a surrogate pair is no text to a client; as bytes it goes out, and is no UTF-8 to the service."""
    return part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part


@contextmanager
def fuzzing(url: str) -> Iterator[Fuzz]:
    """A fuzz of the demonstration market in the database `url`, which it writes in."""
    try:
        yield Fuzz(url)
    finally:
        asgi.shutdown_lifespans()
