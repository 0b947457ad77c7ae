"""Small signed logs as files, and everything that somebody might do to one."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plumbline.audit.keys import ORIGIN, public_text
from plumbline.audit.offline import Header, verify_log
from plumbline.kit.audit import Actor, Event
from plumbline.kit.identifiers import new_id
from plumbline.kit.leaves import leaf_of
from plumbline.kit.merkle import Frontier, leaf_hash
from plumbline.kit.signed_notes import Checkpoint, sign

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(reversed(range(32))))
SIZE = 200


def signed(leaves: list[bytes], sizes: list[int], key: Ed25519PrivateKey = KEY) -> list[str]:
    """Checkpoints over the beginnings of these sizes."""
    notes, tree = [], Frontier()
    for number, leaf in enumerate(leaves, 1):
        tree.append(leaf_hash(leaf))
        if number in sizes:
            notes.append(sign(Checkpoint(origin=ORIGIN, size=number, root=tree.root()), key))
    return notes


def made() -> list[bytes]:
    """The leaves of a small log."""
    actor = Actor(kind="person", id=new_id(), name="Nia Nurse")
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    return [
        leaf_of(
            number,
            new_id(),
            Event(at=moment, actor=actor, action="a.b", subject_kind="c", subject_id=str(number % 7)),
        ).text.encode()
        for number in range(SIZE)
    ]


def written(file: Path, leaves: list[bytes], notes: list[str], key: Ed25519PrivateKey = KEY) -> Path:
    """A log as a file."""
    head = Header(origin=ORIGIN, key=public_text(key.public_key()), checkpoint=notes[-1], earlier=notes[:-1])
    fields = {name: getattr(head, name) for name in head.__struct_fields__}
    file.write_bytes(b"\n".join([json.dumps(fields).encode(), *leaves]) + b"\n")
    return file


LEAVES = made()
NOTES = signed(LEAVES, [50, 120, SIZE])


def mutated(leaves: list[bytes], chance: random.Random) -> tuple[str, list[bytes]]:
    """The leaves after one thing was done to them."""
    place = chance.randrange(SIZE)
    what = chance.choice(["edit", "flip", "delete", "insert", "reorder", "truncate", "append", "repeat"])
    new = list(leaves)
    match what:
        case "edit":
            new[place] = new[place].replace(b'"a.b"', b'"a.c"')
        case "flip":
            byte = chance.randrange(len(new[place]))
            flipped = new[place][byte] ^ (1 << chance.randrange(7))
            new[place] = new[place][:byte] + bytes([flipped]) + new[place][byte + 1 :]
        case "delete":
            del new[place]
        case "insert":
            new.insert(place, LEAVES[(place + 1 + chance.randrange(SIZE - 1)) % SIZE])
        case "reorder":
            other = (place + 1 + chance.randrange(SIZE - 1)) % SIZE
            new[place], new[other] = new[other], new[place]
        case "truncate":
            new = new[: max(1, place)]
        case "append":
            new.append(LEAVES[place])
        case _:
            new[place] = new[(place + 1) % SIZE]
    return what, new


def hashed_anew(leaves: list[bytes], file: Path, key: Ed25519PrivateKey) -> Path:
    """The file of somebody who changed the log and then signed it again from the beginning."""
    sizes = sorted({size for size in (50, 120, len(leaves)) if size <= len(leaves)})
    return written(file, leaves, signed(leaves, sizes, key), key)


def found_of(mutations: int, file: Path) -> int:
    """Do something to the log so many times; how often verification found it.

    Every third time the tail is hashed anew as well, with the log's own key or with another. The
    verifier has what anybody can keep: the public key, and the newest checkpoint.
    """
    chance, public = random.Random(7), public_text(KEY.public_key())
    found = 0
    for number in range(mutations):
        what, leaves = mutated(LEAVES, chance)
        if number % 3 == 0 and what != "append":  # a log that was only continued is as it should be
            changed = hashed_anew(leaves, file, KEY if number % 2 else OTHER_KEY)
        else:
            changed = written(file, leaves, NOTES)
        found += not verify_log(changed, public, NOTES[-1]).holds
    return found
