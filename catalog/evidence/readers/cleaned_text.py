"""Takes out of a text what must not be kept: what a run was given as secrets, and what looks like one.

Secrets stand in JSON strings inside JSON, in addresses, and are repeated in messages. So they are collected
wherever they were given, taken into pieces of the letters that tokens are made of, and each piece is looked
for in the texts that are kept: one pass over each, however many secrets there are.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import jiter

REMOVED: Final = "[removed]"
DEEPEST: Final = 4
"""How often a string of JSON inside a string of JSON is opened."""

_PIECE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SECRET_NAME: Final = re.compile(
    r"token|secret|passw|key|assertion|auth|credential|cookie|session|code", re.I
)
_PAIR: Final = re.compile(r"[^?&;\s]+")
_HEX: Final = re.compile(r"[0-9A-Fa-f-]+")
_SHORTEST: Final = 4
_RANDOM: Final = 16
"""Characters with a figure among them that are taken for a token, whatever their name is."""


def secrets_in(value: Any, name: str = "", depth: int = 0) -> Iterator[str]:
    """The pieces of every secret in a value: what stands under a telling name, and what looks random."""
    if isinstance(value, dict):
        called = value.get("name")
        inner = f"{name} {called}" if isinstance(called, str) and "value" in value else name
        for key, each in value.items():
            if key != "name":
                yield from secrets_in(each, f"{inner} {key}" if key != "value" else inner, depth)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from secrets_in(f"{value}", name, DEEPEST)
    elif isinstance(value, list):
        for each in value:
            yield from secrets_in(each, name, depth)
    elif isinstance(value, str):
        nested = _nested(value) if depth < DEEPEST else None
        if nested is None:
            yield from _pieces(value, is_secret=_SECRET_NAME.search(name) is not None)
            yield from _parameters(value)
        else:
            yield from secrets_in(nested, name, depth + 1)


def without(text: str, secrets: frozenset[str]) -> str:
    """The text with every piece of a secret, and every piece that looks like a token, removed."""
    return _PIECE.sub(lambda found: _kept(found.group(), secrets), text)


def _kept(piece: str, secrets: frozenset[str]) -> str:
    return REMOVED if piece in secrets or (len(piece) > 2 * _RANDOM and _is_random(piece)) else piece


def _nested(text: str) -> Any:
    if text[:1] not in ("{", "["):
        return None
    try:
        return jiter.from_json(text.encode())
    except (ValueError, RecursionError):
        return None


def _pieces(text: str, *, is_secret: bool) -> Iterator[str]:
    for found in _PIECE.finditer(text):
        piece = found.group()
        if (is_secret and len(piece) >= _SHORTEST) or _is_random(piece):
            yield piece


def _parameters(text: str) -> Iterator[str]:
    """What a query or a form gives under a telling name."""
    for pair in _PAIR.finditer(text) if "=" in text else ():
        name, _, value = pair.group().partition("=")
        if _SECRET_NAME.search(name[-60:]):
            yield from _pieces(value, is_secret=True)


def _is_random(piece: str) -> bool:
    """Is it long, with figures, and either of both cases or of hexadecimal digits alone?"""
    if len(piece) < _RANDOM or not any(each.isdigit() for each in piece):
        return False
    return _HEX.fullmatch(piece) is not None or piece.lower() != piece != piece.upper()
