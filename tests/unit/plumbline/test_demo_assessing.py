"""The demonstration's decisions were made as the market's rules have it."""

from collections import defaultdict
from functools import cache
from typing import Any
from uuid import UUID

from catalog.assessing.policy import concerns
from catalog.assessing.reviews import settled
from plumbline.assessing.standings import review_of
from plumbline.demo.assessing import ASSESSORS, NOT_DECLARED, of_people
from plumbline.demo.rows import Rows, market_rows


@cache
def rows() -> Rows:
    """Everything, made once."""
    return market_rows()


class Stored:
    """A row as a database gives it back."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.__dict__ |= row | {"reviewer_id": row["reviewed_by"]}


def by_line() -> dict[tuple[UUID, str], list[Any]]:
    """The reviews of each line, in order."""
    found: defaultdict[tuple[UUID, str], list[Any]] = defaultdict(list)
    for row in sorted(rows()["reviews"], key=lambda row: row["place"]):
        found[row["evidence_id"], row["requirement_id"]].append(review_of(Stored(row)))
    return found


def test_every_decision_is_what_its_reviews_settle() -> None:
    """Outcome, assurance and names; two people where the policy asks for two; never before a review."""
    reviews = by_line()
    for decision in rows()["decisions"]:
        made = reviews[decision["evidence_id"], decision["requirement_id"]]
        found = settled(made, needs_two=decision["requirement_id"] in concerns())
        assert found is not None
        assert (found.outcome, found.assurance) == (decision["outcome"], decision["assurance"])
        assert found.decided_by == decision["decided_by"]
        assert made[-1].reviewed_on <= decision["decided_on"]
        assert [each.reviewed_on for each in made] == sorted(each.reviewed_on for each in made)


def test_all_that_a_line_can_be_is_in_it() -> None:
    """Lines on which somebody was first, on which two differ, which a third resolved, and one replied to."""
    decided = {(row["evidence_id"], row["requirement_id"]) for row in rows()["decisions"]}
    under_way = [len(made) for line, made in by_line().items() if line not in decided]
    assert sorted(under_way) == [1, 2]
    assert {len(made) for line, made in by_line().items() if line in decided} == {1, 2, 3}
    (reply,) = rows()["replies"]
    assert (reply["evidence_id"], reply["requirement_id"]) in decided


def test_nobody_reviewed_what_they_had_not_declared_their_interest_in() -> None:
    """Each review is by one of the three, who declared it before."""
    suppliers = {row["slug"]: row["id"] for row in rows()["suppliers"]}
    people = {name: UUID(int=number) for number, name in enumerate(ASSESSORS)}
    stored = of_people(rows(), people, suppliers)
    free = {(row["person_id"], row["supplier_id"]): row["declared_on"] for row in stored["interests"]}
    behind = {row["id"]: row["supplier_id"] for row in rows()["products"]}
    behind = {row["id"]: behind[row["product_id"]] for row in rows()["releases"]}
    behind = {row["id"]: behind[row["release_id"]] for row in rows()["evidence"]}
    for row in stored["reviews"]:
        assert free[row["reviewer_id"], behind[row["evidence_id"]]] <= row["reviewed_on"]
    undeclared = {slug for slug, key in suppliers.items() if (UUID(int=0), key) not in free}
    assert undeclared == NOT_DECLARED
