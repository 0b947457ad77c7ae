"""Makes the role that the service's transactions act as, and gives it what they need, no more.

Roles belong to the whole cluster and outlive a database: the role may be there already, may be made
by another database at the same moment, is missing where a dump was restored in a new cluster, and
is never dropped. So this runs after every upgrade, and does nothing where nothing is missing.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from plumbline.kit.errors import Unavailable
from plumbline.storage import append_only
from plumbline.storage.row_security import ROLE
from plumbline.storage.tables import metadata

_ONE_AT_A_TIME: Final = 7_203_512_001  # two grants on the same table at once fail
_EVERYTHING: Final = "SELECT, INSERT, UPDATE, DELETE"
_APPENDED: Final = "SELECT, INSERT"
_REFUSED: Final = "42501"


def admit(db: Connection) -> None:
    """Make the role, let the present user act as it, and let it use the tables there are.

    Raises `Unavailable` where the user may not do so, saying what a superuser has to.
    """
    db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
    try:
        _make(db)
        _join(db)
        _grant(db)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != _REFUSED:
            raise
        raise Unavailable(
            f"The database's user may not make the role {ROLE}, act as it, or give it rights on the tables.",
            next_step=f"As a superuser: CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO the user. Start again.",
        ) from error


def _make(db: Connection) -> None:
    passes = db.exec_driver_sql(
        "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", (ROLE,)
    ).scalar_one_or_none()
    if passes:
        raise Unavailable(
            f"The role {ROLE} passes by row-level security.",
            next_step=f"As a superuser: ALTER ROLE {ROLE} NOSUPERUSER NOBYPASSRLS. Start again.",
        )
    if passes is None:  # another database of the cluster may be doing the same
        db.exec_driver_sql(
            f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOBYPASSRLS;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )


def _join(db: Connection) -> None:
    right = "SET" if (db.dialect.server_version_info or ()) >= (16,) else "MEMBER"
    if not db.exec_driver_sql("SELECT pg_has_role(%s, %s)", (ROLE, right)).scalar_one():
        db.exec_driver_sql(
            f"DO $$ BEGIN GRANT {ROLE} TO CURRENT_USER;"
            " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )


def _grant(db: Connection) -> None:
    for table in _tables(db, used=False):
        rights = _APPENDED if table in append_only.TABLES else _EVERYTHING
        db.exec_driver_sql(f'GRANT {rights} ON "{table}" TO {ROLE}')


def _tables(db: Connection, *, used: bool) -> Sequence[str]:
    """Those of our tables there are on which the role has rights already, or has none yet."""
    query = (
        "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace"
        " AND relkind = 'r' AND relname = ANY(%s) AND has_table_privilege(%s, oid, 'INSERT') = %s"
    )
    return db.exec_driver_sql(query, (list(metadata.tables), ROLE, used)).scalars().all()


def dismiss(db: Connection) -> None:
    """Take the role's rights on this database's tables back. The role itself is other databases' too."""
    if db.exec_driver_sql("SELECT to_regrole(%s)", (ROLE,)).scalar_one() is not None:
        for table in _tables(db, used=True):
            db.exec_driver_sql(f'REVOKE ALL ON "{table}" FROM {ROLE}')
