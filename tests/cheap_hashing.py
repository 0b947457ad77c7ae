"""Passwords of tests, hashed at a price that a thousand sign-ins can pay. Other processes pay the whole."""

from typing import Final

from argon2 import PasswordHasher

from plumbline.accounts import passwords

REAL: Final[PasswordHasher] = passwords._hasher


def hash_cheaply() -> None:
    """From now on, in this process."""
    passwords._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # type: ignore[misc]
