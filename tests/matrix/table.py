"""Reads `routes.toml`: a row per route and method, and what it says should come back."""

import tomllib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from plumbline.accounts.roles import Role

FILE: Final = Path(__file__).with_name("routes.toml")
NO_ROWS: Final = ("roles", "values")


class Proof(StrEnum):
    """With what somebody comes. The thing asked for belongs to party a, or to its first person."""

    OWN = "own"  # somebody of party a, with a good session or token
    OTHER = "other"  # the same role in party b
    MOVED = "moved"  # was in party a, is in party b now
    LESSER = "lesser"  # had the role, has a lesser one now
    NARROW = "narrow"  # a token whose scopes include nothing
    WRONG_KIND = "wrong_kind"  # a cookie where a token is wanted, and the other way round
    REMOVED = "removed"  # their membership has ended
    DISABLED = "disabled"  # shut out
    LEFT = "left"  # what somebody had in party a before they moved
    DOWNGRADED = "downgraded"  # what somebody had in the greater role before it was taken from them
    REVOKED = "revoked"  # a token that was revoked, a session that was closed
    EXPIRED = "expired"


GONE: Final = frozenset(
    {Proof.REMOVED, Proof.DISABLED, Proof.LEFT, Proof.DOWNGRADED, Proof.REVOKED, Proof.EXPIRED}
    | {Proof.WRONG_KIND}
)


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One row; `routes.toml` says what each field means."""

    method: str
    path: str
    needs: str
    whose: Literal["nobody", "party", "person"] = "nobody"
    things: dict[str, str] = {}
    shows: Literal["", "party", "person"] = ""
    sees_all: bool = False
    step_up: bool = False
    unnamed: bool = False
    ok: int = 200
    query: str = ""
    send: dict[str, Any] = {}
    expect: dict[str, int] = {}

    @property
    def name(self) -> str:
        """The method and the path, as the file and the service name it."""
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        """Does it take a token, rather than a cookie?"""
        return self.path.startswith("/api/")

    @property
    def is_safe(self) -> bool:
        """Does it promise to change nothing?"""
        return self.method in ("GET", "HEAD")

    @property
    def is_public(self) -> bool:
        """Is it for everybody?"""
        return self.needs == "public"

    @property
    def refused(self) -> int:
        """What comes back to whoever is not signed in: a page sends them to sign in."""
        return 303 if self.is_safe and not self.is_api else 401


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The whole file."""

    roles: dict[str, frozenset[str]]
    values: dict[str, str]
    rows: list[Row]

    def may(self, role: str, row: Row) -> bool:
        """Does the role include what the row needs?"""
        return row.needs in ("public", "signed_in") or row.needs in self.roles[role]

    def expected(self, row: Row, role: str, proof: Proof) -> int:
        """The status of the answer to somebody of the role who comes with the proof."""
        if proof in row.expect and self.may(role, row):
            return row.expect[proof]
        if row.is_public:
            return row.ok
        if proof in GONE:
            return row.refused
        if not self.may(role, row) or (proof is Proof.NARROW and row.needs != "signed_in"):
            return 403
        strangers = proof in (Proof.OTHER, Proof.MOVED) or (proof is not Proof.OWN and row.whose == "person")
        return 404 if row.whose != "nobody" and strangers and proof is not Proof.NARROW else row.ok


def read_table(file: Path = FILE) -> Table:
    """The file, row by row. Raises `msgspec.ValidationError` for a field that means nothing."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    rows = [
        msgspec.convert({"method": name.split()[0], "path": name.split()[1], **fields}, Row)
        for name, fields in found.items()
        if name not in NO_ROWS
    ]
    return msgspec.convert(
        {"roles": found["roles"], "values": found["values"], "rows": rows}, Table, from_attributes=True
    )


TABLE: Final = read_table()
ROWS: Final = {row.name: row for row in TABLE.rows}


def handlers_of(app: Litestar) -> Iterator[tuple[str, HTTPRouteHandler]]:
    """Every route and method that the service answers to, with its handler.

    OPTIONS is left out: the framework answers it on every path, and runs nothing of ours.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, *_) in route.route_handler_map.items():
                if isinstance(handler, HTTPRouteHandler) and method != "OPTIONS":
                    yield f"{method} {route.path}", handler


LESSER: Final[dict[Role, Role]] = {
    Role.BUYER: Role.STAFF,
    Role.PROCUREMENT_OFFICER: Role.EVALUATOR,
    Role.EVALUATOR: Role.STAFF,
    Role.SUPPLIER: Role.STAFF,
    Role.ORGANISATION_ADMINISTRATOR: Role.STAFF,
    Role.ASSESSOR: Role.STANDARDS_OWNER,
    Role.AUDITOR: Role.STANDARDS_OWNER,
    Role.ADMINISTRATOR: Role.AUDITOR,
}
"""What somebody of the role is made when it is taken from them; two have nothing below them."""
