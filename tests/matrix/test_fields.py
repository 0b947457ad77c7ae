"""No answer holds a field that the role may not see, no call sets one that it may not (threat row 10)."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from plumbline.accounts.roles import Role
from tests.matrix.asking import Asking, Call
from tests.matrix.fields import FILE, MAPS, Seen, pointers, seen
from tests.matrix.table import ROWS, TABLE, Proof, Row

STRANGE = "surprise"
WITHOUT_A_BODY = {  # their paths say it all
    "POST /api/v1/live-checks/{live_check_id:uuid}/looks",
    "POST /api/v1/billing/listing/end",
    "POST /api/v1/billing/listing/continuation",
    "POST /api/v1/billing/portal",
}
TAKE_A_BODY = [
    row.name
    for row in TABLE.rows
    if row.is_api and row.method in ("POST", "PUT", "PATCH") and row.name not in WITHOUT_A_BODY
]


def test_every_answer_has_the_fields_of_the_file(asking: Asking) -> None:
    """Operation by operation, role by role. Where it is meant: `python -m tests.matrix.fields`."""
    allowed: Seen = json.loads(FILE.read_text(encoding="utf-8"))
    found = seen(asking)
    assert sorted(found) == sorted(allowed)
    differ = {operation: found[operation] for operation in found if found[operation] != allowed[operation]}
    assert differ == {}, f"{sorted(differ)} answer with other fields than {FILE.name} says"


def test_the_search_for_fields_finds_a_new_one() -> None:
    """However deep it stands, and whatever else is folded."""
    answer = {"items": [{"id": 1}, {"id": 2, "inner": {"secret": 3}}], "size": {"bed": 1, "user": 2}}
    assert set(pointers(answer)) == {
        "/items", "/items/*/id", "/items/*/inner", "/items/*/inner/secret", "/size", "/size/*"
    }  # fmt: skip


def strange_bodies(body: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """The body with one field that nobody knows, once in every object of it; and where that stands."""
    if isinstance(body, dict) and at.rpartition("/")[2] not in MAPS:
        yield f"{at}/{STRANGE}", {**body, STRANGE: 1}
    for key, inner in body.items() if isinstance(body, dict) else enumerate(body):
        if isinstance(inner, dict | list):
            for pointer, changed in strange_bodies(inner, f"{at}/{key}"):
                whole = copy.copy(body)
                whole[key] = changed
                yield pointer, whole


def body_of(call: Call) -> Any:
    """The JSON that the call sends, in its body or in a part of its form."""
    if "json" in call.extra:
        return call.extra["json"]
    form = call.extra["data"]
    return json.loads(form["evidence"]) if "evidence" in form else form


def with_body(call: Call, body: Any) -> Call:
    """The same call with another body."""
    if "json" in call.extra:
        return Call(path=call.path, extra=call.extra | {"json": body})
    form = {"evidence": json.dumps(body)} if "evidence" in call.extra["data"] else body
    return Call(path=call.path, extra=call.extra | {"data": form})


@pytest.mark.parametrize("name", TAKE_A_BODY)
def test_a_field_that_nobody_knows_is_refused(asking: Asking, name: str) -> None:
    """In every object of the body, by its pointer: 422, and nothing is set behind anybody's back."""
    row: Row = ROWS[name]
    role = next(role for role in Role if TABLE.may(role, row))
    caller = asking.world.callers[role, Proof.OWN]
    call = asking.call_for(row, caller, fresh=True)
    tried = list(strange_bodies(body_of(call)))
    assert tried, "it takes no object"
    for pointer, body in tried:
        answer = asking.ask(row, with_body(call, body), caller)
        assert (answer.status_code, pointer) == (422, pointer), answer.text
        assert pointer in [each["pointer"] for each in answer.json()["errors"]]
