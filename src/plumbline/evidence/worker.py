"""The process that takes strangers' documents apart: it can be killed, and its memory has an end.

It is started by `plumbline.evidence.desk`, reads questions from its standard input until that ends, and
answers each on its standard output. It imports the pure readers alone: no database, no settings.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import msgspec

from catalog.evidence.proofs import proofs
from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading, Rejection
from catalog.standards_loader import standards

ROOM: Final = 64 * 1024 * 1024
"""Bytes that reading may take beside what stands ready and the documents themselves."""
_COPIES: Final = 4
"""A document in a question, in its message, as text and as what is kept of it."""
_LENGTH: Final = 8
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
T = TypeVar("T", Reading, Rejection)


class Asked(msgspec.Struct, frozen=True):
    """A document, the files that were handed in together with it, and what is known around it."""

    content: bytes
    beside: Sequence[bytes]
    context: Context


class Answered(msgspec.Struct, frozen=True):
    """One of the two is there."""

    reading: Reading | None
    rejection: Rejection | None


def send(stream: IO[bytes], message: msgspec.Struct) -> None:
    """Write a message behind its length. Raises `OSError` where nobody listens any more."""
    body = msgspec.msgpack.encode(message)
    stream.write(len(body).to_bytes(_LENGTH, "big"))
    stream.write(body)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """The next message; None where the stream ends before it is whole."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    body = stream.read(length)
    return body if len(body) == length else None


def answer(asked: Asked) -> Answered:
    """What `catalog.evidence.read` says, in characters that every database can store."""
    found = read(asked.content, asked.context, asked.beside)
    if isinstance(found, Reading):
        return Answered(_storable(found, Reading), None)
    return Answered(None, _storable(found, Rejection))


def _storable(found: T, kind: type[T]) -> T:
    return msgspec.convert(_plain(msgspec.to_builtins(found, builtin_types=(bytes,))), kind)


def _plain(value: Any) -> Any:
    """The same with U+FFFD for NUL and for halves of characters, wherever a document had them."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def main() -> None:
    """Answer until nobody asks any more."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what prints by mistake must not stand between answers
    proofs(), standards()  # what every question needs
    size = _size_now()
    while (raw := receive(questions)) is not None:
        _bound(size + ROOM + _COPIES * len(raw))
        send(answers, answer(msgspec.msgpack.decode(raw, type=Asked)))


def _size_now() -> int:
    """Bytes of address space in use; 0 where the system does not tell (then there is no bound)."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except OSError:
        return 0
    import resource

    return pages * resource.getpagesize()


def _bound(size: int) -> None:
    """From here on an allocation beyond `size` fails, and the document is refused."""
    if size > ROOM and _size_now():
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (size, hard))


if __name__ == "__main__":
    main()
