"""Reads and writes feedback. SQL lives here and in the `_rows` of this feature, and nowhere else in it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, insert, select

from catalog.feedback.states import Outcome
from plumbline.feedback.schemas import Answer
from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.storage.events import record
from plumbline.storage.tables import feedback, feedback_rulings, products
from plumbline.storage.violations import first_or

ANSWER = feedback.c


def is_newest() -> ColumnElement[bool]:
    """Is the row the newest version of its answer?"""
    later = feedback.alias("later")
    after = and_(later.c.answer_id == ANSWER.answer_id, later.c.version > ANSWER.version)
    return ~exists().where(after)


def counted() -> ColumnElement[bool]:
    """Does the row count by all that is on record? In figures it stands with a release: see `releasing`."""
    return and_(ANSWER.withdrawn.is_(False), is_newest(), ~is_held())


def is_held() -> ColumnElement[bool]:
    """Does the newest ruling of a moderator hold the answer? Marks and appeals alone change nothing."""
    ruling, later = feedback_rulings.alias("ruling"), feedback_rulings.alias("later_ruling")
    after = and_(later.c.answer_id == ruling.c.answer_id, later.c.number > ruling.c.number)
    return exists().where(
        ruling.c.answer_id == ANSWER.answer_id, ruling.c.outcome == str(Outcome.HOLD), ~exists().where(after)
    )


def comments(db: Connection, most: int) -> Sequence[Any]:
    """Comments that count, on all products, the newest quarter first. Not all may be shown."""
    columns = (ANSWER.id, ANSWER.organisation_code, ANSWER.comment, ANSWER.period)
    query = select(*columns).where(counted(), ANSWER.comment != "")
    return db.execute(query.order_by(ANSWER.period.desc(), ANSWER.answer_id).limit(most)).all()


def product_of(db: Connection, slug: str) -> Row[Any] | None:
    """The published product behind a slug, with its supplier and name."""
    return db.execute(_product().where(products.c.slug == slug)).one_or_none()


def product_by_id(db: Connection, product_id: UUID) -> Row[Any] | None:
    """The same by its id."""
    return db.execute(_product().where(products.c.id == product_id)).one_or_none()


def products_spoken_of(db: Connection) -> Sequence[Row[Any]]:
    """The published products about which there is any answer, in a fixed order."""
    about = select(ANSWER.product_id)
    return db.execute(_product().where(products.c.id.in_(about)).order_by(products.c.id)).all()


def _product() -> Select[Any]:
    named = (products.c.id, products.c.slug, products.c.name, products.c.supplier_id, products.c.origin)
    return select(*named).where(products.c.status == "published")


def add_answers(db: Connection, answers: Sequence[Answer], *, event: Event) -> None:
    """Write versions of answers and the event that tells of them. Raises `Conflict` where one is there."""
    beaten = Conflict(
        "This answer was given or changed in the same moment, in another window.",
        next_step="Look at what stands, and try again.",
    )
    with first_or(beaten):
        if answers:
            db.execute(insert(feedback), [_values(answer) for answer in answers])
    record(db, event)


def _values(answer: Answer) -> dict[str, Any]:
    values = {name: getattr(answer, name) for name in Answer.__struct_fields__}
    return values | {
        "answer_id": answer.answer_id or answer.id,
        "instrument": str(answer.instrument),
        "items": list(answer.items),
        "statements": list(answer.statements),
    }
