"""What the database holds of collecting, on both engines: one open use, one use of a code, one version."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select

from plumbline.feedback import use_rows
from plumbline.feedback.releasing import booked_on, logged_answers, logged_on
from plumbline.kit.audit import OPERATOR, event
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.engine import Database
from plumbline.storage.tables import (
    feedback,
    feedback_invitations,
    feedback_rulings,
    organisations,
    people,
    product_revisions,
)
from tests.conftest import NOON
from tests.storage.answers_made import answer_row, organisation_row, person_row, ruling_row, stocked

DAY = date(2026, 11, 23)


def _use(organisation: UUID, product: UUID, **changed: Any) -> dict[str, Any]:
    whole = {
        "id": new_id(),
        "organisation_id": organisation,
        "product_id": product,
        "since": DAY,
        "until": None,
        "declared_by": "test",
        "declared_at": NOON,
    }
    return whole | changed


def test_one_open_use_of_a_product_and_any_number_that_ended(database: Database, clock: FixedClock) -> None:
    """A second open one is a conflict, not an error of the database."""
    product = stocked(database)
    told = event(clock, OPERATOR, "use.declared", "product", "p")
    with database.write(THE_OPERATOR) as db:
        organisation = new_id()
        db.execute(insert(organisations).values(organisation_row(organisation)))
        for ended in (DAY, DAY - timedelta(days=9), None):
            use_rows.declare(db, _use(organisation, product, until=ended), event=told)
    with pytest.raises(Conflict), database.write(THE_OPERATOR) as db:
        use_rows.declare(db, _use(organisation, product), event=told)


def test_an_invitation_is_used_once_and_until_its_last_day(database: Database) -> None:
    """The second who comes with a code gets nothing."""
    product = stocked(database)
    row = {
        "code_hash": "x",
        "product_id": product,
        "organisation_code": "RJ1",
        "last_day": DAY,
        "used": False,
    }
    with database.write() as db:
        db.execute(insert(feedback_invitations).values(row))
    with database.write() as db:
        assert use_rows.open_invitation(db, "x", DAY) is not None
        assert use_rows.open_invitation(db, "x", DAY + timedelta(days=1)) is None
        assert [use_rows.use_up(db, "x"), use_rows.use_up(db, "x")] == [True, False]
        assert use_rows.open_invitation(db, "x", DAY) is None


def counting(database: Database, product: UUID) -> list[float]:
    """The scores of what counts by all that is on record, in the model's log and in the page's alike."""
    with database.read() as db:
        whole = [each.said.score for each in logged_on(db, product) if each.counts]
        scored = [each.said.score for each in logged_answers(db)[product] if each.counts]
    assert whole == scored
    return sorted(whole)


def test_the_newest_version_counts_unless_it_was_withdrawn(database: Database) -> None:
    """For the figures, the page and the model alike; and one person has one answer in a quarter."""
    product = stocked(database)
    first, other = answer_row(product, score=10.0), answer_row(product, score=40.0)
    changed = first | {"id": new_id(), "version": 2, "score": 90.0, "booked_on": DAY}
    gone = other | {"id": new_id(), "version": 2, "withdrawn": True, "booked_on": DAY}
    with database.write() as db:
        db.execute(insert(feedback), [{"booked_on": None, **each} for each in (first, other, changed)])
    assert counting(database, product) == [40.0, 90.0]
    with database.write() as db:
        db.execute(insert(feedback).values(gone))
    assert counting(database, product) == [90.0]
    with database.read() as db:
        spans = {each.said.id: each.version.spans for each in logged_on(db, product)}
    assert spans == {
        first["id"]: ((first["given_on"], DAY),),
        other["id"]: ((other["given_on"], DAY),),
        changed["id"]: ((DAY, None),),
    }


def test_what_a_moderator_holds_does_not_count_until_another_keeps_it(database: Database) -> None:
    """The newest ruling decides, for the page and the model alike; a ruling touches its product."""
    product = stocked(database)
    kept, held = answer_row(product, score=10.0), answer_row(product, score=90.0)
    with database.write() as db:
        db.execute(insert(feedback), [kept, held])
        moderator = new_id()
        db.execute(insert(people).values(person_row(moderator)))
    for number, outcome, scores in ((1, "hold", [10.0]), (2, "keep", [10.0, 90.0]), (3, "hold", [10.0])):
        with database.read() as db:
            before = db.execute(select(product_revisions.c.revision)).scalar_one()
        with database.write() as db:
            db.execute(insert(feedback_rulings).values(ruling_row(held["id"], number, outcome, moderator)))
        assert counting(database, product) == scores
        with database.read() as db:
            assert db.execute(select(product_revisions.c.revision)).scalar_one() > before


def test_the_books_of_a_day_close_before_midnight_in_london() -> None:
    """Whatever is written under a day's date is written before the figures of the next are read."""
    assert booked_on(datetime(2026, 11, 23, 23, 54, 59, tzinfo=UTC)) == date(2026, 11, 23)
    assert booked_on(datetime(2026, 11, 23, 23, 55, tzinfo=UTC)) == date(2026, 11, 24)
    assert booked_on(datetime(2026, 6, 23, 22, 55, tzinfo=UTC)) == date(2026, 6, 24), "summer time"
