"""Our own compact tables: three CSV files with only the columns that are used."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from catalog.organisations.cells import (
    LONGEST_NOTE,
    LONGEST_PLACE,
    RELATIONSHIP,
    ROLE,
    Cells,
)
from catalog.organisations.organisation import (
    Extract,
    Organisation,
    OrganisationKind,
    Relationship,
    Succession,
    SuccessionKind,
)
from catalog.words import Certainty

ORGANISATION_COLUMNS: Final = (
    "code",
    "name",
    "kind",
    "primary_role",
    "opened",
    "closed",
    "postcode",
    "region",
    "certainty",
)
SUCCESSION_COLUMNS: Final = ("predecessor", "successor", "date", "kind", "certainty", "note")
RELATIONSHIP_COLUMNS: Final = ("child", "parent", "kind", "since", "until")


def read_organisation(cells: Cells) -> Extract:
    """One row of organisations."""
    cells.days_in_order("opened", "closed")
    organisation = Organisation(
        code=cells.code("code"),
        name=cells.name("name"),
        kind=cells.word("kind", OrganisationKind) or OrganisationKind.OTHER,
        primary_role=cells.matching("primary_role", ROLE, "a role id, such as RO197"),
        opened=cells.day("opened"),
        closed=cells.day("closed"),
        postcode=cells.text("postcode", LONGEST_PLACE),
        region=cells.text("region", LONGEST_PLACE),
        certainty=cells.word("certainty", Certainty) or Certainty.LOW,
    )
    return Extract(organisations=(organisation,))


def read_succession(cells: Cells) -> Extract:
    """One row of successions."""
    step = Succession(
        predecessor=cells.code("predecessor"),
        successor=cells.code("successor"),
        on=cells.day("date"),
        kind=cells.word("kind", SuccessionKind) or SuccessionKind.SUCCESSION,
        certainty=cells.word("certainty", Certainty) or Certainty.LOW,
        note=cells.text("note", LONGEST_NOTE) or "",
    )
    check_self(cells, step, "successor")
    return Extract(successions=(step,))


def check_self(cells: Cells, step: Succession, column: str) -> None:
    """Only a continuation leads from a code to itself, and it leads nowhere else."""
    if (step.predecessor == step.successor) is not (step.kind is SuccessionKind.CONTINUATION):
        cells.problem(column, "a code succeeds itself when, and only when, the kind is continuation.")


def read_relationship(cells: Cells) -> Extract:
    """One row of relationships."""
    cells.days_in_order("since", "until")
    kind = cells.matching("kind", RELATIONSHIP, "a relationship id, such as RE5")
    if kind is None:
        cells.problem("kind", "is empty.")
    relationship = Relationship(
        child=cells.code("child"),
        parent=cells.code("parent"),
        kind=kind or "",
        since=cells.day("since"),
        until=cells.day("until"),
    )
    return Extract(relationships=(relationship,))


def write_organisations(organisations: Iterable[Organisation], *comments: str) -> bytes:
    """The table of organisations, by code."""
    rows = [
        (o.code, o.name, o.kind, o.primary_role, o.opened, o.closed, o.postcode, o.region, o.certainty)
        for o in sorted(organisations, key=lambda each: each.code)
    ]
    return _written(ORGANISATION_COLUMNS, rows, comments)


def write_successions(successions: Iterable[Succession], *comments: str) -> bytes:
    """The table of successions, by predecessor and successor."""
    ordered = sorted(successions, key=lambda each: (each.predecessor, each.successor))
    rows = [(s.predecessor, s.successor, s.on, s.kind, s.certainty, s.note) for s in ordered]
    return _written(SUCCESSION_COLUMNS, rows, comments)


def write_relationships(relationships: Iterable[Relationship], *comments: str) -> bytes:
    """The table of relationships, by child and parent."""
    ordered = sorted(relationships, key=lambda each: (each.child, each.parent, each.kind))
    return _written(
        RELATIONSHIP_COLUMNS, [(r.child, r.parent, r.kind, r.since, r.until) for r in ordered], comments
    )


def _written(columns: Sequence[str], rows: Sequence[Sequence[object]], comments: Iterable[str]) -> bytes:
    out = io.StringIO(newline="")
    out.writelines(f"# {comment}\n" for comment in (*comments, f"rows: {len(rows)}"))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()
