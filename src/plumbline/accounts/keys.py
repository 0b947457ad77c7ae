"""Secrets that prove who somebody is: 256 random bits, of which only the SHA-256 is kept.

They are too long to be guessed, so a fast hash is enough, and whoever reads the database cannot
use what stands there.
"""

import secrets
from hashlib import sha256
from typing import Final

TOKEN_PREFIX: Final = "plb_"  # noqa: S105 a mark by which scanners find a token that leaked
LONGEST: Final = 100  # no secret of ours is longer: what is, need not be hashed


def new_secret() -> str:
    """A session's secret."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """A program's token."""
    return TOKEN_PREFIX + new_secret()


def kept(secret: str) -> str:
    """What is stored of a secret."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
