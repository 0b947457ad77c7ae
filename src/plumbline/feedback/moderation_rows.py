"""Stores marks, rulings and appeals, and finds where answers stand. Append-only, all of it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, Row, Select, func, insert, select, union

from catalog.feedback.states import AnswerFacts, AnswerState, Outcome, answer_state
from plumbline.feedback.repository import ANSWER, is_newest
from plumbline.kit.audit import Event
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.storage.events import record
from plumbline.storage.tables import (
    feedback,
    feedback_appeals,
    feedback_marks,
    feedback_rulings,
    memberships,
    organisations,
    products,
    suppliers,
)
from plumbline.storage.violations import first_or

MARK, RULING, APPEAL = feedback_marks.c, feedback_rulings.c, feedback_appeals.c


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded about one answer beside its versions: rows, the oldest first."""

    marks: Sequence[Row[Any]] = ()
    rulings: Sequence[Row[Any]] = ()  # each with its appeal, if there is one

    def facts(self, *, withdrawn: bool) -> AnswerFacts:
        """For the table of states."""
        newest = self.rulings[-1] if self.rulings else None
        return AnswerFacts(
            withdrawn=withdrawn,
            marked=any(mark.rulings >= len(self.rulings) for mark in self.marks),
            ruling=Outcome(newest.outcome) if newest else None,
            appealed=newest is not None and newest.appeal is not None,
        )


NOTHING = Told()


def told_of(db: Connection, answer_ids: Collection[UUID]) -> Mapping[UUID, Told]:
    """What is recorded about answers, by their id; those of which nothing is are left out."""
    if not answer_ids:
        return {}
    marks, rulings = defaultdict(list), defaultdict(list)
    for row in db.execute(_marks().where(MARK.answer_id.in_(answer_ids))):
        marks[row.answer_id].append(row)
    for row in db.execute(_rulings().where(RULING.answer_id.in_(answer_ids))):
        rulings[row.answer_id].append(row)
    return {
        each: Told(marks=marks.get(each, ()), rulings=rulings.get(each, ())) for each in {*marks, *rulings}
    }


def _marks() -> Select[Any]:
    return select(feedback_marks).order_by(MARK.marked_on, MARK.rule)


def _rulings() -> Select[Any]:
    appealed = (
        APPEAL.source.label("appeal"),
        APPEAL.text.label("appeal_text"),
        APPEAL.appealed_by,
        APPEAL.appealed_on,
    )
    query = select(feedback_rulings, *appealed)
    return query.outerjoin(feedback_appeals, APPEAL.ruling_id == RULING.id).order_by(RULING.number)


def looked_at(db: Connection) -> Sequence[Row[Any]]:
    """Every answer that was ever marked, in its newest version, with its product and supplier."""
    query = _with_product().where(
        ANSWER.answer_id.in_(union(select(MARK.answer_id), select(RULING.answer_id)))
    )
    return db.execute(query.order_by(products.c.name, ANSWER.organisation_code, ANSWER.answer_id)).all()


def given(db: Connection, answer_ids: Collection[UUID]) -> Sequence[Row[Any]]:
    """Answers in their newest version, with product and supplier."""
    return db.execute(_with_product().where(ANSWER.answer_id.in_(answer_ids))).all()


def every_answer(db: Connection, product_id: UUID | None = None) -> Sequence[Row[Any]]:
    """Every answer that is not withdrawn, held ones too, of one product or of all."""
    query = select(feedback).where(ANSWER.withdrawn.is_(False), is_newest())
    if product_id is not None:
        query = query.where(ANSWER.product_id == product_id)
    return db.execute(query.order_by(ANSWER.answer_id)).all()


def answers_there_are(db: Connection) -> int:
    """How many answers are not withdrawn, held ones too."""
    query = select(func.count()).select_from(feedback).where(ANSWER.withdrawn.is_(False), is_newest())
    return int(db.execute(query).scalar_one())


def _with_product() -> Select[Any]:
    named = (
        products.c.slug,
        products.c.name.label("product_name"),
        products.c.origin,
        products.c.supplier_id,
        suppliers.c.name.label("supplier_name"),
    )
    query = select(feedback, *named).join(products, products.c.id == ANSWER.product_id)
    return query.join(suppliers, suppliers.c.id == products.c.supplier_id).where(is_newest())


def waiting_and_held(db: Connection, product_id: UUID) -> tuple[int, int]:
    """How many answers about a product are marked, count and wait; and how many do not count by a ruling."""
    told = told_of(db, [row.answer_id for row in every_answer(db, product_id)])
    facts = [each.facts(withdrawn=False) for each in told.values()]
    waiting = sum(answer_state(each) is AnswerState.FLAGGED for each in facts)
    return waiting, sum(each.ruling is Outcome.HOLD for each in facts)


def organisations_behind(db: Connection, supplier_id: UUID) -> frozenset[str]:
    """Codes of organisations in which somebody acts, or acted, who acts, or acted, for the supplier too."""
    there, here = memberships.alias("there"), memberships.alias("here")
    query = (
        select(organisations.c.code)
        .join(here, here.c.organisation_id == organisations.c.id)
        .join(there, there.c.person_id == here.c.person_id)
        .where(there.c.supplier_id == supplier_id)
    )
    return frozenset(db.scalars(query))


def marked(db: Connection, answer_ids: Collection[UUID]) -> set[tuple[UUID, str]]:
    """Which rules marked which of the answers before."""
    query = select(MARK.answer_id, MARK.rule).where(MARK.answer_id.in_(answer_ids))
    return {(row.answer_id, row.rule) for row in db.execute(query)}


def tell(db: Connection, *, event: Event) -> None:
    """Let the log tell of a look that may have found nothing."""
    record(db, event)


def add_marks(db: Connection, rows: Sequence[dict[str, Any]], *, event: Event) -> None:
    """Write marks."""
    db.execute(insert(feedback_marks), [{"id": new_id(), **row} for row in rows])
    record(db, event)


def add_ruling(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Write a ruling. Raises `Conflict` where another was made in the same moment."""
    with first_or(_beaten("Somebody else decided on this answer in the same moment; that stands.")):
        db.execute(insert(feedback_rulings).values(values))
    record(db, event)


def add_appeal(db: Connection, values: dict[str, Any], *, event: Event) -> None:
    """Write an appeal. Raises `Conflict` where there is one to that ruling."""
    with first_or(_beaten("There is an appeal to this ruling already: another moderator will look.")):
        db.execute(insert(feedback_appeals).values(values))
    record(db, event)


def rulings_on(db: Connection, product_id: UUID) -> Sequence[Row[Any]]:
    """Every ruling on answers about a product, the newest first, with its appeal."""
    about = select(ANSWER.answer_id).where(ANSWER.product_id == product_id)
    query = _rulings().where(RULING.answer_id.in_(about)).order_by(None)
    return db.execute(query.order_by(RULING.ruled_on.desc(), RULING.id.desc())).all()


def _beaten(words: str) -> Conflict:
    return Conflict(words, next_step="Look at what stands, and decide anew if you must.")
