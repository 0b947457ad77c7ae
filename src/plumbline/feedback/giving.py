"""Giving an answer, changing it, withdrawing it: each time one more version, and nothing is overwritten.

One person has one answer about a product in a quarter. Whoever withdrew theirs may give it anew.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec

from catalog.feedback.response import Response, problems_of, quarter_of
from catalog.feedback.states import answer_state, counts
from catalog.feedback.words import Instrument
from plumbline.evidence.texts import refuse, text_problems
from plumbline.feedback import answer_rows, moderation_rows, repository, watching
from plumbline.feedback.givers import SOMEBODY, Giver
from plumbline.feedback.giving_schemas import MineList, MineOut
from plumbline.feedback.releasing import books_of
from plumbline.feedback.schemas import Answer
from plumbline.feedback.scores import score_of
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, FieldProblem, NotFound
from plumbline.storage.engine import Connection


def mine(db: Connection, clock: Clock, giver: Giver, product: Any) -> MineList:
    """Everything that a giver said about a product."""
    return MineList(
        product=product.slug,
        organisation=giver.organisation_code,
        period=quarter_of(today(clock)),
        items=_items(db, answer_rows.of_giver(db, product.id, giver.respondent)),
    )


def give(db: Connection, clock: Clock, giver: Giver, product: Any, response: Response) -> MineList:
    """Give or change the answer of this quarter. Raises `Invalid` with every field that is wrong."""
    refuse(_problems(response))
    day = today(clock)
    before = _of_period(db, giver, product, quarter_of(day))
    identifier = uuid4()  # not one that tells the time: it names the comment in public
    answer = Answer(
        id=identifier,
        answer_id=before.answer_id if before else identifier,
        version=before.version + 1 if before else 1,
        product_id=product.id,
        organisation_code=giver.organisation_code,
        respondent=giver.respondent,
        source=giver.source,
        score=score_of(response),
        period=quarter_of(day),
        given_on=day,
        booked_on=books_of(clock),
        **msgspec.structs.asdict(msgspec.structs.replace(response, comment=response.comment.strip())),
    )
    _add(db, clock, product, answer, "feedback.given")
    return mine(db, clock, giver, product)


def withdraw(db: Connection, clock: Clock, giver: Giver, product: Any, period: str) -> MineList:
    """What was said in that quarter is shown no more, and counts in no later release. Raises `NotFound`,
    `Conflict`.
    """
    before = _of_period(db, giver, product, period)
    if before is None:
        raise nothing_said(product.slug, period)
    if before.withdrawn:
        raise Conflict("This answer was withdrawn before.", next_step="Give it anew, if you like.")
    kept = {name: getattr(before, name) for name in Answer.__struct_fields__}
    changed = {"id": uuid4(), "version": before.version + 1, "withdrawn": True, "comment": ""}
    days = {"given_on": today(clock), "booked_on": books_of(clock)}
    answer = Answer(**(kept | changed | days))
    _add(db, clock, product, answer, "feedback.withdrawn")
    return mine(db, clock, giver, product)


def nothing_said(slug: str, period: str) -> NotFound:
    """What reads the same for a product that is not there and for one that somebody said nothing of."""
    step = "Look at what you said of a product on the page of its form."
    return NotFound(f"You said nothing of {slug[:80]!r} in {period[:10]!r}.", next_step=step)


def _problems(response: Response) -> Iterator[FieldProblem]:
    yield from text_problems(response)
    for problem in problems_of(response):
        yield FieldProblem(f"/{problem.field}", problem.detail)


def _of_period(db: Connection, giver: Giver, product: Any, period: str) -> Any:
    rows = answer_rows.of_giver(db, product.id, giver.respondent)
    return next((row for row in rows if row.period == period), None)


def _add(db: Connection, clock: Clock, product: Any, answer: Answer, action: str) -> None:
    told = event(
        clock,
        SOMEBODY,
        action,
        "product",
        product.slug,
        organisation=answer.organisation_code,
        source=answer.source,
        period=answer.period,
        version=answer.version,
    )
    repository.add_answers(db, [answer], event=told)
    watching.mark_product(db, clock, product)


def _items(db: Connection, rows: Sequence[Any]) -> list[MineOut]:
    told = moderation_rows.told_of(db, [row.answer_id for row in rows])
    return [_mine(row, told.get(row.answer_id, moderation_rows.NOTHING)) for row in rows]


def answer_of(db: Connection, giver: Giver, product: Any, period: str) -> UUID:
    """The name of the answer that a giver gave in a quarter. Raises `NotFound`."""
    row = _of_period(db, giver, product, period)
    if row is None:
        raise nothing_said(product.slug, period)
    answer_id: UUID = row.answer_id
    return answer_id


def _mine(row: Any, told: moderation_rows.Told) -> MineOut:
    facts = told.facts(withdrawn=row.withdrawn)
    return MineOut(
        period=row.period,
        version=row.version,
        state=answer_state(facts),
        counts=counts(facts),
        given_on=row.given_on,
        instrument=Instrument(row.instrument),
        items=tuple(row.items),
        score=row.score,
        role=row.role,
        specialty=row.specialty,
        months_of_use=row.months_of_use,
        statements=tuple(row.statements),
        ease=row.ease,
        comment=row.comment,
        reason=told.rulings[-1].reason if told.rulings else None,
    )
