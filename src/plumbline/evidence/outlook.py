"""What will have moved by itself by a day, or had since one: looked at, and not recorded."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from catalog.evidence.history import ProductHistory
from catalog.evidence.recheck import as_if_known, lapsed, passed
from catalog.standards_loader import standards
from plumbline.evidence.moves import moved, standing_on
from plumbline.evidence.read_schemas import MovedOut
from plumbline.evidence.recheck_schemas import ChangeBody, ChangeOut, LapsedOut, PassedOut
from plumbline.evidence.rechecked import why
from plumbline.market.reading import histories_of
from plumbline.market.repository import product_rows
from plumbline.storage.engine import Connection

BATCH: Final = 200


def moves_by(db: Connection, today: date, day: date) -> list[ChangeOut]:
    """Each published product on which something moves between the two days, by its address."""
    since, until = min(today, day), max(today, day)
    slugs: dict[UUID, str] = {row.id: row.slug for row in product_rows(db, None)}
    found: list[ChangeOut] = []
    ids = sorted(slugs, key=lambda each: slugs[each])
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        histories = histories_of(db, batch)
        changes = (_change(slugs[each], histories[each], since, until) for each in batch)
        found += [change for change in changes if change is not None]
    return found


def _change(slug: str, history: ProductHistory, since: date, until: date) -> ChangeOut | None:
    before, after = standing_on(as_if_known(history, since), since), standing_on(history, until)
    body = by_time(history, since, until, moved(before, after))
    gate = before.gate.state, after.gate.state
    if not body.lapsed and gate[0] is gate[1]:
        return None
    fields = {name: getattr(body, name) for name in ChangeBody.__struct_fields__}
    return ChangeOut(
        product=slug,
        since=since,
        as_of=until,
        gate_before=gate[0],
        gate_after=gate[1],
        why=tuple(why(body)),
        **fields,
    )


def by_time(history: ProductHistory, since: date, until: date, moves: MovedOut) -> ChangeBody:
    """What moved, and everything that the days between can have done to it."""
    ran_out, dates = lapsed(history, since, until), passed(standards(), history, since, until)
    return ChangeBody(
        lapsed=tuple(LapsedOut(**msgspec.structs.asdict(each)) for each in ran_out),
        passed=tuple(PassedOut(**msgspec.structs.asdict(each)) for each in dates),
        verdicts=tuple(moves.verdicts),
        requirements=tuple(moves.requirements),
    )
