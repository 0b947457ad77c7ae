"""Which fields an operation's answer has, as JSON Pointers; and the file that says which it may have.

The indexes of lists are folded into `*`, and so are the keys of objects that are no structs: what a
person counts or weighs by is data. `python -m tests.matrix.fields` writes the file anew, to be read
before it is committed: a field that stands in it is a field that the role may see.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from plumbline.accounts.roles import Role
from tests.matrix.asking import Asking
from tests.matrix.table import TABLE, Proof, Row

FILE: Final = Path(__file__).with_name("fields.json")
EVERYONE: Final = "whoever may"
NOBODY: Final = "nobody"
Seen = dict[str, dict[str, list[str]]]  # operation -> role -> pointers

MAPS: Final = frozenset(
    {
        "budgets",  # by kind of product
        "counts",  # of files, by what became of them
        "check",  # hints for a machine, of a requirement
        "details",  # of a product, as published
        "epics",
        "excluded_by_gate",
        "kinds",
        "size",
        "statements",  # of a document, by outcome
        "weights",
    }
)
"""The names of fields that hold an object whose keys are data."""


def pointers(value: Any, at: str = "") -> Iterator[str]:
    """Every place of a JSON value, folded."""
    if isinstance(value, dict):
        folds = at.rpartition("/")[2] in MAPS
        for key, inner in value.items():
            place = f"{at}/{'*' if folds else key}"
            yield place
            yield from pointers(inner, place)
    elif isinstance(value, list):
        for inner in value:
            yield from pointers(inner, f"{at}/*")


def answers(asking: Asking) -> Iterator[tuple[str, str, set[str]]]:
    """Operation, role, and the fields of its answer, for every operation with a JSON answer."""
    for row in TABLE.rows:
        operation = str(asking.handlers[row.name].operation_id or "")
        if row.is_api and row.ok < 300 and operation and "schema" not in row.path:
            for role in Role:
                if TABLE.may(role, row):
                    yield operation, role, _fields(asking, row, role)
            if row.is_public:
                yield operation, NOBODY, _fields(asking, row, None)


def _fields(asking: Asking, row: Row, role: Role | None) -> set[str]:
    caller = asking.world.callers[role or Role.BUYER, Proof.OWN]
    call = asking.call_for(row, caller, fresh=not row.is_safe)
    answer = asking.ask(row, call, caller) if role else asking.send(row, call, {})
    assert answer.status_code == row.ok, answer.text
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    return set(pointers(answer.json())) if is_json else set()


def seen(asking: Asking) -> Seen:
    """The fields of every operation: those that every role gets once, and what single roles get beside."""
    found: dict[str, dict[str, set[str]]] = {}
    for operation, role, places in answers(asking):
        if places:
            found.setdefault(operation, {})[role] = places
    return {operation: _folded(by_role) for operation, by_role in sorted(found.items())}


def _folded(by_role: dict[str, set[str]]) -> dict[str, list[str]]:
    common = set.intersection(*by_role.values())
    beside = {role: sorted(places - common) for role, places in by_role.items() if places - common}
    return {EVERYONE: sorted(common)} | beside


def main() -> None:
    """Write the file from what the service answers now."""
    import tempfile

    from plumbline.commands.serve import prepare
    from plumbline.settings import Settings
    from plumbline.storage.engine import Database
    from tests.charged import add_charged
    from tests.matrix.conftest import world_on

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/market.sqlite"
        prepare(Settings(database=url, demo=True), print)
        database = Database(url)
        add_charged(database)
        database.close()
        for asking in world_on(url):
            text = json.dumps(seen(asking), indent=1) + "\n"
            FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
