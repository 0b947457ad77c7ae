"""Whether a request is one that the pinned SDK's own type definitions allow.

Every request to the stand-in is held against the TypedDict of its call (stripe/params): a name that is
not in it, a word that is no such `Literal`, a missing name, text where a number belongs. Stricter than
the types: `Literal['a', 'b'] | str` is there for words of the future, and we send none of those.
"""

import functools
import re
import sys
import types
import typing
from decimal import Decimal
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

import typing_extensions
from stripe._request_options import RequestOptions

LEAVES: Final = {
    str: re.compile(r"(?s).+"),
    int: re.compile(r"-?\d+"),
    float: re.compile(r"-?\d+(\.\d+)?"),
    Decimal: re.compile(r"-?\d+(\.\d+)?"),
    bool: re.compile(r"true|false"),
}
OPTIONS: Final = frozenset(RequestOptions.__annotations__)


class WrongRequest(BaseException):
    """Our own code sent what the SDK's types forbid. No `Exception`, so that nothing swallows it."""


def faults_of(sent: Any, params: type) -> list[str]:
    """What is wrong with `sent`, each as "where: what"; nothing if the types allow it."""
    return list(_faults(sent, params, ""))


def _faults(sent: Any, kind: Any, at: str) -> typing.Iterator[str]:
    if typing_extensions.is_typeddict(kind):
        yield from _of_object(sent, kind, at)
    elif get_origin(kind) in (Union, types.UnionType):
        yield from _of_union(sent, get_args(kind), at)
    elif get_origin(kind) is Literal:
        if sent not in get_args(kind):
            yield f"{at}: {sent!r} is none of {get_args(kind)}"
    elif get_origin(kind) is list:
        yield from _of_list(sent, get_args(kind)[0], at)
    elif get_origin(kind) is dict:
        yield from _of_map(sent, get_args(kind)[1], at)
    else:
        yield from _of_leaf(sent, kind, at)


def _of_leaf(sent: Any, kind: Any, at: str) -> typing.Iterator[str]:
    """A number, or text: "" takes a value away, and is only right where the types say so."""
    if kind not in LEAVES:
        yield f"{at}: nothing that a form can hold is a {kind}"
    elif not (isinstance(sent, str) and LEAVES[kind].fullmatch(sent)):
        yield f"{at}: {sent!r} is no {kind.__name__}"


def _of_object(sent: Any, kind: Any, at: str) -> typing.Iterator[str]:
    if not isinstance(sent, dict):
        yield f"{at}: {sent!r} is no object"
        return
    hints = _hints(kind)
    for name in sorted(kind.__required_keys__ - OPTIONS - set(sent)):
        yield f"{at}/{name}: missing"
    for name, value in sent.items():
        if name in hints:
            yield from _faults(value, hints[name], f"{at}/{name}")
        else:
            yield f"{at}/{name}: not in {kind.__name__}"


def _of_union(sent: Any, kinds: tuple[Any, ...], at: str) -> typing.Iterator[str]:
    words = [word for kind in kinds if get_origin(kind) is Literal for word in get_args(kind) if word]
    open_ended = {kind for kind in kinds if kind is str and words}
    tried = [list(_faults(sent, kind, at)) for kind in kinds if kind not in open_ended]
    if all(tried):
        yield from min(tried, key=lambda faults: (not _inside(faults, at), len(faults)))


def _inside(faults: list[str], at: str) -> bool:
    return faults[0].startswith(f"{at}/")  # the kind was right, something in it is not


def _of_list(sent: Any, kind: Any, at: str) -> typing.Iterator[str]:
    if not isinstance(sent, list):
        yield f"{at}: {sent!r} is no list"
        return
    for number, value in enumerate(sent):
        yield from _faults(value, kind, f"{at}/{number}")


def _of_map(sent: Any, kind: Any, at: str) -> typing.Iterator[str]:
    if not isinstance(sent, dict):
        yield f"{at}: {sent!r} is no map"
        return
    for name, value in sent.items():
        yield from _faults(value, kind, f"{at}/{name}")


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    """The fields of a TypedDict with their types looked up; how a call is made is left out."""
    own = {name: hint for name, hint in kind.__annotations__.items() if name not in OPTIONS}
    named = type(kind.__name__, (), {"__annotations__": own})
    return get_type_hints(named, globalns=vars(sys.modules[kind.__module__]))
