"""The forest looks each night: it marks and tells, drops nothing, and is silent where there is too little."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import insert, select

from catalog.feedback.policy import feedback_policy
from plumbline.feedback import releasing
from plumbline.feedback.watching import NIGHTLY, look_tonight
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from plumbline.storage.tables import events, feedback, feedback_marks
from tests.conftest import NOON
from tests.storage.answers_made import answer_row, stocked

LEAST = feedback_policy().watch.forest_answers


def answered(database: Database, product: UUID, count: int, fakes: int) -> None:
    """So many answers of many places over half a year; the last few the same perfect form from one place."""
    rows = [
        answer_row(
            product,
            organisation_code=f"O{n % 17}",
            score=30.0 + (n * 37) % 50,
            given_on=NOON.date() - timedelta(days=n * 7 % 180 + 9),
        )
        for n in range(count - fakes)
    ]
    rows += [
        answer_row(product, organisation_code="FAKE", score=100.0, items=[5, 1] * 5, given_on=NOON.date())
        for _ in range(fakes)
    ]
    with database.write() as db:
        db.execute(insert(feedback), rows)


def told(database: Database) -> list[str]:
    """What the log says of the forest."""
    with database.read() as db:
        return sorted(db.scalars(select(events.c.action).where(events.c.actor_kind == NIGHTLY.kind)))


def test_too_few_answers_are_not_looked_at(database: Database, clock: FixedClock) -> None:
    """One fewer than the published number: no mark, and no event that says somebody looked."""
    answered(database, stocked(database), LEAST - 1, 30)
    assert look_tonight(database, clock) is None
    assert told(database) == []


def test_what_stands_apart_is_marked_once_and_goes_on_counting(database: Database, clock: FixedClock) -> None:
    """Thirty copies of one day; the next night tells that it looked, and marks nothing anew."""
    product = stocked(database)
    answered(database, product, LEAST + 30, 30)
    with database.read() as db:
        before = [each.counts for each in releasing.logged_on(db, product)]
    first = look_tonight(database, clock)
    assert first is not None
    assert first >= 30
    assert look_tonight(database, clock) == 0
    assert told(database) == ["feedback.looked", "feedback.looked", "feedback.marked"]
    with database.read() as db:
        assert [each.counts for each in releasing.logged_on(db, product)] == before
        assert set(db.scalars(select(feedback_marks.c.rule))) == {"forest"}
