"""Seals what the service has to read again, and nobody else may: AES-256-GCM under its own secret.

The secret is a file, made at the first start and readable by its owner only. Every purpose has a
key of its own (HKDF), and what was sealed for one purpose opens for no other. Whoever has the
database and not the file can open nothing.
"""

import base64
import binascii
import hmac
import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from plumbline.kit.errors import Unavailable

SECRET_BYTES: Final = 32
NONCE_BYTES: Final = 12


class Sealer:
    """Seals and opens with the secret in `file`, which is made when it is first needed."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._secret: bytes | None = None

    def seal(self, purpose: str, plain: bytes) -> str:
        """`plain`, sealed: text of the letters that a cookie or an address takes."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._cipher(purpose).encrypt(nonce, plain, purpose.encode())
        return base64.urlsafe_b64encode(sealed).decode()

    def open(self, purpose: str, sealed: str) -> bytes | None:
        """What was sealed for this purpose; None for what was not, or was changed."""
        try:
            raw = base64.urlsafe_b64decode(sealed.encode("ascii"))
            return self._cipher(purpose).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode())
        except (InvalidTag, ValueError, binascii.Error):
            return None

    def pseudonym(self, purpose: str, plain: str) -> str:
        """A name for `plain` that is the same each time and says nothing without the secret: 64 letters."""
        return hmac.digest(self._key(purpose), plain.encode(), "sha256").hex()

    def prepare(self) -> None:
        """Read the secret, or make it. Raises `Unavailable` when neither can be done."""
        with self._lock:
            if self._secret is None:
                self._secret = _read_or_make(self._file)

    def _cipher(self, purpose: str) -> AESGCM:
        return AESGCM(self._key(purpose))

    def _key(self, purpose: str) -> bytes:
        self.prepare()
        assert self._secret is not None
        kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"plumbline {purpose}".encode())
        return kdf.derive(self._secret)


def _read_or_make(file: Path) -> bytes:
    try:
        if not file.exists():
            _make(file)
        secret = file.read_bytes()
    except OSError as error:
        raise _unusable(file, error.strerror or "it cannot be read") from error
    if len(secret) < SECRET_BYTES:
        raise _unusable(file, f"it holds fewer than {SECRET_BYTES} bytes")
    return secret


def _make(file: Path) -> None:
    """Write it beside and link it into place: whole for every reader, and the first of many stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(secrets.token_bytes(SECRET_BYTES))
            handle.flush()
            os.fsync(handle.fileno())
        with suppress(FileExistsError):  # another worker was first: its secret is the service's
            os.link(draft, file)
    finally:
        draft.unlink()


def _unusable(file: Path, why: str) -> Unavailable:
    return Unavailable(
        f"The service's secret in {file.name} cannot be used: {why}.",
        next_step="Name a file that the service can read, or make, in PLUMBLINE_SECRET_FILE.",
    )
