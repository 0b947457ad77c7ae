"""What documents that are made to hurt are made with: as much of anything as is let in."""

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from catalog.evidence.limits import MOST_BYTES, MOST_NODES

Files = tuple[bytes, ...]
"""A document, and what is handed in beside it."""

LAUGHS: Final = "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha" * 50}">' for n in range(10)
).encode()
STATEMENT: Final = {
    "resourceType": "CapabilityStatement",
    "status": "active",
    "date": "2026-01-01",
    "kind": "instance",
    "fhirVersion": "4.0.1",
}


def filled(head: bytes, part: bytes, tail: bytes, *, most: int = MOST_BYTES) -> bytes:
    """As many of a part as go between head and tail; parts carry their own commas."""
    return head + part * ((most - len(head) - len(tail)) // len(part)) + tail


def numbered(
    head: bytes, part: str, tail: bytes, *, most: int = MOST_BYTES, count: int = MOST_BYTES
) -> bytes:
    """As many numbered parts, each of its own, as go between head and tail."""
    size, parts = len(head) + len(tail), list[bytes]()
    while size < most - 200 and len(parts) < count:
        parts.append(part.replace("#", str(len(parts))).encode())
        size += len(parts[-1])
    return head + b"".join(parts) + tail


def listed(head: str, part: str, tail: str, *, count: int | None = None) -> bytes:
    """A JSON list of numbered parts, up to a count, to the most values, or to the largest document."""
    parts, size = list[str](), len(head) + len(tail)
    marks, each = sum(map((head + tail).count, ",[{")), 1 + sum(map(part.count, ",[{"))
    while size < MOST_BYTES - 1000 and marks + each < MOST_NODES and (count is None or len(parts) < count):
        parts.append(part.replace("#", str(len(parts))))
        size, marks = size + len(parts[-1]) + 1, marks + each
    return (head + ",".join(parts) + tail).encode()


def as_json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def statement(**members: Any) -> str:
    return json.dumps(STATEMENT | members)[:-1]


def inferno_rows(part: str, count: int | None = None) -> bytes:
    return listed("[", part, "]", count=count)


def coverage(rows: int, tests: str) -> bytes:
    head = "Req Set,URL,ID,Requirement,Conformance,Actors,Not Tested Reason,kit Full ID(s)\n"
    return (head + f'set,,1,word,SHALL,,,"{tests}"\n' * rows).encode()


def dsse(payload: bytes) -> bytes:
    encoded = base64.b64encode(payload).decode()
    return as_json({"payloadType": "application/vnd.in-toto+json", "payload": encoded, "signatures": []})


def jws(header: bytes, payload: bytes) -> bytes:
    parts = (base64.urlsafe_b64encode(each).rstrip(b"=") for each in (header, payload, b"sig"))
    return b".".join(parts)


Documents = Mapping[str, Callable[[], Files]]
"""How each is made, by what it is."""
