"""Suppliers list products, releases and prices; anybody can read them. On both engines."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from catalog.prices import PricePlan
from plumbline.kit.audit import Actor
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict, DomainError, Invalid, NotFound
from plumbline.products import reading, rules, service
from plumbline.products.schemas import PricePlanIn, ProductIn, ReleaseIn, SupplierNew
from plumbline.storage import tables
from plumbline.storage.engine import Connection, Database
from plumbline.storage.events import append_waiting
from tests.storage.plans_made import BAD_PLANS, FLAT, PATIENTS

ACTOR = Actor(kind="person", name="Sam Supply")
DIARY = ProductIn(name="Otter Diary", product_type="gp-system", summary="A diary.", capabilities=["C5"])


@pytest.fixture
def db(database: Database) -> Iterator[Connection]:
    """A transaction in a market with two capabilities, the first with epics."""
    with database.write() as db:
        shared = {
            "description": "",
            "category": "",
            "version": "1",
            "status": "Effective",
            "standards": ["S1"],
            "origin": "public_record",
            "record_date": date(2024, 10, 23),
        }
        db.execute(
            insert(tables.capabilities),
            [{"code": "C10", "name": "Notes", **shared}, {"code": "C5", "name": "Diary", **shared}],
        )
        epic = {"capability_code": "C5", "name": "Book", "active": True, "supplier_defined": False}
        db.execute(
            insert(tables.epics),
            [{"epic_id": "E1", "level": "may", **epic}, {"epic_id": "E2", "level": "must", **epic}],
        )
        yield db


@pytest.fixture
def supplier(db: Connection, clock: FixedClock) -> UUID:
    """Otter Software."""
    data = SupplierNew(name="Otter Software", legal_name="Otter Software Ltd", website="https://example.org")
    return service.add_supplier(db, clock, ACTOR, data).id


@pytest.fixture
def slug(db: Connection, clock: FixedClock, supplier: UUID) -> str:
    """Otter Diary, listed today."""
    return service.list_product(db, clock, ACTOR, supplier, DIARY).slug


def events(db: Connection) -> list[str]:
    """The actions recorded so far, in order."""
    append_waiting(db)
    return list(db.scalars(select(tables.events.c.action).order_by(tables.events.c.sequence)))


def test_a_listed_product_can_be_read_at_once(db: Connection, slug: str) -> None:
    """With its supplier, its claims, and no release yet."""
    found = reading.product_of(db, slug)
    assert (found.slug, found.supplier, found.origin) == ("otter-diary", "otter-software", "listed")
    assert [(held.code, held.result) for held in found.capabilities] == [("C5", "claimed")]
    assert (found.release, found.listed_on) == (None, date(2026, 11, 23))
    assert events(db) == ["supplier.added", "product.listed"]


def test_names_that_cannot_be_told_apart_are_refused(
    db: Connection, clock: FixedClock, supplier: UUID, slug: str
) -> None:
    """Two names that differ only in marks and case would share an address."""
    with pytest.raises(Conflict):
        service.list_product(db, clock, ACTOR, supplier, msgspec.structs.replace(DIARY, name="OTTER  Diàry"))
    with pytest.raises(Conflict):
        service.add_supplier(db, clock, ACTOR, SupplierNew(name="otter software", legal_name="Other Ltd"))


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"name": "Otter\u202eyraiD"}, "/name"),
        ({"name": "two\nlines"}, "/name"),
        ({"name": " "}, "/name"),
        ({"name": "日記"}, "/name"),
        ({"summary": "a\x00b"}, "/summary"),
        ({"description": "turned \u202e round"}, "/description"),
        ({"product_type": "toaster"}, "/product_type"),
        ({"tags": ["web", "kitchen"]}, "/tags/1"),
        ({"capabilities": ["C5", "C99"]}, "/capabilities/1"),
        ({"capabilities": ["C5", "C5"]}, "/capabilities"),
    ],
)
def test_what_may_not_be_listed_is_named_by_field(
    db: Connection, clock: FixedClock, supplier: UUID, changes: dict[str, object], pointer: str
) -> None:
    """Unseen characters, unknown kinds, tags and capabilities; nothing is written."""
    with pytest.raises(Invalid) as refused:
        service.list_product(db, clock, ACTOR, supplier, msgspec.structs.replace(DIARY, **changes))
    assert pointer in [problem.pointer for problem in refused.value.problems]
    assert db.scalar(select(func.count()).select_from(tables.products)) == 0


def test_a_website_is_a_link_and_nothing_else(db: Connection, clock: FixedClock) -> None:
    """A script behind a link would run in the reader's browser."""
    data = SupplierNew(name="Stoat", legal_name="Stoat Ltd", website="javascript:alert(1)")
    with pytest.raises(Invalid) as refused:
        service.add_supplier(db, clock, ACTOR, data)
    assert [problem.pointer for problem in refused.value.problems] == ["/website"]


def test_the_newest_release_is_the_current_one(
    db: Connection, clock: FixedClock, supplier: UUID, slug: str
) -> None:
    """Releases are numbered in the order in which they are added."""
    for version, day in (("1.0", date(2026, 1, 5)), ("1.1", date(2026, 11, 23))):
        service.add_release(db, clock, ACTOR, supplier, slug, ReleaseIn(version=version, released_on=day))
    found = reading.releases_of(db, slug).items
    assert [(r.version, r.sequence, r.current) for r in found] == [("1.1", 2, True), ("1.0", 1, False)]
    assert reading.product_of(db, slug).release == "1.1"


@pytest.mark.parametrize(
    ("version", "day", "kind"),
    [
        ("1.0", date(2026, 2, 1), Conflict),
        ("1.1", date(2026, 11, 24), Invalid),
        ("0.9", date(2026, 1, 4), Invalid),
        ("1\x07", date(2026, 2, 1), Invalid),
    ],
)
def test_a_release_that_cannot_be_is_refused(
    db: Connection,
    clock: FixedClock,
    supplier: UUID,
    slug: str,
    version: str,
    day: date,
    kind: type[DomainError],
) -> None:
    """A version twice, a day to come, a day before the last release, a version nobody can read."""
    service.add_release(
        db, clock, ACTOR, supplier, slug, ReleaseIn(version="1.0", released_on=date(2026, 1, 5))
    )
    with pytest.raises(kind):
        service.add_release(db, clock, ACTOR, supplier, slug, ReleaseIn(version=version, released_on=day))
    assert len(reading.releases_of(db, slug).items) == 1


def test_a_product_of_somebody_else_reads_as_missing(db: Connection, clock: FixedClock, slug: str) -> None:
    """Neither a release nor a price can be set on it."""
    release = ReleaseIn(version="1.0", released_on=date(2026, 1, 5))
    plan = PricePlanIn(plan=PricePlan(title="Standard", charges=(FLAT,)), valid_from=date(2026, 1, 1))
    with pytest.raises(NotFound):
        service.add_release(db, clock, ACTOR, uuid4(), slug, release)
    with pytest.raises(NotFound):
        service.set_price_plan(db, clock, ACTOR, uuid4(), slug, plan)


def test_cost_is_shown_plan_by_plan_cheapest_first(
    db: Connection, clock: FixedClock, supplier: UUID, slug: str
) -> None:
    """12,000 patients at £1.26 over five years; a plan that misses a number says which, and comes last."""
    beds = msgspec.structs.replace(PATIENTS, unit="bed")
    for title, charge in (("By bed", beds), ("By patient", PATIENTS), ("Flat", FLAT)):
        plan = PricePlan(title=title, charges=(charge,), vat_rate=Decimal("0.2"))
        data = PricePlanIn(plan=plan, valid_from=date(2026, 1, 1))
        service.set_price_plan(db, clock, ACTOR, supplier, slug, data)
    cost = reading.cost_of(db, slug, {"patient": 12_000}, 60)
    assert [(plan.title, plan.net, plan.gross, plan.missing) for plan in cost.plans] == [
        ("Flat", "6000.00", "7200.00", None),
        ("By patient", "75600.00", "90720.00", None),
        ("By bed", None, None, "bed"),
    ]
    assert cost.plans[1].lines[0].arithmetic == "12,000 patients × £1.26 × 5 years = £75,600.00"


def test_a_plan_of_the_same_title_is_replaced_and_the_old_one_kept_in_the_trail(
    db: Connection, clock: FixedClock, supplier: UUID, slug: str
) -> None:
    """Prices change; what they were stays on record."""
    for price in ("1200", "1300.50"):
        charge = msgspec.structs.replace(FLAT, price=Decimal(price))
        data = PricePlanIn(plan=PricePlan(title="Flat", charges=(charge,)), valid_from=date(2026, 1, 1))
        service.set_price_plan(db, clock, ACTOR, supplier, slug, data)
    (only,) = reading.prices_of(db, slug).items
    assert only.plan.charges[0] == msgspec.structs.replace(FLAT, price=Decimal("1300.50"))
    append_waiting(db)
    set_ = select(tables.events).where(tables.events.c.action == "price_plan.set")
    told = db.execute(set_.order_by(tables.events.c.sequence)).all()
    assert [len(row.details["replaced"]) for row in told] == [0, 1]


@pytest.mark.parametrize("case", BAD_PLANS)
def test_a_price_plan_that_cannot_be_added_up_is_refused(
    db: Connection, clock: FixedClock, supplier: UUID, slug: str, case: str
) -> None:
    """The field that is wrong is named, and no plan is written."""
    plan, pointer = BAD_PLANS[case]
    data = PricePlanIn(plan=plan, valid_from=date(2026, 1, 1))
    with pytest.raises(Invalid) as refused:
        service.set_price_plan(db, clock, ACTOR, supplier, slug, data)
    assert pointer in [problem.pointer for problem in refused.value.problems]
    assert reading.prices_of(db, slug).items == []


def test_pages_of_suppliers_hold_everyone_once(db: Connection, clock: FixedClock) -> None:
    """Page by page, by name, with counts of products and of suppliers that fit."""
    for number in range(7):
        data = SupplierNew(name=f"Badger {number:02}", legal_name="Badger Ltd")
        service.add_supplier(db, clock, ACTOR, data)
    names, cursor = [], None
    while True:
        page = reading.list_suppliers(db, "badger", None, cursor, 3)
        assert page.total == 7
        names += [item.name for item in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert names == [f"Badger {number:02}" for number in range(7)]


@pytest.mark.parametrize("words", ["%", "_", "\\", "100%"])
def test_signs_of_a_pattern_are_plain_characters(db: Connection, clock: FixedClock, words: str) -> None:
    """A per cent sign finds names with a per cent sign."""
    for name in ("Otter", "100% \\_ Weasel"):
        service.add_supplier(db, clock, ACTOR, SupplierNew(name=name, legal_name=name))
    assert [item.name for item in reading.list_suppliers(db, words).items] == ["100% \\_ Weasel"]


def test_a_supplier_is_shown_with_its_published_products(db: Connection, supplier: UUID, slug: str) -> None:
    """A draft is nobody's business."""
    db.execute(
        insert(tables.products).values(
            id=uuid4(),
            slug="draft",
            supplier_id=supplier,
            name="Draft",
            product_type="epr",
            tags=[],
            summary="",
            description="",
            status="draft",
            origin="listed",
            source="",
            listed_on=date(2026, 1, 1),
            details={},
        )
    )
    assert [p.slug for p in reading.supplier_of(db, "otter-software").products] == [slug]
    with pytest.raises(NotFound):
        reading.product_of(db, "draft")


def test_capabilities_come_in_order_with_counts(db: Connection, slug: str) -> None:
    """C5 before C10; how many products have it, how many epics make it; binding epics first."""
    found = reading.list_capabilities(db).items
    assert [(c.code, c.products, c.epics) for c in found] == [("C5", 1, 2), ("C10", 0, 0)]
    one = reading.capability_of(db, "C5")
    assert [(epic.epic_id, epic.level) for epic in one.epics] == [("E2", "must"), ("E1", "may")]
    assert one.standards == ["S1"]


@pytest.mark.parametrize("odd", ["nothing", "", "x" * 500, "a\x00b", "\ud800"])
def test_what_names_nothing_is_not_found(db: Connection, odd: str) -> None:
    """Whatever is asked for: no query breaks on it."""
    for ask in (reading.product_of, reading.supplier_of, reading.capability_of, reading.prices_of):
        with pytest.raises(NotFound):
            ask(db, odd)


@given(st.text(max_size=40))
def test_an_accepted_name_is_one_printable_line(name: str) -> None:
    """Whatever is typed: what is accepted shows as one line, and tidying it again changes nothing."""
    if not list(rules.name_problems("/name", name)):
        tidied = rules.tidy(name)
        assert tidied
        assert len(tidied.splitlines()) == 1
        assert rules.tidy(tidied) == tidied
