"""The key that signs checkpoints: Ed25519, in a file that only its owner can read."""

import base64
import os
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from plumbline.kit.errors import Unavailable

ORIGIN: Final = "plumbline/audit-log"
"""The name of the log, first line of every checkpoint."""
_BYTES: Final = 32


def private_key(file: Path) -> Ed25519PrivateKey:
    """The key in `file`, which is made if it is not there. Raises `Unavailable` for a broken one."""
    try:
        raw = base64.b64decode(_text(file), validate=True)
    except (ValueError, OSError) as error:
        raise _broken(file) from error
    if len(raw) != _BYTES:
        raise _broken(file)
    return Ed25519PrivateKey.from_private_bytes(raw)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return _made(file)


def _made(file: Path) -> str:
    """A new key. Of two processes that make one at once, the first one's is taken by both."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = base64.b64encode(Ed25519PrivateKey.generate().private_bytes_raw()).decode()
    ready = file.with_name(f"{file.name}.{os.getpid()}")
    with os.fdopen(os.open(ready, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text + "\n")
    try:
        os.link(ready, file)
    except FileExistsError:
        pass
    finally:
        ready.unlink()
    return file.read_text(encoding="ascii").strip()


def public_text(key: Ed25519PublicKey) -> str:
    """A public key as people pass it on: base64 of its 32 bytes."""
    return base64.b64encode(key.public_bytes_raw()).decode()


def public_key(text: str) -> Ed25519PublicKey:
    """The same back. Raises `ValueError`."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text.strip(), validate=True))


def _broken(file: Path) -> Unavailable:
    return Unavailable(
        f"The key of the log in {file.name} cannot be read.",
        next_step="Put the key back from its backup. With a new key, old checkpoints no longer verify.",
    )
