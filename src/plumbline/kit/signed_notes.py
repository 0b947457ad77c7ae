"""Signed notes and log checkpoints, as the C2SP documents `signed-note` and `tlog-checkpoint` lay down.

A note is lines of text, an empty line, and signature lines. A checkpoint's text is the log's name,
the number of its entries, and the root of its Merkle tree in base64. Whoever keeps one can later
show that the log was rewritten, if it was.
"""

import base64
import binascii
from hashlib import sha256

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"  # the signature type byte of signed-note


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """What a log was on a moment: its name, how many entries, and the root over them."""

    origin: str
    size: int
    root: bytes


class NoteError(ValueError):
    """A note cannot be read, or its signature does not hold."""


def key_id(name: str, key: Ed25519PublicKey) -> bytes:
    """The four bytes that name a key in a signature line (signed-note: "key ID")."""
    return sha256(name.encode() + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]


def text_of(checkpoint: Checkpoint) -> str:
    """The three lines that are signed."""
    root = base64.b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """`checkpoint` as a signed note; the key's name is the log's name."""
    text = text_of(checkpoint)
    signature = key_id(checkpoint.origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n— {checkpoint.origin} {base64.b64encode(signature).decode()}\n"


def open_note(note: str, key: Ed25519PublicKey) -> Checkpoint:
    """The checkpoint inside `note`. Raises `NoteError` unless `key` signed exactly this text."""
    text, separator, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not separator or len(lines) < 3 or not lines[1].isdecimal():
        raise NoteError("This is not a signed checkpoint.")
    checkpoint = Checkpoint(origin=lines[0], size=int(lines[1]), root=_decoded(lines[2]))
    for line in signatures.splitlines():
        if _holds(line, lines[0], text + "\n", key):
            return checkpoint
    raise NoteError("No signature on this checkpoint is by the key given.")


def _holds(line: str, name: str, text: str, key: Ed25519PublicKey) -> bool:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "—" or parts[1] != name:
        return False
    raw = _decoded(parts[2])
    if raw[:4] != key_id(name, key):
        return False
    try:
        key.verify(raw[4:], text.encode())
    except InvalidSignature:
        return False
    return True


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NoteError("A line that should be base64 is not.") from error
