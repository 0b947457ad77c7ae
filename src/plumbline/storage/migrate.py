"""Brings a database up to the newest schema, or back down. Alembic, without an ini file."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from plumbline.kit.errors import Unavailable
from plumbline.storage.engine import Database
from plumbline.storage.service_role import admit

_FOLDER = Path(__file__).parent / "migrations"


def _config(database: Database) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["engine"] = database.engine
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Apply what is missing; does nothing on a database that is up to date.

    Raises `Unavailable` for a database whose schema this code does not know, and for one whose
    user may not make the role that transactions act as.
    """
    try:
        command.upgrade(_config(database), revision)
    except CommandError as error:
        raise Unavailable(
            f"The schema of the database is not one of ours: {error}.",
            next_step="It was made by a newer version, or is another program's. Name another database.",
        ) from error
    if not database.is_sqlite:
        with database.engine.begin() as db:
            admit(db)


def downgrade(database: Database, revision: str = "base") -> None:
    """Take migrations back, down to `revision`. What they held is lost."""
    command.downgrade(_config(database), revision)


@cache
def newest() -> str | None:
    """The newest schema this code knows. To read every migration takes longer than to ask a database."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def is_current(database: Database) -> bool:
    """Is the schema the newest this code knows?"""
    with database.engine.connect() as db:  # the service's role may not be there yet
        return MigrationContext.configure(db).get_current_revision() == newest()
