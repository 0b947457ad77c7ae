"""Alembic's entry: runs migrations on the engine that `plumbline.storage.migrate` passes in."""

from alembic import context
from sqlalchemy import Connection

from plumbline.kit.tenant import THE_OPERATOR
from plumbline.storage.row_security import go_on_for
from plumbline.storage.tables import metadata


def run() -> None:
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        _run_on(connection)


def _run_on(connection: Connection) -> None:
    # Both engines roll schema changes back with their transaction, so a migration that fails
    # half way leaves the database as it was.
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        if connection.dialect.name == "postgresql":
            go_on_for(connection, THE_OPERATOR)
        context.run_migrations()


run()
