"""What is told about looking again: the runs, and what moved by itself. One way for page, API and command."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.words import GateState
from plumbline.evidence import recheck_rows as rows
from plumbline.evidence.recheck_schemas import (
    ChangeBody,
    ChangeList,
    ChangeOut,
    RunOut,
    RunPage,
    RunWithChanges,
)
from plumbline.kit.clock import spoken
from plumbline.kit.errors import Invalid, NotFound
from plumbline.kit.pagination import decode_cursor, encode_cursor
from plumbline.storage.engine import Connection

MOST_CHANGES: Final = 100


def runs(db: Connection, cursor: str | None, limit: int) -> RunPage:
    """A page of runs, the newest first."""
    found = rows.runs(db, _before(cursor), limit + 1)
    more = len(found) > limit
    last = found[limit - 1] if more else None
    return RunPage(
        items=[_run(row) for row in found[:limit]],
        next=encode_cursor([last.started_at.isoformat(), str(last.id)]) if last else None,
    )


def one_run(db: Connection, run_id: UUID) -> RunWithChanges:
    """A run with everything that moved in it. One that goes on is counted as far as it has come."""
    row = rows.run(db, run_id)
    if row is None:
        raise NotFound("There is no such run.", next_step="List them: GET /api/v1/rechecks")
    run = _run(row)
    if row.finished_at is None:
        products, moved = rows.counted(db, run_id)
        run = msgspec.structs.replace(run, products=products, moved=moved)
    return RunWithChanges(run=run, changes=[_change(each) for each in rows.changes_in(db, run_id)])


def on_product(db: Connection, slug: str, product_id: UUID) -> ChangeList:
    """What moved on a product by itself, and when it was last looked at."""
    found = rows.changes_on(db, product_id, MOST_CHANGES)
    return ChangeList(
        product=slug, checked_on=rows.last_check(db, product_id), items=[_change(each) for each in found]
    )


def _before(cursor: str | None) -> tuple[datetime, UUID] | None:
    if cursor is None:
        return None
    at, identifier = decode_cursor(cursor, (str, str))
    try:
        return datetime.fromisoformat(at), UUID(identifier)
    except ValueError as error:
        raise Invalid.field("/cursor", "This cursor was not handed out by this service.") from error


def _run(row: Any) -> RunOut:
    return RunOut(**{name: getattr(row, name) for name in RunOut.__struct_fields__})


def _change(row: Any) -> ChangeOut:
    body = msgspec.convert(row.body, ChangeBody)
    return ChangeOut(
        product=row.product_slug,
        since=row.since,
        as_of=row.as_of,
        gate_before=GateState(row.gate_before),
        gate_after=GateState(row.gate_after),
        why=tuple(why(body)),
        **{name: getattr(body, name) for name in ChangeBody.__struct_fields__},
    )


def why(body: ChangeBody) -> Iterator[str]:
    """The reasons in words: what ran out, which dates passed, what was read again."""
    for last_day in sorted({each.last_day for each in body.lapsed}):
        ids = ", ".join(each.requirement_id for each in body.lapsed if each.last_day == last_day)
        yield f"What showed {ids} held until {spoken(last_day)}."
    for each in body.passed:
        if each.what == "plan":
            yield f"The plan for {each.standard_id} ended on {spoken(each.day)}."
        else:
            yield f"{each.standard_id} applies otherwise from {spoken(each.day)} on."
    for again in body.read_again:
        if again.refused:
            yield f"{again.title} was read again by {again.reader} and refused: {again.refused}"
        elif again.requirements:
            yield f"{again.title} was read again by {again.reader}: {', '.join(again.requirements)}."
