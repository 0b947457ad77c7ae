"""A small service to send keys to: two of a supplier's people, an assessor, and a clock that can be moved."""

from typing import Any
from uuid import UUID

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from plumbline.accounts import tokens
from plumbline.accounts.passwords import hash_password
from plumbline.accounts.service import add_member, create_person, identity_for
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import Clock
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import api_tokens, events, kept_answers
from tests.storage.market_made import add_supplier

Client = TestClient[Litestar]
HASHED = hash_password("four words in a row")
TOKENS = "/api/v1/tokens"


def person_with(
    database: Database, clock: Clock, name: str, *, supplier: UUID | None = None
) -> dict[str, str]:
    """The header of somebody new: a supplier's member, or an assessor."""
    with database.write(THE_OPERATOR) as db:
        person = create_person(db, clock, OPERATOR, f"{name}@example.org", name, password_hash=HASHED)
        add_member(db, clock, OPERATOR, person, "supplier" if supplier else "assessor", supplier_id=supplier)
    return header_of(database, clock, person)


def header_of(database: Database, clock: Clock, person: UUID, *scopes: str) -> dict[str, str]:
    """The header of a token of theirs, with all that their role may do unless `scopes` are given."""
    with database.write(THE_OPERATOR) as db:
        identity = identity_for(db, person)
        made = (
            tokens.make_token(db, clock, identity, "test", 300, scopes)
            if scopes
            else tokens.make_short_token(db, clock, identity)
        )
    return {"authorization": f"Bearer {made.token}"}


def supplier_of(database: Database) -> UUID:
    """A supplier."""
    return add_supplier(database)


def send(client: Client, headers: dict[str, str], key: str, path: str, body: Any = None) -> Response:
    """POST with a key."""
    return client.post(path, json=body, headers={**headers, "idempotency-key": key})


def same_answer(one: Response, other: Response) -> bool:
    """Byte for byte: status, body, content type, location."""
    return _told(one) == _told(other)


def _told(answer: Response) -> tuple[int, bytes, str | None, str | None]:
    return (
        answer.status_code,
        answer.content,
        answer.headers.get("content-type"),
        answer.headers.get("location"),
    )


def is_replay(answer: Response) -> bool:
    """Does it say that it is one?"""
    return bool(answer.headers.get("idempotency-replayed") == "true")


def tokens_named(database: Database, name: str) -> int:
    """How often the act was carried out."""
    with database.read(THE_OPERATOR) as db:
        query = select(func.count()).select_from(api_tokens).where(api_tokens.c.name == name)
        return db.scalar(query) or 0


def rows_kept(database: Database) -> list[Any]:
    """What is remembered under keys."""
    with database.read(THE_OPERATOR) as db:
        return list(db.execute(select(kept_answers)))


def events_told(database: Database) -> int:
    """How many events there are."""
    with database.read(THE_OPERATOR) as db:
        return db.scalar(select(func.count()).select_from(events)) or 0
