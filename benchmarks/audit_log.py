"""A log of a million events: how long `plumbline audit verify` takes, and how much memory."""

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from plumbline.audit.keys import ORIGIN, public_text
from plumbline.audit.offline import Header
from plumbline.kit.audit import Actor, Event
from plumbline.kit.identifiers import new_id
from plumbline.kit.leaves import leaf_of
from plumbline.kit.merkle import Frontier, leaf_hash
from plumbline.kit.signed_notes import Checkpoint, sign

EVENTS = 1_000_000
EVERY = 1_000  # events between two checkpoints
SECONDS = 10


def measure(folder: Path) -> dict[str, float]:
    """The command itself, started anew: seconds as a share of ten."""
    file = folder / "log"
    _write(file)
    command = [str(Path(sys.executable).with_name("plumbline")), "audit", "verify", str(file)]
    began = time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  {EVENTS:,} events verified in {seconds:.2f} s, peak {peak:.0f} MiB")
    file.unlink()
    return {"audit_verify_vs_10_seconds": seconds / SECONDS}


def _write(file: Path) -> None:
    """The head comes first and is known last: the leaves wait beside it."""
    key, tree, notes = Ed25519PrivateKey.generate(), Frontier(), list[str]()
    leaves = file.with_name("leaves")
    with leaves.open("wb") as out:
        for leaf in _leaves():
            tree.append(leaf_hash(leaf))
            out.write(leaf + b"\n")
            if tree.size % EVERY == 0:
                notes.append(sign(Checkpoint(origin=ORIGIN, size=tree.size, root=tree.root()), key))
    head = Header(origin=ORIGIN, key=public_text(key.public_key()), checkpoint=notes[-1], earlier=notes[:-1])
    with file.open("wb") as out, leaves.open("rb") as waiting:
        out.write(msgspec.json.encode(head) + b"\n")
        while block := waiting.read(1 << 20):
            out.write(block)
    leaves.unlink()


def _leaves() -> Iterator[bytes]:
    actor = Actor(kind="person", id=new_id(), name="Nia Nurse")
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    for number in range(EVENTS):
        told = Event(
            at=moment,
            actor=actor,
            action="shortlist.decided",
            subject_kind="shortlist",
            subject_id=str(number),
            details={"products": {"tern-record": "in"}},
        )
        yield leaf_of(number, new_id(), told).text.encode()
