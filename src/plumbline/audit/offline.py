"""The log as a file, and its verification without a database.

Line 1 is a JSON object: `origin`, `key` (base64), `checkpoint` (the newest note) and `earlier` (notes
from before, at most a thousand of them). Each line after it is one leaf, exactly as it was hashed.
"""

from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from plumbline.audit import service
from plumbline.audit.keys import ORIGIN, public_key, public_text
from plumbline.kit.merkle import Frontier, leaf_hash
from plumbline.kit.signed_notes import Checkpoint, NoteError, open_note
from plumbline.storage.engine import Connection

LONGEST_LINE: Final = 10_000_000
MOST_EARLIER: Final = 1_000
"""So many older checkpoints go with an export. A log that grows all the time has a million in a year, and
whoever wrote the file could leave out any: the one that convinces is kept elsewhere."""


class Header(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line of an exported log."""

    origin: str
    key: str
    checkpoint: str
    earlier: list[str] = []


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What verification found. `reason` says what is wrong, or what holds."""

    holds: bool
    events: int
    reason: str


def write_log(db: Connection, out: BinaryIO, checkpoint: str, key: str) -> int:
    """Write the log up to a checkpoint that was just signed; how many events that were."""
    size = open_note(checkpoint, public_key(key)).size
    earlier = spread([note for note in service.notes(db) if note != checkpoint], MOST_EARLIER)
    header = Header(origin=ORIGIN, key=key, checkpoint=checkpoint, earlier=earlier)
    out.write(msgspec.json.encode(header) + b"\n")
    for leaf in service.exported(db, size):
        out.write(leaf.encode() + b"\n")
    return size


def spread(notes: list[str], most: int) -> list[str]:
    """At most so many, evenly spread over all of them, always with the newest."""
    step = max(1, ceil(len(notes) / most))
    return notes[::-1][::step][::-1]


def verify_log(file: Path, key: str | None = None, checkpoint: str | None = None) -> Verdict:
    """Compute the whole tree again and hold it against every checkpoint.

    `key` and `checkpoint` are what the verifier kept from elsewhere: without them, whoever wrote the
    file could have signed anything with a key of their own.
    """
    with file.open("rb") as lines:
        try:
            header = msgspec.json.decode(lines.readline(LONGEST_LINE), type=Header)
            trusted = public_key(key or header.key)
            kept = [header.checkpoint, *header.earlier, *([checkpoint] if checkpoint else [])]
            wanted = _by_size([open_note(note, trusted) for note in kept])
        except (msgspec.DecodeError, NoteError, ValueError) as error:
            return Verdict(holds=False, events=0, reason=f"the head of the file does not hold: {error}")
        if key and public_text(trusted) != header.key:
            return Verdict(holds=False, events=0, reason="the file names another key than the one trusted")
        return _walk(lines, wanted, open_note(header.checkpoint, trusted).size)


def _by_size(checkpoints: list[Checkpoint]) -> dict[int, set[bytes]]:
    wanted: dict[int, set[bytes]] = {}
    for each in checkpoints:
        if each.origin != ORIGIN:
            raise NoteError(f"a checkpoint is of another log: {each.origin[:60]}")
        wanted.setdefault(each.size, set()).add(each.root)
    return wanted


def _walk(lines: Iterator[bytes], wanted: dict[int, set[bytes]], size: int) -> Verdict:
    tree = Frontier()
    checked = 0
    for line in lines:
        if not line.endswith(b"\n"):
            return Verdict(holds=False, events=tree.size, reason="the last line is cut off")
        if tree.size in wanted and wanted[tree.size] != {tree.root()}:
            return _broken(tree.size)
        checked += tree.size in wanted
        tree.append(leaf_hash(line[:-1]))
    if tree.size != size:
        return Verdict(
            holds=False,
            events=tree.size,
            reason=f"the checkpoint is over {size} events, and the file has {tree.size}",
        )
    if wanted.pop(size) != {tree.root()}:
        return _broken(size)
    beyond = [each for each in wanted if each > size]
    if beyond:
        return Verdict(
            holds=False,
            events=size,
            reason=f"a checkpoint kept elsewhere is over {max(beyond)} events: the end is missing",
        )
    return Verdict(holds=True, events=size, reason=f"all {size} events, {checked + 1} checkpoints")


def _broken(size: int) -> Verdict:
    return Verdict(holds=False, events=size, reason=f"the first {size} events are not those that were signed")
