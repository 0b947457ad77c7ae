"""PostgreSQL shows and takes nobody else's rows, whatever a service forgets to ask."""

import pytest
from litestar import Litestar
from sqlalchemy import Table, func, insert, select, text, update

from plumbline.accounts import linking_rows, tokens
from plumbline.accounts.identity import Identity
from plumbline.app import create_app
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import NotFound, NotSignedIn
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import LOOKING_AT_HOSTS, NOBODY, ORDERING, SIGNING_IN, THE_OPERATOR, System, Tenant
from plumbline.settings import Settings
from plumbline.shortlists import service
from plumbline.storage import tables
from plumbline.storage.engine import Database
from plumbline.storage.row_security import ROLE, RULES
from tests.inline import InlineClient
from tests.storage.walled import OWNED, WHY, all_of, buyers, counted, shortlist_of, wall

__all__ = ["buyers", "wall"]  # fixtures
pytestmark = pytest.mark.postgres
OWNERS = {
    "organisation_id",
    "supplier_id",
    "membership_id",
    "person_id",
    "shortlist_id",
    "live_check_id",
    "order_id",
    "account_id",
}
OF_ORDERS = dict.fromkeys(
    (
        "purchase_thresholds",
        "orders",
        "order_steps",
        "order_payments",
        "order_refunds",
        "payees",
        "contracts",
    ),
    0,
)


def test_without_a_tenant_nothing_is_there(wall: Database, buyers: tuple[Identity, Identity]) -> None:
    """The rows are: whoever passes by the wall sees two in each table."""
    with wall.engine.connect() as db:
        assert counted(db) == all_of(2)
    for opened in (wall.read(), wall.write(), wall.read(NOBODY)):
        with opened as db:
            assert counted(db) == all_of(0)


def test_a_tenant_sees_their_own(wall: Database, buyers: tuple[Identity, Identity]) -> None:
    """Of each table one row, and another for another."""
    for identity in buyers:
        with wall.read(identity.tenant) as db:
            assert counted(db) == all_of(1)
            owners = db.execute(select(tables.shortlists.c.organisation_id)).scalars().all()
            assert owners == [identity.organisation_id]


def test_the_services_own_work_sees_what_it_has_to(wall: Database, buyers: tuple[Identity, Identity]) -> None:
    """Signing in: what proves who somebody is, and no shortlist. Live checks: those. The operator: all."""
    with wall.read(THE_OPERATOR) as db:
        assert counted(db) == all_of(2)
    with wall.read(LOOKING_AT_HOSTS) as db:
        assert counted(db) == all_of(0) | {"live_checks": 2, "live_looks": 2}
    with wall.read(SIGNING_IN) as db:
        hidden = dict.fromkeys(
            (
                "shortlists",
                "shortlist_decisions",
                "live_checks",
                "live_looks",
                "interests",
                "products_in_use",
                *(name for name in OWNED if name.startswith("billing_")),
            ),
            0,
        )
        assert counted(db) == all_of(2) | hidden | OF_ORDERS
    with wall.read(ORDERING) as db:
        assert counted(db) == all_of(0) | {"orders": 2, "order_payments": 2, "order_refunds": 2, "payees": 2}


def test_an_identifier_of_another_kind_opens_nothing(
    wall: Database, buyers: tuple[Identity, Identity]
) -> None:
    """A supplier with an organisation's id, a person with it, and ids that nobody has."""
    theirs = buyers[0].organisation_id
    for tenant in (Tenant(supplier_id=theirs), Tenant(person_id=theirs), Tenant(organisation_id=new_id())):
        with wall.read(tenant) as db:
            assert counted(db) == all_of(0)


@pytest.mark.parametrize("table", [tables.metadata.tables[name] for name in OWNED], ids=str)
def test_a_row_for_another_is_refused(
    wall: Database, buyers: tuple[Identity, Identity], table: Table
) -> None:
    """Written anew or handed over, it reads as what is not there, and nothing is written."""
    one, other = buyers
    with wall.read(other.tenant) as db:
        theirs = dict(db.execute(select(table)).one()._mapping)
    key = next(iter(table.primary_key.columns))
    fresh = theirs | {key.name: new_id() if key.name == "id" else "fresh"}
    fresh |= {
        name: "fresh" for name in ("token_hash", "subject", "product_slug", "address") if name in theirs
    }
    for tenant in (one.tenant, NOBODY):
        with pytest.raises(NotFound), wall.write(tenant) as db:
            db.execute(insert(table).values(fresh))
    owner = {name: value for name, value in theirs.items() if name in OWNERS}
    with pytest.raises(NotFound), wall.write(one.tenant) as db:
        db.execute(update(table).values(owner))
    with wall.engine.connect() as db:
        assert counted(db) == all_of(2)


def test_changing_or_removing_anothers_row_finds_none(
    wall: Database, buyers: tuple[Identity, Identity]
) -> None:
    """A statement without any condition touches what is one's own."""
    with wall.write(buyers[0].tenant) as db:
        assert db.execute(update(tables.shortlists).values(title="mine")).rowcount == 1
        assert db.execute(tables.api_tokens.delete()).rowcount == 1
    with wall.read(THE_OPERATOR) as db:
        titles = db.execute(select(tables.shortlists.c.title).order_by(tables.shortlists.c.title)).scalars()
        assert titles.all() == ["ZZ2ZZ2", "mine"]
        assert db.execute(select(func.count()).select_from(tables.api_tokens)).scalar_one() == 1


def test_a_service_that_is_told_the_wrong_organisation_finds_nothing(
    wall: Database, clock: FixedClock, buyers: tuple[Identity, Identity]
) -> None:
    """The first wall asks for another's shortlist, as if it had a hole; the second shows none."""
    one, other = buyers
    theirs = shortlist_of(wall, other)
    with wall.read(one.tenant) as db:
        assert service.shortlists_of(db, other) == []
        with pytest.raises(NotFound):
            service.shortlist_of(db, other, theirs, 0)
        assert tokens.tokens_of(db, other) == []
        assert linking_rows.find(db, "https://id.example", "ZZ2") is None
    with wall.write(one.tenant) as db, pytest.raises(NotFound):
        service.decide(db, clock, other, theirs, "scope", WHY)


def test_a_token_is_looked_up_while_signing_in_and_never_else(
    wall: Database, clock: FixedClock, buyers: tuple[Identity, Identity]
) -> None:
    """Whoever has its secret, and forgets to say what the look-up is for, is let in nowhere."""
    with wall.write(buyers[0].tenant) as db:
        token = tokens.make_token(db, clock, buyers[0], "CI", 30).token
    with wall.read(SIGNING_IN) as db:
        assert tokens.identity_of_token(db, clock, token).identity.person_id == buyers[0].person_id
    for tenant in (NOBODY, buyers[1].tenant):
        with wall.read(tenant) as db, pytest.raises(NotSignedIn):
            tokens.identity_of_token(db, clock, token)


def test_the_database_holds_what_the_rules_say(wall: Database) -> None:
    """Exactly the tables of the rules, for their owner too; and the role is nobody to sign in as."""
    with wall.engine.connect() as db:
        enabled = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert set(db.execute(enabled).scalars()) == set(RULES)
        role = text("SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = :name")
        assert list(db.execute(role, {"name": ROLE}).one()) == [False, False, False]


def test_every_kind_of_system_work_is_named_in_a_rule() -> None:
    """A name that opens nothing would be a mistake in one of the two."""
    assert {system for rule in RULES.values() for system in rule.systems} == set(System)


def test_over_http_ones_own_is_found_and_anothers_missing(
    postgres_url: str, clock: FixedClock, buyers: tuple[Identity, Identity], wall: Database
) -> None:
    """Another's shortlist is 404, one's own 200, on the engine with the wall."""
    theirs, own = shortlist_of(wall, buyers[1]), shortlist_of(wall, buyers[0])
    with wall.write(buyers[0].tenant) as db:
        token = tokens.make_token(db, clock, buyers[0], "test", 1).token
    app: Litestar = create_app(Settings(database=postgres_url), clock)
    with InlineClient(app) as client:
        headers = {"authorization": f"Bearer {token}"}
        statuses = [
            client.get(f"/api/v1/shortlists/{each}", headers=headers).status_code for each in (theirs, own)
        ]
    assert statuses == [404, 200]
