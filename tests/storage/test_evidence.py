"""Evidence is append-only, decided once per version, and what follows is seen at once."""

import threading
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from catalog.words import EvidenceKind, Outcome
from plumbline.evidence import reading, repository, service
from plumbline.evidence.schemas import DecisionIn, EvidenceIn, FileIn, PlanIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict, DomainError, Invalid, NotFound
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.storage.tables import decisions, events, files
from tests.storage.assessors_made import made_assessor, review, said
from tests.storage.market_made import ASSESSOR, SUPPLIER, add_product, add_supplier

REQUIREMENT = "GDPR-1"  # one assessor is enough for it
DOCUMENT = EvidenceIn(
    kind=EvidenceKind.DOCUMENT, title="Risk plan", requirement_ids=(REQUIREMENT,), statement="The plan"
)
FILE = FileIn(name="../plan\x07.pdf", media_type="application/pdf", content=b"%PDF-1.4 a plan")


def handed_in(
    database: Database, clock: FixedClock, data: EvidenceIn = DOCUMENT, slug: str = "scope"
) -> UUID:
    """Evidence on a new product."""
    supplier = add_supplier(database)
    add_product(database, supplier, slug)
    with database.write() as db:
        release = service.release_for(db, slug, supplier)
        return service.submit_evidence(db, clock, SUPPLIER, release, data, FILE).id


def test_what_is_handed_in_is_kept_as_it_was(database: Database, clock: FixedClock) -> None:
    """The file under its hash, a harmless name, the event, and nothing met before a decision."""
    evidence_id = handed_in(database, clock)
    with database.read() as db:
        shown = reading.one_evidence(db, evidence_id)
        kept = reading.stored_file(db, shown.sha256 or "")
        actions = db.scalars(select(events.c.action)).all()
    assert (kept.content, kept.name, kept.media_type) == (FILE.content, "plan.pdf", FILE.media_type)
    assert "evidence.submitted" in actions
    market = MarketSource(database, clock)
    with database.read() as db:
        found = reading.conformance_of(db, market.current().records[0], date(2026, 11, 23))
    market.close()
    verdict = next(v for v in found.verdicts if v.standard_id == "UKGDPR")
    assert {str(r.outcome) for r in verdict.results} == {"inconclusive", "not_evidenced"}


def test_a_decision_is_seen_at_once_and_never_changed(database: Database, clock: FixedClock) -> None:
    """A second decision is a second version; both stay."""
    evidence_id = handed_in(database, clock)
    assessor = made_assessor(database, clock)
    market = MarketSource(database, clock)
    market.current()
    for version, outcome in ((1, Outcome.MET), (2, Outcome.NOT_MET)):
        review(database, clock, assessor, evidence_id, said(REQUIREMENT, outcome, version=version))
        with database.read() as db:
            found = reading.conformance_of(db, market.current().records[0], date(2026, 11, 23))
        verdict = next(v for v in found.verdicts if v.standard_id == "UKGDPR")
        assert next(r for r in verdict.results if r.requirement.id == REQUIREMENT).outcome is outcome
    with database.read() as db:
        assert [d.version for d in reading.one_evidence(db, evidence_id).decisions] == [1, 2]
    market.close()


def test_two_assessors_at_once_make_one_decision(database: Database, clock: FixedClock) -> None:
    """Sixteen threads decide the same line: one wins, the others are told somebody was first."""
    evidence_id = handed_in(database, clock)
    assessor = made_assessor(database, clock)
    results: list[str] = []
    gate = threading.Barrier(16)

    def attempt() -> None:
        gate.wait()
        try:
            review(database, clock, assessor, evidence_id, said(REQUIREMENT))
            results.append("won")
        except (Conflict, IntegrityError):
            results.append("lost")

    threads = [threading.Thread(target=attempt) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as db:
        assert len(db.execute(select(decisions.c.id)).all()) == 1
    assert sorted(results) == ["lost"] * 15 + ["won"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"requirement_ids": ("NO-SUCH",)}, "/requirement_ids"),
        ({"requirement_ids": ()}, "/requirement_ids"),
        ({"kind": EvidenceKind.CERTIFICATE}, "/number"),
        ({"title": " "}, "/title"),
        ({"supersedes": UUID(int=1)}, "/supersedes"),
        ({"issued_on": date(2026, 5, 1), "expires_on": date(2026, 4, 1)}, "/expires_on"),
    ],
)
def test_evidence_that_breaks_a_rule_leaves_nothing_behind(
    database: Database, clock: FixedClock, changes: dict[str, object], pointer: str
) -> None:
    """Every broken rule is named, and neither row nor file is kept."""
    import msgspec

    with pytest.raises(Invalid) as caught:
        handed_in(database, clock, msgspec.structs.replace(DOCUMENT, **changes))
    assert pointer in {problem.pointer for problem in caught.value.problems}
    with database.read() as db:
        assert db.execute(select(files.c.sha256)).all() == []


@pytest.mark.parametrize(
    ("decision", "error"),
    [
        (said(REQUIREMENT, version=2), Conflict),
        (said(REQUIREMENT, read=2), Conflict),
        (said(REQUIREMENT, Outcome.NOT_EVIDENCED), Invalid),
    ],
)
def test_decisions_that_break_a_rule(
    database: Database, clock: FixedClock, decision: DecisionIn, error: type[DomainError]
) -> None:
    """A version that is not next, and an outcome nobody decides."""
    evidence_id = handed_in(database, clock)
    assessor = made_assessor(database, clock)
    with pytest.raises(error):
        review(database, clock, assessor, evidence_id, decision)


def test_a_plan_is_for_shown_failures_of_one_standard(database: Database, clock: FixedClock) -> None:
    """Another standard's requirement, or a day that is past, is refused."""
    handed_in(database, clock)
    good = PlanIn(
        standard_id="UKGDPR",
        requirement_ids=(REQUIREMENT,),
        due_on=date(2027, 1, 31),
        text="We will mend it.",
    )
    with database.write() as db:
        assert service.agree_plan(db, clock, ASSESSOR, "scope", good)
    import msgspec

    for changes in ({"requirement_ids": ("RADF-1",)}, {"due_on": date(2026, 11, 23)}, {"standard_id": "X"}):
        with pytest.raises(Invalid), database.write() as db:
            service.agree_plan(db, clock, ASSESSOR, "scope", msgspec.structs.replace(good, **changes))


def test_another_supplier_s_product_reads_as_missing(database: Database, clock: FixedClock) -> None:
    """Not yours and not there are the same answer."""
    handed_in(database, clock)
    with database.read() as db:
        for slug, supplier in (("scope", UUID(int=5)), ("none", UUID(int=5)), ("scope", None)):
            with pytest.raises(NotFound):
                service.release_for(db, slug, supplier)
        assert repository.current_release(db, "none") is None
