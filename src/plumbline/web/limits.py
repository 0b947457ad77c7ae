"""How much one account, or one network address, may ask of this service: a table, published at /api.

Each worker counts in its own memory, so that asking costs no query and a restart forgives; failed
sign-ins are another matter and stand in the database (`plumbline.accounts.tries`). The operator scales
all of it with PLUMBLINE_RATE_LIMITS; the largest body is no rate and is not scaled.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from enum import StrEnum
from math import ceil
from typing import Any, Final
from uuid import UUID

import msgspec

from plumbline.kit.buckets import Buckets
from plumbline.kit.errors import TooMany
from plumbline.settings import Settings

MINUTE: Final = 60.0
ROOM_BESIDE_A_FILE: Final = 1_100_000  # the JSON that comes with a file, and the headers of the parts
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class Kind(StrEnum):
    """What a request asks of the machine."""

    SIGN_IN = "sign-in"
    UPLOAD = "upload"
    EXPORT = "export"
    SEARCH = "search"
    TRY = "try"
    WRITE = "write"
    READ = "read"


class Allowance(msgspec.Struct, frozen=True):
    """What requests of one kind are, how many a minute are answered, and how large each may be."""

    words: str
    for_account: int
    for_address: int  # a whole trust may stand behind one
    largest_body: int  # bytes


ALLOWANCES: Final[Mapping[Kind, Allowance]] = {
    Kind.READ: Allowance("Reading pages and records", 1_200, 6_000, 100_000),
    Kind.SEARCH: Allowance("Searching, ranking and comparing", 600, 3_000, 100_000),
    Kind.TRY: Allowance("Trying a ranking in many ways", 60, 300, 100_000),
    Kind.WRITE: Allowance("Changing something", 240, 1_200, 1_000_000),
    Kind.EXPORT: Allowance("Taking away: exports, receipts, proofs", 60, 300, 100_000),
    Kind.UPLOAD: Allowance("Handing in files", 30, 120, ROOM_BESIDE_A_FILE),  # and the file itself
    Kind.SIGN_IN: Allowance("Signing in and proving that it is you", 60, 300, 20_000),
}

# The first that fits decides; what fits none is a READ when it is safe, and else a WRITE.
PLACES: Final[tuple[tuple[Kind, str, re.Pattern[str]], ...]] = tuple(
    (kind, method, re.compile(pattern))
    for kind, method, pattern in (
        (Kind.SIGN_IN, "POST", r"/sign-in(/.*)?|/account/confirm|/give|/api/v1/sessions"),
        (Kind.SIGN_IN, "GET", r"/sign-in/provider(/.*)?"),
        (Kind.SIGN_IN, "*", r"/api/v1/feedback/invited(/.*)?"),
        (
            Kind.UPLOAD,
            "POST",
            r"/api/v1/products/[^/]+/evidence(/files)?|/products/[^/]+/(evidence(/papers)?|dtac)",
        ),
        (Kind.TRY, "*", r"(/rank|/api/v1/rankings)/robustness(/receipt)?"),
        (Kind.EXPORT, "*", r".*/(export|receipt)(/[^/]*)?"),
        (Kind.EXPORT, "GET", r"/api/v1/audit/proofs/.*"),
        (
            Kind.SEARCH,
            "GET",
            r"(/api/v1)?/(products|organisations|comparisons)|(/api/v1/rankings|/rank|/compare)",
        ),
        (Kind.SEARCH, "POST", r"/api/v1/rankings(/.*)?"),
    )
)


def kind_of(method: str, path: str) -> Kind:
    """The kind of a request, also of one that no route answers."""
    method = "GET" if method == "HEAD" else method
    for kind, its_method, pattern in PLACES:
        if its_method in ("*", method) and pattern.fullmatch(path):
            return kind
    return Kind.READ if method in _SAFE else Kind.WRITE


def allowances(settings: Settings) -> dict[Kind, Allowance]:
    """The table as this operator runs it: what the help page shows is what is counted."""
    return dict(_scaled(settings))


def _scaled(settings: Settings) -> Iterator[tuple[Kind, Allowance]]:
    for kind, each in ALLOWANCES.items():
        largest = each.largest_body + (settings.max_upload_bytes if kind is Kind.UPLOAD else 0)
        account, address = (
            max(1, ceil(number * settings.rate_limits)) for number in (each.for_account, each.for_address)
        )
        yield kind, Allowance(each.words, account, address, largest)


class Turn:
    """One request's turn: it counts for its address at once, for its account once that is known."""

    def __init__(self, buckets: Buckets | None, kind: Kind, allowance: Allowance) -> None:
        self._buckets, self._kind, self._allowance = buckets, kind, allowance

    def count_address(self, address: str) -> None:
        """Raise `TooMany` when this address asked too often."""
        self._count((self._kind, address), self._allowance.for_address, "this network address")

    def count_account(self, person_id: UUID) -> None:
        """Raise `TooMany` when this person asked too often, by whatever token or browser."""
        self._count((self._kind, person_id), self._allowance.for_account, "this account")

    def _count(self, key: Hashable, most: int, who: str) -> None:
        wait = self._buckets.take(key, most, MINUTE) if self._buckets is not None else 0.0
        if wait > 0:
            raise TooMany(
                f"{self._allowance.words}: {who} may do that {most:,} times a minute.",
                retry_after_seconds=ceil(wait),
                next_step=f"Wait {ceil(wait)} seconds, then go on more slowly. The limits stand at /api.",
            )


def count_account(scope: Mapping[str, Any], person_id: UUID) -> None:
    """Count the request of `scope` for the person who turned out to send it. Raises `TooMany`."""
    turn: Turn | None = scope.get("state", {}).get("turn")
    if turn is not None:
        turn.count_account(person_id)
