"""What happens to documents on their way, and what strangers do to them: one change after another."""

import json
import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

_LONGEST: Final = 400_000
_ODD: Final[Sequence[Any]] = (
    *(None, True, 0, -1, 1e308, 10**40, "", "\x00", "\ud800", "a" * 3_000, [], {}, [[]], {"": None}),
    *("2026-02-30", "9999-12-31T23:59:60Z", "<!DOCTYPE a>", "../../etc", "=1+1", "http://127.0.0.1/"),
)
_KEY: Final = re.compile(rb'"[^"\\]{1,40}"\s*:')


def mutated(samples: Sequence[bytes], random: Random) -> bytes:
    """One of the samples with one to six changes."""
    content = random.choice(samples)
    for _ in range(random.randint(1, 6)):
        content = random.choice(_CHANGES)(content, samples, random)[:_LONGEST]
    return content


def _truncate(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    return content[: random.randint(0, len(content))]


def _flip(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    changed = bytearray(content)
    for _each in range(random.randint(1, 8) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _splice(content: bytes, samples: Sequence[bytes], random: Random) -> bytes:
    other = random.choice(samples)
    begin, end = sorted(random.randint(0, len(other)) for _ in range(2))
    place = random.randint(0, len(content))
    return content[:place] + other[begin:end] + content[place + random.randint(0, 40) :]


def _repeat(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    begin, end = sorted(random.randint(0, len(content)) for _each in range(2))
    return content[:end] + content[begin:end] * random.choice((1, 2, 50)) + content[end:]


def _repeat_key(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    keys = list(_KEY.finditer(content))
    if not keys:
        return content
    one, other = random.choice(keys), random.choice(keys)
    return content[: one.start()] + other.group() + content[one.end() :]


def _odd_value(content: bytes, _: Sequence[bytes], random: Random) -> bytes:
    """Another value, or a value too many, somewhere in JSON."""
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return content
    places = list(_places(value))
    if not places:
        return json.dumps(random.choice(_ODD)).encode("utf-8", "surrogatepass")
    holder, key = random.choice(places)
    what = random.randrange(4)
    if what == 0:
        del holder[key]
    elif what == 1:
        holder[key] = [holder[key], holder[key]]
    else:
        holder[key] = random.choice(_ODD)
    return json.dumps(value, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [value]
    while waiting and len(found) < 5_000:
        holder = waiting.pop()
        if not isinstance(holder, dict | list):
            continue
        keys: Any = list(holder) if isinstance(holder, dict) else range(len(holder))
        found += [(holder, key) for key in keys]
        waiting += [each for key in keys if isinstance(each := holder[key], dict | list)]
    return found


_CHANGES: Final[tuple[Callable[[bytes, Sequence[bytes], Random], bytes], ...]] = (
    *(_truncate, _flip, _splice, _repeat, _repeat_key),
    *(_odd_value,) * 4,
)
