"""Passwords: what one has to be, and how it is kept (Argon2id, RFC 9106).

A password is put into Unicode form NFKC before it is counted, hashed or checked, so that the same
keys typed on two machines are the same password (NIST SP 800-63B, 3.1.1.2). Nothing else about it
is asked for: length is what makes guessing hard.
"""

import threading
import unicodedata
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from plumbline.kit.errors import Invalid

SHORTEST: Final = 12
LONGEST: Final = 200

# The first choice of OWASP's password storage cheat sheet: 19 MiB, two passes, one lane.
_hasher: Final = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)

# Hashing is memory held on purpose. A crowd at the door must not take all there is.
_turns: Final = threading.BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The hash to keep, with its salt and its cost in it. Raises `Invalid` pointing at `/password`."""
    normal = _normal(password)
    if not SHORTEST <= len(normal) <= LONGEST:
        raise Invalid.field(
            "/password",
            f"A password has {SHORTEST} to {LONGEST} characters; this one has {len(normal)}.",
            next_step="Four or five words in a row are easy to remember and hard to guess.",
        )
    with _turns:
        return _hasher.hash(normal.encode())


def is_password(password: str, password_hash: str | None) -> bool:
    """Is it the password behind the hash? With no hash: no, after just as much work.

    Whoever tries an address that nobody has must not be able to tell so from the time it takes.
    """
    try:
        normal = _normal(password)[: LONGEST + 1].encode()
    except Invalid:
        normal = b""
    with _turns:
        try:
            return _hasher.verify(password_hash or _nobodys(), normal) and password_hash is not None
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in password):
        raise Invalid.field("/password", "This holds half a character.")
    return unicodedata.normalize("NFKC", password)


@cache
def _nobodys() -> str:
    """The hash that is checked when there is none."""
    return _hasher.hash("a password that opens nothing")
