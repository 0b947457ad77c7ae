"""What the experience model is given of the answers, read from either engine."""

from plumbline.feedback.schemas import ScoredAnswer
from plumbline.feedback.service import scored_answers
from plumbline.storage.engine import Database
from tests.storage.market_made import add_product, add_supplier
from tests.storage.test_market_experience import answer


def test_every_answer_with_its_score_and_its_place(database: Database) -> None:
    """Of all products, or of those that are asked for; nothing tells who answered."""
    supplier = add_supplier(database)
    first, second = add_product(database, supplier, "first"), add_product(database, supplier, "second")
    answer(database, first, "RJ0", 50.0)
    answer(database, second, "RJ1", 51.0)
    with database.read() as db:
        found, only = scored_answers(db), scored_answers(db, [second])
    assert [(each.organisation_code, each.score) for each in found] == [("RJ0", 50.0), ("RJ1", 51.0)]
    assert only == found[1:]
    assert {(each.product_id, each.role, each.instrument) for each in found} == {
        (first, "nurse", "sus"),
        (second, "nurse", "sus"),
    }
    assert "respondent" not in ScoredAnswer.__struct_fields__
