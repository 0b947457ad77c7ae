"""JSON from strangers: no duplicate keys, no NaN, no bottomless nesting.

Two parsers that disagree on which duplicate wins are a way to smuggle a value past a check, and
100,000 opening brackets turn a decoder's recursion into a crash. Both are refused by name.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NoReturn

from plumbline.kit.errors import Malformed

DEEPEST = 64
_NEVER_STORED = re.compile("[\x00\ud800-\udfff]")
_BRACKET_OR_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]')


def loads(raw: bytes) -> Any:
    """The value in `raw`, UTF-8. Raises `Malformed` saying what is wrong and where."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed(
            f"The body is not UTF-8: byte {error.start} cannot be read.",
            next_step="Send the JSON encoded as UTF-8.",
        ) from error
    _refuse_depth(raw)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise Malformed(
            f"The JSON is broken at line {error.lineno}, column {error.colno}: {error.msg}.",
            next_step="Mend the JSON there and send it again.",
        ) from error
    except ValueError as error:  # an integer longer than Python converts
        raise Malformed(f"The JSON holds a value that cannot be read: {error}.") from error


def never_stored(value: Any) -> Iterator[str]:
    """JSON Pointers to the strings in `value`, keys too, that hold a NUL or half a character.

    JSON can say both, as `\\u0000` and `\\ud800`; no UTF-8 holds the one, PostgreSQL not the other.
    """
    waiting: list[tuple[str, Any]] = [("", value)]
    while waiting:
        place, inner = waiting.pop()
        if isinstance(inner, str) and _NEVER_STORED.search(inner):
            yield _NEVER_STORED.sub("�", place)
        if isinstance(inner, dict):
            waiting += [(f"{place}/{key}", each) for key, each in inner.items()]
            waiting += [(f"{place}/{key}", key) for key in inner]
        if isinstance(inner, list):
            waiting += [(f"{place}/{number}", each) for number, each in enumerate(inner)]


def _refuse_depth(raw: bytes) -> None:
    if raw.count(b"[") + raw.count(b"{") <= DEEPEST:
        return  # cannot be deeper than it has opening brackets: the common, cheap case
    depth = 0
    for match in _BRACKET_OR_STRING.finditer(raw):
        first = match.group()[:1]
        if first in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise Malformed(
                    f"The JSON is nested deeper than {DEEPEST} levels.",
                    next_step="Nothing this service reads is that deep: check what made the body.",
                )
        elif first in b"]}":
            depth -= 1


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        raise Malformed(
            f"The key {twice!r} stands twice in one JSON object.",
            next_step="Keep one of the two: a value that depends on the reader is not accepted.",
        )
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise Malformed(f"{name} is not a JSON number.", next_step="Leave the field out, or send a number.")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant)
