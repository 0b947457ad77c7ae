"""The wider CSV shapes in which extracts of ODS are passed around: 22 columns, and successions."""

import re
from collections.abc import Iterator
from typing import Final

from catalog.organisations.cells import CODE, LONGEST_NOTE, LONGEST_PLACE, ROLE, Cells, day_in
from catalog.organisations.compact_csv import check_self
from catalog.organisations.organisation import (
    SUB_ICB_ROLE,
    Extract,
    Organisation,
    Succession,
    SuccessionKind,
    kind_of,
)
from catalog.words import Certainty

ODS_COLUMNS: Final = (
    "ods_code",
    "name",
    "former_names",
    "org_type",
    "primary_role",
    "primary_role_name",
    "non_primary_roles",
    "status",
    "open_date",
    "close_date",
    "successor_codes",
    "succession_date",
    "succession_type",
    "icb_code_2022",
    "icb_code_2026",
    "region_code",
    "gss_code",
    "postcode",
    "notes",
    "source",
    "licence",
    "certainty",
)
ODS_SUCCESSION_COLUMNS: Final = (
    "predecessor_code",
    "successor_code",
    "date",
    "type",
    "source",
    "certainty",
    "note",
)
STATUSES: Final = ("Active", "Inactive", "unknown")
_ROLE_HELD: Final = re.compile(r"(RO\d{1,4})\*?(?:\((ended)\)| \(from (\d{4}-\d{2}-\d{2})\))?")


def read_ods_organisation(cells: Cells) -> Extract:
    """One row of the 22 columns: an organisation, its successors, its continuation as a location."""
    primary = cells.matching("primary_role", ROLE, "a role id, such as RO197")
    if primary is None:
        cells.problem("primary_role", "is empty.")
    _check_days(cells)
    roles = _roles(cells)
    code = cells.code("ods_code")
    held = frozenset(role for role, since in roles.items() if since is None)
    organisation = Organisation(
        code=code,
        name=cells.name("name"),
        kind=kind_of(primary or "", held),
        primary_role=primary,
        opened=cells.day("open_date"),
        closed=cells.day("close_date"),
        postcode=cells.text("postcode", LONGEST_PLACE),
        region=cells.text("region_code", LONGEST_PLACE),
        certainty=cells.certainty("certainty"),
    )
    sure = organisation.certainty
    steps = (*_successors(cells, code, sure), *_continuation(cells, code, roles, sure))
    return Extract(organisations=(organisation,), successions=steps, kinds_stated=False)


def _check_days(cells: Cells) -> None:
    cells.days_in_order("open_date", "close_date")
    status = cells.raw("status")
    if status not in STATUSES:
        cells.problem("status", f"{status[:40]!r} is not one of: {', '.join(STATUSES)}.")
    elif status == "Inactive" and not cells.raw("close_date"):
        cells.problem("close_date", "an inactive organisation needs its last day, or it would read as open.")
    elif status == "Active" and not cells.raw("open_date"):
        cells.problem("open_date", "an active organisation needs its first day, or its state is unknown.")


def _roles(cells: Cells) -> dict[str, str | None]:
    """Roles held besides the primary one, with the day since when where the cell says so."""
    held: dict[str, str | None] = {}
    for part in filter(None, cells.raw("non_primary_roles").split("|")):
        found = _ROLE_HELD.fullmatch(part.strip())
        if found is None:
            cells.problem("non_primary_roles", f"{part[:40]!r} is not a role.")
        elif not found[2]:
            held[found[1]] = found[3]
    return held


def _successors(cells: Cells, code: str, certainty: Certainty) -> Iterator[Succession]:
    """One succession per code in the cell; all on the one day and of the one kind the row gives."""
    codes = [part.strip() for part in cells.raw("successor_codes").split("|") if part.strip()]
    on = cells.day("succession_date")
    if not codes:
        return
    stated = cells.raw("succession_type")
    kind = cells.word("succession_type", SuccessionKind) if stated else SuccessionKind.SUCCESSION
    for successor in codes:
        if not CODE.fullmatch(successor) or successor == code:
            cells.problem("successor_codes", f"{successor[:40]!r} is not the code of a successor.")
        yield Succession(
            predecessor=code,
            successor=successor,
            on=on,
            kind=kind or SuccessionKind.SUCCESSION,
            certainty=certainty,
        )


def _continuation(
    cells: Cells, code: str, roles: dict[str, str | None], certainty: Certainty
) -> Iterator[Succession]:
    since = roles.get(SUB_ICB_ROLE)
    if since is None:
        return
    if day_in(since) is None:
        cells.problem("non_primary_roles", f"{since!r} is not a day.")
    yield Succession(
        predecessor=code,
        successor=code,
        on=day_in(since),
        kind=SuccessionKind.CONTINUATION,
        certainty=certainty,
    )


def read_ods_succession(cells: Cells) -> Extract:
    """One row of the seven columns: a succession with how it came about."""
    step = Succession(
        predecessor=cells.code("predecessor_code"),
        successor=cells.code("successor_code"),
        on=cells.day("date"),
        kind=cells.word("type", SuccessionKind) or SuccessionKind.SUCCESSION,
        certainty=cells.certainty("certainty"),
        note=cells.text("note", LONGEST_NOTE) or "",
    )
    check_self(cells, step, "successor_code")
    return Extract(successions=(step,))
