"""How the demonstration's assessors came to their decisions: by two where two are needed.

It follows the rules that hold on the market: whoever decides has declared their interests, the first two
reviews are made without sight of each other, and where they differ a third resolves it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from catalog.assessing.policy import concerns
from catalog.assessing.reviews import Review, Settled, settled
from catalog.words import Assurance, Outcome
from plumbline.demo.fixed import fixed_id
from plumbline.demo.people import DEMO_PEOPLE

Rows = Mapping[str, list[dict[str, Any]]]
ASSESSORS: Final = tuple(person.name for person in DEMO_PEOPLE if person.role == "assessor")
NOT_DECLARED: Final = frozenset({"bellwether-health", "dovetail-care"})
"""Suppliers about which the first assessor has declared nothing yet: the other two assess their evidence."""
_APART: Final = 40
"""Of so many lines that two judged, they differed on one."""
_DECLARED_ON: Final = date(2025, 3, 4)
_UNDER_WAY: Final = "Bellwether Connect"
_REPLY: Final = (
    "The two modules that are named here were replaced in the release that was handed in. "
    "Section 6 of the document lists what stands in their place."
)


def decided_by_two(rows: Rows) -> None:
    """Give every decision the reviews that made it, and change its names and reasons to fit them."""
    supplier_of = _suppliers(rows)
    submitted = {row["id"]: row["submitted_on"] for row in rows["evidence"]}
    for decision in rows["decisions"]:
        name = supplier_of[decision["evidence_id"]]
        made = list(_reviews_behind(decision, name, submitted[decision["evidence_id"]]))
        found = settled(made, needs_two=decision["requirement_id"] in concerns())
        assert found is not None
        decision |= {"decided_by": found.decided_by, "reason": _reason(found)}
        rows["reviews"] += [_row(decision, each) for each in made]
    rows["reviews"].extend(_under_way(rows, supplier_of))
    rows["replies"].append(_reply(rows, supplier_of))


def _reason(found: Settled) -> str:
    """Two who say the same in the same words say it once."""
    said = {each.reason for each in found.carried_by}
    return said.pop() if len(said) == 1 else found.reason


def _reviews_behind(decision: dict[str, Any], supplier: str, submitted_on: date) -> Iterator[Review]:
    """The reviews that lead to a decision: one, two who agree, or two who differ and a third."""
    dice = fixed_id("review", decision["id"]).int
    first, second, third = _team(supplier, dice)
    yield _review(decision, 1, first, submitted_on, days=3)
    if decision["requirement_id"] not in concerns():
        return
    if third and dice // 2 % _APART == 0:
        met = decision["outcome"] == Outcome.MET
        other = {"outcome": Outcome.PARTLY_MET if met else Outcome.MET}
        doubt = "Shown, but not for every module." if met else "Shown throughout."
        yield _review(decision | other | {"reason": doubt}, 2, second, submitted_on, days=2)
        yield _review(decision, 3, third, submitted_on, days=0)
    else:
        yield _review(decision, 2, second, submitted_on, days=1)


def _team(supplier: str, dice: int) -> tuple[str, str, str]:
    """Who reviews what a supplier sent, in turns; no third where one of the three may not."""
    one, two, three = ASSESSORS
    if supplier in NOT_DECLARED:
        one, two, three = two, three, ""
    return (one, two, three) if dice % 2 else (two, one, three)


def _review(decision: dict[str, Any], place: int, name: str, submitted_on: date, *, days: int) -> Review:
    return Review(
        place=place,
        reviewer=name,
        name=name,
        outcome=Outcome(decision["outcome"]),
        assurance=Assurance(decision["assurance"]),
        reason=decision["reason"],
        reviewed_on=max(submitted_on, decision["decided_on"] - timedelta(days=days)),
    )


def _row(line: Mapping[str, Any], made: Review) -> dict[str, Any]:
    """A review as it is stored; whose it is stands in its name until the people have ids."""
    return {
        "id": fixed_id("review", line["evidence_id"], line["requirement_id"], made.place),
        "evidence_id": line["evidence_id"],
        "requirement_id": line["requirement_id"],
        "round": 1,
        "place": made.place,
        "reviewed_by": made.name,
        "outcome": str(made.outcome),
        "assurance": str(made.assurance),
        "reason": made.reason,
        "reviewed_on": made.reviewed_on,
        "reviewed_at": _noon(made.reviewed_on),
    }


def _under_way(rows: Rows, supplier_of: Mapping[UUID, str]) -> Iterator[dict[str, Any]]:
    """Of one product's open lines that need two: on one somebody was first, on another two differ."""
    titles = {row["id"]: row for row in rows["evidence"]}
    decided = {(row["evidence_id"], row["requirement_id"]) for row in rows["decisions"]}
    lines = [
        row
        for row in rows["evidence_requirements"]
        if row["requirement_id"] in concerns()
        and titles[row["evidence_id"]]["title"].startswith(_UNDER_WAY)
        and (row["evidence_id"], row["requirement_id"]) not in decided
    ]
    waiting, apart = lines[0], lines[1]
    said = ((waiting, Outcome.MET), (apart, Outcome.MET), (apart, Outcome.NOT_MET))
    for place, (line, outcome) in zip((1, 1, 2), said, strict=True):
        name = _team(supplier_of[line["evidence_id"]], 1)[place - 1]
        day = titles[line["evidence_id"]]["submitted_on"] + timedelta(days=place)
        made = Review(
            place=place,
            reviewer=name,
            name=name,
            outcome=outcome,
            assurance=Assurance.DECLARED,
            reason="It is said on page 2." if outcome is Outcome.MET else "Page 2 is of an earlier release.",
            reviewed_on=day,
        )
        yield _row(line, made)


def of_people(rows: Rows, people: Mapping[str, UUID], suppliers: Mapping[str, UUID]) -> Rows:
    """The rows that name people, once they have ids: reviews, and what assessors declared.

    `people` has the assessors' ids by name, `suppliers` those of suppliers by slug.
    """
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    found["reviews"] = [row | {"reviewer_id": people[row["reviewed_by"]]} for row in rows["reviews"]]
    for name in ASSESSORS:
        left_out = NOT_DECLARED if name == ASSESSORS[0] else frozenset[str]()
        for slug in sorted(set(suppliers) - left_out):
            found["interests"].append(_interest(people[name], suppliers[slug], name))
    return found


def _interest(person_id: UUID, supplier_id: UUID, name: str) -> dict[str, Any]:
    return {
        "id": fixed_id("interest", name, supplier_id),
        "person_id": person_id,
        "supplier_id": supplier_id,
        "version": 1,
        "conflict": False,
        "words": "",
        "declared_on": _DECLARED_ON,
        "declared_at": _noon(_DECLARED_ON),
    }


def _reply(rows: Rows, supplier_of: Mapping[UUID, str]) -> dict[str, Any]:
    """One supplier found itself misread, and asks for a second look."""
    decision = next(
        row
        for row in rows["decisions"]
        if row["outcome"] == Outcome.PARTLY_MET and supplier_of[row["evidence_id"]] == "tern-teal-systems"
    )
    day = date(2026, 11, 12)
    return {
        "id": fixed_id("reply", decision["id"]),
        "evidence_id": decision["evidence_id"],
        "requirement_id": decision["requirement_id"],
        "version": 1,
        "second_look": True,
        "text": _REPLY,
        "replied_by": "The supplier (demonstration)",
        "replied_on": day,
        "replied_at": _noon(day),
    }


def _suppliers(rows: Rows) -> dict[UUID, str]:
    """The slug of the supplier behind each piece of evidence."""
    slugs = {row["id"]: row["slug"] for row in rows["suppliers"]}
    products = {row["id"]: slugs[row["supplier_id"]] for row in rows["products"]}
    releases = {row["id"]: products[row["product_id"]] for row in rows["releases"]}
    return {row["id"]: releases[row["release_id"]] for row in rows["evidence"]}


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
