"""The market's experience model: fitted when answers change and not otherwise, the same for every worker."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, update

from plumbline.kit.clock import FixedClock
from plumbline.kit.identifiers import new_id
from plumbline.market.source import MarketSource
from plumbline.rankings.schemas import Question
from plumbline.rankings.service import ranking_receipt
from plumbline.storage.engine import Database
from plumbline.storage.tables import feedback, products
from tests.conftest import NOON
from tests.storage.answers_made import answer_row
from tests.storage.market_made import add_product, add_supplier

NAMES = ("high", "low", "middle", "fresh", "unknown")


def answer(
    database: Database, product: UUID, place: str, score: float, role: str = "nurse", **more: Any
) -> None:
    """One answer."""
    with database.write() as db:
        key = new_id()
        row = answer_row(
            product, id=key, answer_id=key, organisation_code=place, score=score, role=role, **more
        )
        db.execute(insert(feedback).values(row))


def made(database: Database) -> dict[str, UUID]:
    """Three products that many know, one with three perfect answers from one place, one that nobody has."""
    supplier = add_supplier(database)
    ids = {name: add_product(database, supplier, name) for name in NAMES}
    for number in range(6):
        for turn, (name, worth) in enumerate((("high", 75), ("low", 45), ("middle", 60))):
            role = ("nurse", "doctor", "midwife")[(number + turn) % 3]
            answer(database, ids[name], f"O{number}", worth + (number * 37 + turn * 11) % 23 - 11, role)
    for _ in range(3):
        answer(database, ids["fresh"], "O1", 100)
    return ids


def test_what_is_said_of_each(database: Database, clock: FixedClock) -> None:
    """Those with enough answers by what they got; the others at the mean of all, with all its width."""
    ids = made(database)
    market = MarketSource(database, clock)
    snapshot = market.current()
    market.close()
    said = {name: snapshot.felt.of(ids[name]) for name in NAMES}
    assert all(each is not None for each in said.values())
    found = {name: each for name, each in said.items() if each is not None}
    assert found["low"].mean < found["middle"].mean < found["high"].mean
    assert [found[name].sufficient for name in NAMES] == [True, True, True, False, False]
    assert found["fresh"].mean == found["unknown"].mean
    assert found["fresh"].high - found["fresh"].low > found["high"].high - found["high"].low
    hits = {hit.slug: hit for hit in snapshot.hits}
    assert (hits["fresh"].experience, hits["fresh"].answers, hits["fresh"].organisations) == (None, 0, 0)
    high = hits["high"]
    assert (high.experience_from or 0) < (high.experience or 0) < (high.experience_to or 0)
    receipt = {row.slug: row.raw[1] for row in ranking_receipt(snapshot, Question()).inputs}
    assert receipt.get("fresh", round(found["fresh"].mean, 2)) == round(found["fresh"].mean, 2)


def test_it_is_fitted_again_only_when_a_batch_is_released(database: Database, clock: FixedClock) -> None:
    """A new name is not a new answer, and one more answer is no batch; five are, when their day is over."""
    ids = made(database)
    market = MarketSource(database, clock)
    before = market.current()
    with database.write() as db:
        db.execute(update(products).where(products.c.slug == "high").values(name="Higher"))
    renamed = market.current()
    assert renamed is not before
    assert renamed.felt is before.felt
    for number in range(4):
        answer(database, ids["low"], f"O{number}", 20, booked_on=NOON.date())
    clock.advance(86_400)
    tomorrow = market.current()
    assert (tomorrow.as_of, tomorrow.felt) == (date(2026, 11, 24), before.felt)
    answer(database, ids["low"], "O5", 20, booked_on=date(2026, 11, 24))
    assert market.current().felt is before.felt
    assert market.current(date(2027, 3, 1)).felt is before.felt, "no day to come knows more than today"
    clock.advance(86_400)
    released = market.current()
    assert released.felt is not before.felt
    assert (before.felt.told[ids["low"]], released.felt.told[ids["low"]]) == ((6, 6), (11, 6))
    with database.write() as db:
        db.execute(delete(feedback).where(feedback.c.product_id == ids["low"]))
    assert ids["low"] not in market.current().felt.told
    market.close()


def test_every_worker_says_the_same_to_the_last_digit(database: Database, clock: FixedClock) -> None:
    """One that saw answers come one by one, and one that read them all at once."""
    ids = made(database)
    first = MarketSource(database, clock)
    first.current()
    for number in range(5):
        answer(database, ids["middle"], f"O{number}", 90, booked_on=NOON.date())
        answer(database, ids["high"], f"O{number}", 10, booked_on=date(2026, 11, 22))
    first.current()
    clock.advance(86_400)
    second = MarketSource(database, clock)
    one, other = first.current(), second.current()
    assert one.felt.estimates == other.felt.estimates
    assert one.felt.told[ids["middle"]] == (11, 6)
    first.close()
    second.close()


def test_a_market_with_too_few_answers_knows_nothing(database: Database, clock: FixedClock) -> None:
    """Two products with answers are no crowd to hold one against: not known, and nothing fails."""
    supplier = add_supplier(database)
    ids = [add_product(database, supplier, name) for name in ("one", "other")]
    for key in ids:
        answer(database, key, "O1", 50)
    market = MarketSource(database, clock)
    snapshot = market.current()
    market.close()
    assert snapshot.felt.of(ids[0]) is None
    assert [hit.experience for hit in snapshot.hits] == [None, None]
    assert [hit.answers for hit in snapshot.hits] == [0, 0]
