"""Which fields of a request are wrong: a JSON Pointer each, and words that a person can act on.

Litestar says where as a dotted key or as msgspec's path, msgspec what in the words of Python's types.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.exceptions import HTTPException

from plumbline.kit.pointers import pointer_to
from plumbline.web.requests import sent_json

Asked = Request[Any, Any, Any]


class ProblemField(msgspec.Struct, frozen=True):
    """One field that is wrong."""

    pointer: str
    detail: str


def fields_of(error: HTTPException, request: Asked) -> tuple[ProblemField, ...]:
    """Every field that `error` knows to be wrong."""
    extra = error.extra if isinstance(error.extra, list) else []
    found = [_field(item, request) for item in extra if isinstance(item, dict) and "message" in item]
    if missing := _MISSING.match(error.detail):
        found.append(ProblemField(f"/{missing[1]}", "This has to be given."))
    return tuple(found)


def _field(item: dict[str, Any], request: Asked) -> ProblemField:
    """Where stands in the key, or at the end of the message: `weights[...]`, ` - at `$.weights[...]``.

    The body itself is called `data` there; a field that is unknown or missing is named in the words.
    """
    message, _, at = str(item["message"]).partition(" - at `$")
    key = str(item.get("key") or "")
    path = at.rstrip("`") or ("" if key == "data" else key.removeprefix("data."))
    steps = list(_resolved([found[0] for found in _STEP.finditer(path)], request))
    if named := _NAMED_FIELD.search(message):
        steps.append(named[1])
    return ProblemField(pointer_to(*steps), plain_words(message))


_STEP: Final = re.compile(r"\[\.\.\.\]|[^.\[\]]+")
_ANY_KEY: Final = "[...]"  # msgspec does not say which key of a map it was
_MISSING: Final = re.compile(r"Missing required \w+ parameter '([^']*)'")
_NAMED_FIELD: Final = re.compile(r"(?:unknown|required) field `([^`]*)`")


def _resolved(steps: list[str], request: Asked) -> Iterator[str]:
    """The steps, with the key in place of "some key"; they end before a key that cannot be found."""
    if _ANY_KEY in steps:
        before = steps[: steps.index(_ANY_KEY)]
        key = _key_at_fault(before, request)
        steps = [*before, key, *steps[len(before) + 1 :]] if key is not None else before
    for step in steps:
        if step == _ANY_KEY:
            return
        yield step


def _key_at_fault(steps: list[str], request: Asked) -> str | None:
    """The first key of the map at `steps` of the body without which the body would not be refused so.

    The map is filled up by halves: that asks a few times, however many keys somebody sends.
    """
    body, field = sent_json(request), request.route_handler.parsed_data_field
    try:
        parent, found = None, body
        for step in steps:
            parent, found = found, found[int(step) if isinstance(found, list) else step]
    except (KeyError, IndexError, TypeError, ValueError):
        return None
    if field is None or not isinstance(found, dict) or not isinstance(parent, dict):
        return None
    first, last = 0, len(items := list(found.items()))
    while first < last:
        middle = (first + last) // 2
        parent[steps[-1]] = dict(items[: middle + 1])
        first, last = (first, middle) if _refused(body, field.annotation) else (middle + 1, last)
    parent[steps[-1]] = found
    return str(items[first][0]) if first < len(items) else None


def _refused(body: Any, kind: Any) -> bool:
    try:
        msgspec.convert(body, kind, strict=False, str_keys=True)
    except msgspec.ValidationError:
        return True
    return False


_KINDS: Final = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
    "date": "a date, written as 2026-10-01",
    "datetime": "a day and a time, written as 2026-10-01T09:30:00Z",
    "uuid": "an id (UUID)",
    "decimal": "a number",
}
_EXPECTED: Final = re.compile(
    r"Expected `([a-z |]+)`(?:, got `(?P<got>\w+)`| of length (?P<side>[<>]=) (?P<length>\d+)"
    r"| (?P<sign>[<>]=) (?P<bound>[\d.-]+))?$"
)
_LENGTHS: Final = {
    "<=": "that is too long: it may have at most",
    ">=": "that is too short: it needs at least",
}
_PARTS: Final = {"str": "characters", "array": "entries", "object": "entries"}
_BOUND: Final = {">=": "or more", "<=": "or less"}
_SAID: Final = {
    "Invalid RFC3339 encoded date": "This is no date of the calendar. Write it as 2026-10-01.",
    "Invalid RFC3339 encoded datetime": "This is no day and time. Write it as 2026-10-01T09:30:00Z.",
    "Invalid UUID": "This is no id: ids are UUIDs.",
}


def plain_words(message: str) -> str:
    """A `message` of msgspec without the names of Python's types; as it is where we know no better words."""
    found = _EXPECTED.match(message)
    if found is None:
        return _SAID.get(message, message)
    wanted = " or ".join(_KINDS.get(kind, f"`{kind}`") for kind in found[1].split(" | "))
    if got := found["got"]:
        return f"This has to be {wanted}; it is {_KINDS.get(got, got).split(',')[0]}."
    if side := found["side"]:
        parts = _PARTS.get(found[1].split(" | ")[0], "characters")
        return f"This is {wanted} {_LENGTHS[side]} {int(found['length']):,} {parts}."
    if sign := found["sign"]:
        return f"This has to be {wanted}: {found['bound']} {_BOUND[sign]}."
    return f"This has to be {wanted}."
