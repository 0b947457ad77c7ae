"""Every write that a ranking can feel raises the market's revision: triggers see to it."""

from datetime import date

from sqlalchemy import delete, insert, select, update

from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Database
from plumbline.storage.tables import feedback, market_state, product_revisions, products, suppliers
from plumbline.storage.triggers import TOUCHED, create_statements
from tests.storage.answers_made import answer_row


def _supplier() -> dict[str, object]:
    return {
        "id": new_id(),
        "slug": "s",
        "name": "S",
        "legal_name": "S Ltd",
        "summary": "",
        "origin": "listed",
        "source": "test",
    }


def _product(supplier_id: object, slug: str) -> dict[str, object]:
    return {
        "id": new_id(),
        "slug": slug,
        "supplier_id": supplier_id,
        "name": slug,
        "product_type": "epr",
        "tags": [],
        "summary": "",
        "description": "",
        "status": "published",
        "origin": "listed",
        "source": "test",
        "listed_on": date(2026, 1, 1),
        "details": {},
    }


def _revision(database: Database) -> int:
    with database.read() as db:
        return int(db.execute(select(market_state.c.revision)).scalar_one())


def test_a_write_raises_the_revision_of_the_products_it_touches(database: Database) -> None:
    """Feedback on one product touches that product and leaves the other alone."""
    supplier = _supplier()
    first, second = _product(supplier["id"], "a"), _product(supplier["id"], "b")
    with database.write() as db:
        db.execute(insert(suppliers).values(supplier))
        db.execute(insert(products), [first, second])
    before = _revision(database)
    with database.write() as db:
        db.execute(insert(feedback).values(answer_row(first["id"])))
    with database.read() as db:
        touched = {row.product_id: row.revision for row in db.execute(select(product_revisions))}
    assert _revision(database) > before
    assert touched[first["id"]] == _revision(database)
    assert touched[second["id"]] <= before


def test_a_supplier_s_new_name_touches_its_products(database: Database) -> None:
    """A supplier's name stands beside its products, so they are touched by it; a delete counts too."""
    supplier = _supplier()
    product = _product(supplier["id"], "a")
    with database.write() as db:
        db.execute(insert(suppliers).values(supplier))
        db.execute(insert(products).values(product))
    before = _revision(database)
    with database.write() as db:
        db.execute(update(suppliers).values(name="T"))
    with database.read() as db:
        assert db.execute(select(product_revisions.c.revision)).scalar_one() > before
    after = _revision(database)
    with database.write() as db:
        db.execute(delete(products))
    assert _revision(database) > after


def test_a_write_that_is_rolled_back_raises_nothing(database: Database) -> None:
    """A transaction that fails leaves the revision as it was."""
    before = _revision(database)
    try:
        with database.write() as db:
            db.execute(insert(suppliers).values(_supplier()))
            raise RuntimeError
    except RuntimeError:
        pass
    assert _revision(database) == before


def test_every_table_has_a_trigger_for_every_operation() -> None:
    """Three triggers a table, on both engines."""
    for dialect in ("sqlite", "postgresql"):
        made = [s for s in create_statements(dialect) if s.startswith("CREATE TRIGGER")]
        assert len(made) == 3 * len(TOUCHED)
