"""The schema goes up and comes down on both engines, and matches the tables in code."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from plumbline.storage.engine import Database
from plumbline.storage.migrate import downgrade, is_current, upgrade
from plumbline.storage.tables import metadata


def test_down_and_up_again(database: Database) -> None:
    """Going down leaves no table behind, and going up again makes the newest schema."""
    downgrade(database)
    assert set(inspect(database.engine).get_table_names()) == {"alembic_version"}
    upgrade(database)
    assert is_current(database)


def test_migrations_make_the_tables_in_code(database: Database) -> None:
    """Nothing in the tables' code is missing from the migrations, and the other way round."""
    with database.read() as db:
        differences = compare_metadata(MigrationContext.configure(db, opts={"compare_type": True}), metadata)
    assert differences == []
