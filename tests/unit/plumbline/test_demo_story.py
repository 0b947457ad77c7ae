"""The fictional market: the same each time, its papers real files, its gate in every state promised."""

import os
from collections import Counter
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from catalog.conformance import conformance
from catalog.evidence.history import ProductHistory
from catalog.evidence.record import Decision, Evidence, WorkOffPlan
from catalog.evidence.rules import decision_problems, evidence_problems, plan_problems
from catalog.obligations import product_tags
from catalog.standards_loader import standards
from catalog.words import Assurance as Strength
from catalog.words import EvidenceKind, GateState, Outcome, ProductType
from plumbline.demo.cast import CAST, Fate
from plumbline.demo.people import DEMO_PEOPLE
from plumbline.demo.rows import Rows, market_rows
from plumbline.importing.csv_files import Column, read_file

TODAY = date(2026, 11, 23)
SHARED = Path(os.environ.get("PLUMBLINE_SHARED") or Path(__file__).parents[4] / "shared") / "data"
EXPECTED = {
    Fate.SOUND: {GateState.ELIGIBLE, GateState.ELIGIBLE_UNTIL},
    Fate.EXPIRING: {GateState.ELIGIBLE_UNTIL},
    Fate.MENDING: {GateState.IN_REMEDIATION},
    Fate.FAILED: {GateState.PHASING_OUT},
    Fate.LAPSED: {GateState.PHASING_OUT},
    Fate.NEW: {GateState.NOT_ASSESSED},
    Fate.WITHDRAWN: {GateState.WITHDRAWN},
}


@cache
def rows() -> Rows:
    """The market's rows, made once."""
    return market_rows()


@cache
def all_evidence() -> dict[UUID, Evidence]:
    """Every piece of evidence as a record."""
    asked: dict[UUID, list[str]] = {}
    for row in rows()["evidence_requirements"]:
        asked.setdefault(row["evidence_id"], []).append(row["requirement_id"])
    return {
        row["id"]: Evidence(
            id=str(row["id"]),
            kind=EvidenceKind(row["kind"]),
            title=row["title"],
            requirement_ids=tuple(asked[row["id"]]),
            submitted_on=row["submitted_on"],
            statement=row["statement"],
            sha256=row["sha256"],
            issuer=row["issuer"],
            number=row["number"],
            scope=row["scope"],
            issued_on=row["issued_on"],
            expires_on=row["expires_on"],
        )
        for row in rows()["evidence"]
    }


@cache
def all_decisions() -> list[tuple[UUID, Decision]]:
    """Every decision, by the evidence it is about."""
    return [
        (
            row["evidence_id"],
            Decision(
                evidence_id=str(row["evidence_id"]),
                requirement_id=row["requirement_id"],
                version=row["version"],
                outcome=Outcome(row["outcome"]),
                assurance=Strength(row["assurance"]),
                reason=row["reason"],
                decided_by=row["decided_by"],
                decided_on=row["decided_on"],
            ),
        )
        for row in rows()["decisions"]
    ]


def all_plans() -> list[tuple[UUID, WorkOffPlan]]:
    """Every work-off plan, by release."""
    return [
        (
            row["release_id"],
            WorkOffPlan(
                standard_id=row["standard_id"],
                requirement_ids=tuple(row["requirement_ids"]),
                agreed_on=row["agreed_on"],
                due_on=row["due_on"],
                text=row["text"],
            ),
        )
        for row in rows()["work_off_plans"]
    ]


@cache
def gates() -> dict[str, GateState]:
    """The gate of every product today, by name."""
    release_of = {row["id"]: row["release_id"] for row in rows()["evidence"]}
    product_of = {row["id"]: row["product_id"] for row in rows()["releases"]}
    histories = {}
    for row in rows()["products"]:
        codes = [r["capability_code"] for r in rows()["product_capabilities"] if r["product_id"] == row["id"]]
        mine = {i for i, release in release_of.items() if product_of[release] == row["id"]}
        histories[row["name"]] = ProductHistory(
            tags=product_tags(row["product_type"], codes, row["tags"]),
            listed_on=row["listed_on"],
            withdrawn_on=row["withdrawn_on"],
            evidence=tuple(all_evidence()[i] for i in mine),
            decisions=tuple(d for i, d in all_decisions() if i in mine),
            plans=tuple(p for release, p in all_plans() if product_of[release] == row["id"]),
        )
    return {name: conformance(standards(), h, TODAY).gate.state for name, h in histories.items()}


def test_forty_products_by_invented_suppliers_over_six_kinds() -> None:
    """As large as a market has to be to be tried out."""
    assert len(rows()["products"]) == 40
    assert len(rows()["suppliers"]) >= 25
    kinds = Counter(row["product_type"] for row in rows()["products"])
    assert set(kinds) <= set(ProductType)
    assert len(kinds) == 6


def test_it_is_the_same_each_time() -> None:
    """Every row and every byte of every file comes from the seed."""
    assert market_rows() == rows()


def test_every_product_fares_as_its_story_says() -> None:
    """The gate follows from papers and decisions alone, and shows what the cast announces."""
    unlike = {part.name: gates()[part.name] for part in CAST if gates()[part.name] not in EXPECTED[part.fate]}
    assert unlike == {}
    shown = Counter(gates().values())
    assert sum(shown[state] for state in (GateState.ELIGIBLE, GateState.ELIGIBLE_UNTIL)) >= 22
    assert min(shown[state] for state in GateState if state is not GateState.ELIGIBLE) >= 1


def test_every_paper_is_a_file_with_its_hash() -> None:
    """A PDF of some size, addressed by its SHA-256, each one once; documents never come without."""
    files = {row["sha256"]: row for row in rows()["files"]}
    assert len(files) == len(rows()["files"])
    for name, row in files.items():
        assert sha256(row["content"]).hexdigest() == name
        assert row["content"].startswith(b"%PDF-")
        assert row["size"] == len(row["content"]) > 500
    assert {e.sha256 for e in all_evidence().values() if e.sha256} == set(files)


def test_no_record_breaks_a_rule_of_evidence() -> None:
    """What is loaded in bulk would have been accepted one by one."""
    known = {r.id for standard in standards() for r in standard.requirements}
    evidence = all_evidence()
    broken = [str(p) for e in evidence.values() for p in evidence_problems(e, known)]
    broken += [str(p) for i, d in all_decisions() for p in decision_problems(d, evidence[i])]
    for _, plan in all_plans():
        standard = standards().get(plan.standard_id)
        assert standard is not None
        broken += [str(p) for p in plan_problems(plan, standard)]
    assert broken == []


def test_nothing_is_told_of_days_to_come() -> None:
    """Nothing was handed in, decided or agreed after the story was told."""
    days = [e.submitted_on for e in all_evidence().values()]
    days += [d.decided_on for _, d in all_decisions()] + [p.agreed_on for _, p in all_plans()]
    assert max(days) <= TODAY


def test_it_says_everywhere_that_it_is_fiction() -> None:
    """On suppliers, on products, and on every record of them by its origin."""
    for table in ("suppliers", "products"):
        assert {row["origin"] for row in rows()[table]} == {"demonstration"}
        assert all("ictional" in row["summary"] for row in rows()[table])
    assert {row["origin"] for row in rows()["price_plans"]} == {"demonstration"}


def test_people_have_addresses_that_nobody_can_have() -> None:
    """Reserved for examples (RFC 2606), so that no letter ever reaches anybody."""
    assert all(person.email.endswith(".example") for person in DEMO_PEOPLE)
    assert len({person.email for person in DEMO_PEOPLE}) == len(DEMO_PEOPLE)


@pytest.mark.skipif(
    not (SHARED / "products").is_dir(), reason="the list of 2020 (PLUMBLINE_SHARED/data/products) is not here"
)
def test_no_invented_supplier_bears_a_real_one_s_name() -> None:
    """None of the 74 real suppliers shares its first word with an invented one, nor a product its name."""
    widths = (("id", 40), ("name", 300), ("legal_name", 300), ("url", 500), ("summary", 10_000))
    columns = [Column(name, longest, needed=name == "id") for name, longest in widths]
    real = read_file(SHARED / "products" / "buying_catalogue_suppliers.csv", columns)
    taken = {row.cells["name"].split()[0].lower() for row in real.rows}
    invented = {row["name"].split()[0].lower() for row in (*rows()["suppliers"], *rows()["products"])}
    assert taken & invented == set()
