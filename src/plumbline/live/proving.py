"""Whether somebody controls a host: a token that the market gave them stands where only they can put it."""

import hmac
import secrets
from enum import StrEnum
from typing import Final

TOKEN_BYTES: Final = 24
FILE: Final = "/.well-known/plumbline-verification.txt"
LARGEST_FILE: Final = 1_000
_RECORD: Final = "_plumbline-verification"
_WORD: Final = "plumbline-verification="


class Proof(StrEnum):
    """Where the token stands."""

    DNS = "dns"
    FILE = "file"


PROOF_NAMES: Final[dict[str, str]] = {
    Proof.DNS: "a TXT record in the DNS",
    Proof.FILE: "a file on the server",
}


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def record_name(host: str) -> str:
    """The name under which the TXT record stands. It begins as no name of a machine can."""
    return f"{_RECORD}.{host}"


def stands_for(token: str) -> str:
    """What the record or the file holds."""
    return f"{_WORD}{token}"


def holds(found: bytes, token: str) -> bool:
    """Is this exactly what was asked for? White space around it, as editors leave it, is no matter."""
    return hmac.compare_digest(found.strip(), stands_for(token).encode("ascii"))
