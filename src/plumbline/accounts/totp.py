"""Codes of an authenticator app (RFC 6238: SHA-1, six digits, thirty seconds). Pure; no clock of its own."""

import base64
import hmac
import secrets
from datetime import datetime
from hashlib import sha1
from typing import Final
from urllib.parse import quote, urlencode

SECONDS: Final = 30
DIGITS: Final = 6
SLACK: Final = 1  # steps that a phone's clock may be off, either way (RFC 6238, 5.2)
SECRET_BYTES: Final = 20  # as long as the hash (RFC 4226, 4, R6)
ISSUER: Final = "Plumbline"


def new_secret() -> bytes:
    """A secret to share with one app."""
    return secrets.token_bytes(SECRET_BYTES)


def step_of(moment: datetime) -> int:
    """Which thirty seconds it is, counted from 1970."""
    return int(moment.timestamp()) // SECONDS


def code_at(secret: bytes, step: int) -> str:
    """The six digits of one step (RFC 4226, 5.3)."""
    digest = hmac.new(secret, step.to_bytes(8, "big"), sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of_code(secret: bytes, code: str, moment: datetime) -> int | None:
    """The newest step near `moment` whose code this is; None for a wrong one.

    Every near step is worked out and compared, so that the time taken tells nothing.
    """
    given, now = code.encode("utf-8", "replace"), step_of(moment)
    found = None
    for step in range(now - SLACK, now + SLACK + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given):
            found = step
    return found


def in_letters(secret: bytes) -> str:
    """The secret as people type it into an app: base32, without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def uri(secret: bytes, account: str) -> str:
    """The address that an authenticator app opens (Key Uri Format)."""
    asked = {"secret": in_letters(secret), "issuer": ISSUER, "algorithm": "SHA1"}
    asked |= {"digits": str(DIGITS), "period": str(SECONDS)}
    return f"otpauth://totp/{quote(f'{ISSUER}:{account}')}?{urlencode(asked)}"
