"""What the experience model is given of the answers, read from either engine."""

from datetime import date

from plumbline.feedback.releasing import logged_answers, released
from plumbline.feedback.schemas import ScoredAnswer
from plumbline.storage.engine import Database
from tests.storage.market_made import add_product, add_supplier
from tests.storage.test_market_experience import answer


def test_every_answer_with_its_score_and_its_place(database: Database) -> None:
    """Of all products, or of those that are asked for; nothing tells who answered."""
    supplier = add_supplier(database)
    first, second = add_product(database, supplier, "first"), add_product(database, supplier, "second")
    for number in range(5):
        answer(database, first, f"RJ{number % 3}", 50.0 + number)
    answer(database, second, "RJ1", 90.0)
    with database.read() as db:
        found, only, none = logged_answers(db), logged_answers(db, [second]), logged_answers(db, [])
    assert (only, none) == ({second: found[second]}, {})
    stands = released(found[first], date(2026, 1, 3))
    assert {(each.organisation_code, each.score) for each in stands} == {
        ("RJ0", 50.0), ("RJ1", 51.0), ("RJ2", 52.0), ("RJ0", 53.0), ("RJ1", 54.0)
    }  # fmt: skip
    assert released(found[first], date(2026, 1, 2)) == [], "their day was not over"
    assert released(found[second], date(2026, 1, 3)) == [], "one answer is no batch"
    assert {(each.product_id, each.role, each.instrument) for each in stands} == {(first, "nurse", "sus")}
    assert "respondent" not in ScoredAnswer.__struct_fields__
