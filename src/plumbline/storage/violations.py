"""Which rule of the database a refused write broke, by the driver's code and never by its words."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from sqlalchemy.exc import IntegrityError

from plumbline.kit.errors import DomainError


class Violation(StrEnum):
    """The kinds of rule a database holds."""

    UNIQUE = "unique"
    REFERENCE = "reference"
    CHECK = "check"
    MISSING = "missing"
    OTHER = "other"


_BY_SQLSTATE = {
    "23505": Violation.UNIQUE,
    "23503": Violation.REFERENCE,
    "23514": Violation.CHECK,
    "23502": Violation.MISSING,
}
_BY_SQLITE = {
    "SQLITE_CONSTRAINT_UNIQUE": Violation.UNIQUE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": Violation.UNIQUE,
    "SQLITE_CONSTRAINT_FOREIGNKEY": Violation.REFERENCE,
    "SQLITE_CONSTRAINT_CHECK": Violation.CHECK,
    "SQLITE_CONSTRAINT_NOTNULL": Violation.MISSING,
}


def violation_of(error: IntegrityError) -> Violation:
    """The rule that was broken; `OTHER` for a code neither engine documents."""
    cause = error.orig
    by_state = _BY_SQLSTATE.get(getattr(cause, "sqlstate", None) or "")
    return by_state or _BY_SQLITE.get(getattr(cause, "sqlite_errorname", ""), Violation.OTHER)


@contextmanager
def first_or(beaten: DomainError) -> Iterator[None]:
    """A write that only the first can make: whoever meets the unique index is told `beaten` instead."""
    try:
        yield
    except IntegrityError as error:
        if violation_of(error) is not Violation.UNIQUE:
            raise
        raise beaten from error
