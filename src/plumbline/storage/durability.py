"""Does the database keep what it acknowledged, also when the power fails? Asked before the service starts.

SQLite is told so on every connection (`plumbline.storage.engine`). PostgreSQL has it in its own
settings, which an operator may have turned off; and a kill of the server never shows that they are.
"""

from typing import Final

from plumbline.kit.errors import Unavailable
from plumbline.storage.engine import Connection, Database

WANTED: Final = ("fsync", "full_page_writes", "synchronous_commit")
"""PostgreSQL's manual, "Write Ahead Log": with any of them off, a commit may be lost or torn."""


def refuse_careless(database: Database) -> None:
    """Raises `Unavailable` for a PostgreSQL that acknowledges what it has not kept; names the settings."""
    if database.is_sqlite:
        return
    with database.read() as db:
        off = [name for name in WANTED if _setting(db, name) == "off"]
    if off:
        raise Unavailable(
            f"The database may lose what it acknowledged: {', '.join(off)} {'is' if len(off) == 1 else 'are'}"
            " off in PostgreSQL.",
            next_step="Turn it on and start again. For data that may be lost: PLUMBLINE_CARELESS=yes",
        )


def _setting(db: Connection, name: str) -> str:
    return str(db.exec_driver_sql(f"SHOW {name}").scalar_one())
