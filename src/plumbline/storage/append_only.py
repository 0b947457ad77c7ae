"""Triggers that refuse to change or remove what is in the log.

Whoever owns the database can take them away: they stop mistakes. What stops the owner is that the
signed checkpoints no longer fit.
"""

from collections.abc import Iterator
from typing import Final

TABLES: Final = ("events", "audit_checkpoints")
OPERATIONS: Final = ("UPDATE", "DELETE")
_WORDS: Final = "the log is append-only"


def create_statements(dialect: str) -> Iterator[str]:
    """The SQL that puts them in place, for "sqlite" or "postgresql"."""
    if dialect != "sqlite":
        yield (
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_WORDS}' USING ERRCODE = 'restrict_violation'; END $$"
        )
    for table in TABLES:
        for operation in OPERATIONS:
            name = f"keep_{table}_{operation.lower()}"
            if dialect == "sqlite":
                yield (
                    f"CREATE TRIGGER {name} BEFORE {operation} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END"
                )
            else:
                yield (
                    f"CREATE TRIGGER {name} BEFORE {operation} ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                )


def drop_statements(dialect: str) -> Iterator[str]:
    """The SQL that takes them away."""
    for table in TABLES:
        for operation in OPERATIONS:
            name = f"keep_{table}_{operation.lower()}"
            yield f"DROP TRIGGER {name}" if dialect == "sqlite" else f"DROP TRIGGER {name} ON {table}"
    if dialect != "sqlite":
        yield "DROP FUNCTION refuse_change()"
