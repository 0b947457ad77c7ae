"""One more answer, and one less: folded into the market's model, fitted again on the published schedule."""

from uuid import UUID

import pytest
from sqlalchemy import insert, update

from plumbline.kit.clock import FixedClock
from plumbline.kit.identifiers import new_id
from plumbline.market.experience import Felt
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.storage.tables import feedback, organisations
from tests.storage.answers_made import answer_row
from tests.storage.market_made import add_product, add_supplier

ROLES = ("nurse", "doctor", "administrator")


def add(database: Database, product: UUID, place: str, score: float, role: str = "nurse") -> UUID:
    """One answer; gives its id."""
    key = new_id()
    row = answer_row(product, id=key, answer_id=key, organisation_code=place, score=score, role=role)
    with database.write() as db:
        db.execute(insert(feedback).values(row))
    return key


def stocked(database: Database) -> list[UUID]:
    """Four products, and 120 answers about them from six organisations."""
    supplier = add_supplier(database)
    ids = [add_product(database, supplier, name) for name in ("one", "two", "three", "four")]
    rows = []
    for number in range(120):
        key, product = new_id(), number % 4
        score = 40 + 10 * product + (number * 37) % 23
        made = answer_row(ids[product], id=key, answer_id=key, score=score, role=ROLES[number // 4 % 3])
        rows.append(made | {"organisation_code": f"O{number // 5 % 6}"})
    with database.write() as db:
        db.execute(insert(feedback), rows)
    return ids


def note_of(felt: Felt) -> tuple[int, int]:
    """How many answers the figures are of, and of how many the variances."""
    assert felt.note is not None
    return felt.note.answers, felt.note.found_from


def fitted(felt: Felt) -> object:
    """The fit that the figures were made with."""
    assert felt.model is not None
    return felt.model.fitted


def test_an_answer_that_comes_and_goes_is_folded(database: Database, clock: FixedClock) -> None:
    """The variances stand; an answer since may be withdrawn, and the figures are those of before."""
    ids = stocked(database)
    market = MarketSource(database, clock)
    before = market.current().felt
    key = add(database, ids[0], "O3", 100.0)
    now = market.current().felt
    assert (note_of(before), note_of(now)) == ((120, 120), (121, 120))
    assert fitted(now) is fitted(before)
    assert now.estimates[ids[0]].mean > before.estimates[ids[0]].mean
    with database.write() as db:
        db.execute(update(feedback).where(feedback.c.answer_id == key).values(withdrawn=True))
    again = market.current().felt
    assert fitted(again) is fitted(before)
    assert again.estimates[ids[0]].mean == pytest.approx(before.estimates[ids[0]].mean, abs=1e-9)
    market.close()


def test_it_is_fitted_anew_on_the_schedule(database: Database, clock: FixedClock) -> None:
    """At 130 answers; and where one of those that the variances are from is withdrawn."""
    ids = stocked(database)
    market = MarketSource(database, clock)
    before = market.current().felt
    keys = [add(database, ids[1], "O2", 50.0 + number) for number in range(9)]
    folded = market.current().felt
    assert note_of(folded) == (129, 120)
    assert fitted(folded) is fitted(before)
    add(database, ids[1], "O2", 60.0)
    anew = market.current().felt
    assert note_of(anew) == (130, 130)
    assert fitted(anew) is not fitted(before)
    with database.write() as db:
        db.execute(update(feedback).where(feedback.c.answer_id == keys[0]).values(withdrawn=True))
    less = market.current().felt
    assert note_of(less) == (129, 120)
    assert fitted(less) is not fitted(anew)
    market.close()


def test_two_workers_agree_whatever_they_saw(database: Database, clock: FixedClock) -> None:
    """One saw answers come one by one and one go; the other read what there is. 1e-9 apart."""
    ids = stocked(database)
    first = MarketSource(database, clock)
    first.current()
    keys = []
    for number in range(6):
        keys.append(add(database, ids[number % 4], f"N{number % 2}", 95.0, ROLES[number % 3]))
        first.current()
    with database.write() as db:
        db.execute(update(feedback).where(feedback.c.answer_id == keys[2]).values(withdrawn=True))
    second = MarketSource(database, clock)
    one, other = first.current(), second.current()
    for mine, theirs in zip(one.estimates, other.estimates, strict=True):
        assert mine is not None
        assert theirs is not None
        assert mine.mean == pytest.approx(theirs.mean, abs=1e-9)
        assert mine.low == pytest.approx(theirs.low, abs=1e-9)
    assert one.experience.tolist() == other.experience.tolist()
    first.close()
    second.close()


def test_an_answer_brings_the_kind_of_its_organisation(database: Database, clock: FixedClock) -> None:
    """As the register has it; one that it does not have is of another kind."""
    stocked(database)
    with database.write() as db:
        for code, kind in (("O1", "icb"), ("O2", "trust")):
            db.execute(
                insert(organisations).values(
                    id=new_id(), code=code, name=code, kind=kind, certainty="high", source="test",
                    updated_at=clock.now(),
                )
            )  # fmt: skip
    market = MarketSource(database, clock)
    felt = market.current().felt
    market.close()
    assert felt.closer is not None
    told = felt.closer.model().told
    assert dict(told.kinds) == {"icb": 20, "trust": 20, "other": 80}
    assert dict(told.organisations) == {"icb": 1, "trust": 1, "other": 4}
