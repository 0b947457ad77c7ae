"""No table that names somebody is forgotten: it stands behind the second wall, or says why not."""

import ast
from pathlib import Path

from plumbline.storage.row_security import OPEN, RULES
from plumbline.storage.tables import metadata

SERVICE = Path(__file__).parents[2] / "src" / "plumbline"
NAMES_SOMEBODY = {"organisation_id", "supplier_id", "person_id", "membership_id"}
PAST_THE_WALL = ("storage/", "market/freshness.py", "commands/database.py")
"""Who may name the engine itself: migrations, the reader of the public revision, what prints its address."""


def test_every_table_that_names_somebody_is_behind_the_wall_or_says_why_not() -> None:
    """Whoever adds a table with such a column decides which it is."""
    names = {table.name for table in metadata.tables.values() if NAMES_SOMEBODY & set(table.columns.keys())}
    assert names - set(RULES) - set(OPEN) == set()


def test_what_hangs_on_a_table_behind_the_wall_is_behind_it_too() -> None:
    """A decision on a shortlist says as much as the shortlist."""
    hanging = {
        table.name
        for table in metadata.tables.values()
        if any(key.column.table.name in RULES for key in table.foreign_keys)
    }
    assert hanging - set(RULES) - set(OPEN) == set()


def test_no_table_is_both_and_none_is_invented() -> None:
    """The two lists name tables there are, and each reason is a sentence."""
    assert set(RULES) & set(OPEN) == set()
    assert set(RULES) | set(OPEN) <= set(metadata.tables)
    assert all(len(reason.split()) > 3 and reason.endswith(".") for reason in OPEN.values())


def test_nobody_goes_around_the_wall() -> None:
    """A connection of the engine's own is no transaction for anybody: only storage opens one."""
    around = [
        path.relative_to(SERVICE).as_posix()
        for path in SERVICE.rglob("*.py")
        if any(
            isinstance(node, ast.Attribute) and node.attr == "engine"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert [path for path in around if not path.startswith(PAST_THE_WALL)] == []
    assert "market/freshness.py" in around  # the search finds what there is
