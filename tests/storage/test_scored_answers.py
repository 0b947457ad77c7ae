"""What the experience model is given of the answers, read from either engine."""

from datetime import date

from sqlalchemy import insert

from plumbline.feedback.schemas import ScoredAnswer
from plumbline.feedback.service import scored_answers
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Database
from plumbline.storage.tables import feedback, products, suppliers


def _stock(database: Database) -> list[object]:
    """Two products, each with an answer."""
    supplier, ids = new_id(), [new_id(), new_id()]
    words = {"summary": "", "origin": "listed", "source": "test"}
    with database.write() as db:
        db.execute(insert(suppliers).values(id=supplier, slug="s", name="S", legal_name="S Ltd", **words))
        for number, key in enumerate(ids):
            db.execute(
                insert(products).values(
                    id=key, slug=f"p{number}", supplier_id=supplier, name="P", product_type="epr", tags=[],
                    description="", status="published", listed_on=date(2026, 1, 1), details={}, **words,
                )
            )  # fmt: skip
            db.execute(
                insert(feedback).values(
                    id=new_id(), product_id=key, organisation_code=f"RJ{number}", respondent="x",
                    role="nurse",
                    score=50.0 + number, comment="", period="2026-01", given_on=date(2026, 1, 2),
                )
            )  # fmt: skip
    return list(ids)


def test_every_answer_with_its_score_and_its_place(database: Database) -> None:
    """Of all products, or of those that are asked for; nothing tells who answered."""
    first, second = _stock(database)
    with database.read() as db:
        found, only = scored_answers(db), scored_answers(db, [second])  # type: ignore[list-item]
    assert [(each.organisation_code, each.score) for each in found] == [("RJ0", 50.0), ("RJ1", 51.0)]
    assert only == found[1:]
    assert {(each.product_id, each.role, each.instrument) for each in found} == {
        (first, "nurse", "sus"),
        (second, "nurse", "sus"),
    }
    assert "respondent" not in ScoredAnswer.__struct_fields__
