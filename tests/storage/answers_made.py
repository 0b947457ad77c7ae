"""Rows of answers, as they stand in the table."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Database
from plumbline.storage.tables import products, suppliers


def answer_row(product_id: object, **changed: Any) -> dict[str, Any]:
    """A first version by a nurse, with a score and nothing beside it."""
    identifier = uuid4()
    whole = {
        "id": identifier, "answer_id": identifier, "version": 1, "withdrawn": False,
        "product_id": product_id, "organisation_code": "RJ1", "respondent": identifier.hex,
        "source": "recorded", "role": "nurse", "specialty": None, "months_of_use": None,
        "instrument": "sus", "items": [], "score": 50.0, "statements": [], "ease": None,
        "comment": "", "period": "2026-Q1", "given_on": date(2026, 1, 2), "booked_on": date(2026, 1, 2),
    }  # fmt: skip
    return whole | changed


def stocked(database: Database) -> UUID:
    """A product, with its supplier, in the database."""
    supplier, product = new_id(), new_id()
    words = {"summary": "", "origin": "listed", "source": "test"}
    with database.write() as db:
        db.execute(insert(suppliers).values(id=supplier, slug="s", name="S", legal_name="S Ltd", **words))
        db.execute(
            insert(products).values(
                id=product, slug="p", supplier_id=supplier, name="P", product_type="epr", tags=[],
                description="", status="published", listed_on=date(2026, 1, 1), details={}, **words,
            )
        )  # fmt: skip
    return product


def organisation_row(identifier: UUID) -> dict[str, Any]:
    """An organisation that could use it."""
    return {
        "id": identifier, "code": "RJ1", "name": "Somewhere", "kind": "trust", "certainty": "high",
        "source": "test", "updated_at": datetime(2026, 1, 1, tzinfo=UTC),
    }  # fmt: skip


def person_row(identifier: UUID) -> dict[str, Any]:
    """Somebody who could decide."""
    made = datetime(2026, 1, 1, tzinfo=UTC)
    return {
        "id": identifier,
        "email": "m@test.example",
        "name": "M",
        "password_hash": "-",
        "created_at": made,
    }


def ruling_row(answer_id: object, number: int, outcome: str, moderator: UUID) -> dict[str, Any]:
    """What they decided."""
    return {
        "id": new_id(), "answer_id": answer_id, "number": number, "outcome": outcome, "reason": "Because.",
        "moderator_id": moderator, "ruled_by": "M", "ruled_on": date(2026, 11, 23),
        "ruled_at": datetime(2026, 11, 23, tzinfo=UTC),
    }  # fmt: skip
