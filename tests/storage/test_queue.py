"""The one queue, on both engines: what is in it, in which order, page by page, and where one's own stands."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, update

from catalog.assessing.lines import LineState
from catalog.assessing.policy import Risk
from catalog.words import EvidenceKind
from plumbline.accounts.identity import Identity
from plumbline.assessing.queue import Asked, queue_page
from plumbline.assessing.schemas import QueueLine, QueuePage, WaitingList
from plumbline.assessing.waiting import waiting_of
from plumbline.evidence import service
from plumbline.evidence.schemas import EvidenceIn
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.storage.tables import products, releases
from tests.storage.assessors_made import made_assessor, review, said
from tests.storage.bom_made import handed
from tests.storage.market_made import SUPPLIER, add_product, add_supplier
from tests.storage.single_made import FILE

MUSTS, SHOULD = ("GDPR-1", "DCB0129-1", "SNOMED-1"), "CRP-2"


class Queue:
    """Two products of two suppliers; a document on each, handed in on different days."""

    def __init__(self, database: Database, clock: FixedClock) -> None:
        self.database, self.clock = database, clock
        self.market = MarketSource(database, clock)
        self.suppliers = {slug: add_supplier(database, slug) for slug in ("acme", "zeta")}
        self.products = {
            "scope": add_product(database, self.suppliers["acme"], "scope"),
            "lamp": add_product(database, self.suppliers["zeta"], "lamp"),
        }
        self.scope = self.hand_in("scope", "acme", (*MUSTS, SHOULD))
        clock.advance(-5 * 86_400)
        self.lamp = self.hand_in("lamp", "zeta", MUSTS)
        clock.advance(5 * 86_400)
        self.ada = made_assessor(database, clock)

    def hand_in(
        self, slug: str, supplier: str, names: tuple[str, ...], supersedes: UUID | None = None
    ) -> UUID:
        """A document about these requirements."""
        data = EvidenceIn(
            kind=EvidenceKind.DOCUMENT,
            title=f"Plan of {slug}",
            requirement_ids=names,
            statement="A plan",
            supersedes=supersedes,
        )
        with self.database.write() as db:
            release = service.release_for(db, slug, self.suppliers[supplier])
            return service.submit_evidence(db, self.clock, SUPPLIER, release, data, FILE).id

    def page(
        self,
        asked: Asked | None = None,
        cursor: str | None = None,
        limit: int = 50,
        who: Identity | None = None,
    ) -> QueuePage:
        """A page of it, as an assessor sees it."""
        who = who or self.ada
        snapshot = self.market.current()
        with self.database.read(who.tenant) as db:
            return queue_page(db, who, snapshot, asked or Asked(), cursor, limit)

    def waiting(self, slug: str, supplier: str) -> WaitingList:
        """What a supplier sees."""
        snapshot = self.market.current()
        with self.database.read() as db:
            return waiting_of(db, snapshot, slug, self.suppliers[supplier])


@pytest.fixture
def queue(database: Database, clock: FixedClock) -> Queue:
    """On each engine."""
    return Queue(database, clock)


def names(lines: list[QueueLine]) -> list[tuple[str, str]]:
    """Product and requirement of each."""
    return [(line.product, line.requirement_id) for line in lines]


def test_risk_comes_first_and_age_next(queue: Queue) -> None:
    """Safety before the rest, of equals the older; what is advised last; positions count from one."""
    found = queue.page()
    assert names(found.items)[:2] == [("lamp", "DCB0129-1"), ("scope", "DCB0129-1")]
    assert names(found.items)[-1] == ("scope", SHOULD)
    assert {name for name, _ in names(found.items)[2:4]} == {"lamp"}
    assert [line.position for line in found.items] == list(range(1, 8))
    first = found.items[0]
    assert (first.risk, first.since, first.due_on, first.days_left) == (
        Risk.HIGH, date(2026, 11, 18), date(2026, 11, 28), 5
    )  # fmt: skip


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_together_are_the_whole(queue: Queue, limit: int) -> None:
    """Nothing twice, nothing left out, though a line of an earlier page goes away in between."""
    whole = names(queue.page().items)
    seen, cursor = list[tuple[str, str]](), None
    while True:
        found = queue.page(cursor=cursor, limit=limit)
        if not seen:
            review(queue.database, queue.clock, queue.ada, queue.lamp, said("GDPR-1"))
        seen += names(found.items)
        cursor = found.next
        if cursor is None:
            break
    gone = ("lamp", "GDPR-1")
    assert [each for each in seen if each != gone] == [each for each in whole if each != gone]
    assert len(seen) == len(set(seen))


def test_a_cursor_that_is_not_ours(queue: Queue) -> None:
    """Points at itself."""
    with pytest.raises(Invalid) as caught:
        queue.page(cursor="bm9wZQ")
    assert caught.value.problems[0].pointer == "/cursor"


def test_filters_narrow_it_and_positions_stay(queue: Queue) -> None:
    """By risk, state, standard, and to what one may review."""
    review(queue.database, queue.clock, queue.ada, queue.lamp, said("DCB0129-1"))
    assert [line.position for line in queue.page(Asked(risks=[Risk.LOW])).items] == [7]
    first = queue.page(Asked(states=[LineState.AWAITING_SECOND])).items
    assert (names(first), first[0].reviewed_by_you) == ([("lamp", "DCB0129-1")], True)
    assert queue.page(Asked(standards=["SNOMED"])).total == 0
    assert queue.page(Asked(standards=["UKGDPR"])).total == 2
    assert ("lamp", "DCB0129-1") not in names(queue.page(Asked(mine=True)).items)
    bo = made_assessor(queue.database, queue.clock, "Bo", free=False)
    assert {line.conflict for line in queue.page(who=bo).items} == {None}
    assert {line.conflict for line in queue.page().items} == {False}


def test_what_no_longer_counts_waits_no_more(queue: Queue) -> None:
    """Replaced evidence, evidence on an earlier release, a product that was withdrawn."""
    queue.hand_in("scope", "acme", ("GDPR-1",), supersedes=queue.scope)
    found = queue.page().items
    assert [line.evidence_id != queue.scope for line in found if line.requirement_id == "GDPR-1"] == [
        True
    ] * 2
    with queue.database.write() as db:
        newer = {"version": "2.0", "released_on": date(2026, 11, 20), "sequence": 2}
        db.execute(insert(releases).values(id=new_id(), product_id=queue.products["scope"], **newer))
    assert {line.product for line in queue.page().items} == {"lamp"}
    gone = update(products).where(products.c.slug == "lamp").values(withdrawn_on=date(2026, 11, 1))
    with queue.database.write() as db:
        db.execute(gone)
    assert queue.page().items == []


def test_a_machine_s_open_lines_stand_among_the_documents(queue: Queue) -> None:
    """What a reader decided is not in it; what it left open is."""
    read, data = handed(), EvidenceIn(kind=EvidenceKind.MACHINE_READABLE)
    with queue.database.write() as db:
        release = service.release_for(db, "scope", queue.suppliers["acme"])
        answer = service.submit_evidence(db, queue.clock, SUPPLIER, release, data, read.file, read)
    assert answer.read is not None
    left_open = {each.requirement_id for each in answer.read.findings if not each.decided}
    machine = [line for line in queue.page().items if line.kind is EvidenceKind.MACHINE_READABLE]
    assert {line.requirement_id for line in machine} == left_open != set()
    assert "SSCOP-1.2" not in left_open


def test_a_supplier_sees_their_own_place_and_clock(queue: Queue) -> None:
    """The places are those of the whole queue; another's product is missing."""
    places = {(line.product, line.requirement_id): line.position for line in queue.page().items}
    found = queue.waiting("scope", "acme")
    assert found.queue_length == 7
    assert {each.requirement_id: each.position for each in found.items} == {
        name: place for (slug, name), place in places.items() if slug == "scope"
    }
    assert all(each.due_on > each.since for each in found.items)
    with pytest.raises(NotFound):
        queue.waiting("scope", "zeta")


def test_it_is_overdue_the_day_after_the_last(queue: Queue) -> None:
    """High risk: ten days."""
    queue.clock.advance(timedelta(days=6).total_seconds())
    late = [line for line in queue.page().items if line.overdue]
    assert {(line.product, line.risk) for line in late} == {("lamp", Risk.HIGH)}
    assert queue.page().overdue == len(late)
