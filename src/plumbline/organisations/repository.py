"""Reads and writes organisations and successions. SQL lives here and nowhere else in this feature."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Row,
    String,
    Table,
    cast,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
)

from catalog.organisations.organisation import (
    Organisation,
    OrganisationKind,
    Relationship,
    Succession,
    SuccessionKind,
)
from catalog.words import Certainty
from plumbline.kit.audit import Event
from plumbline.kit.identifiers import new_id
from plumbline.organisations.schemas import Recorded
from plumbline.storage.events import record
from plumbline.storage.inserts import insert_into
from plumbline.storage.tables import (
    events,
    organisation_relationships,
    organisation_successions,
    organisations,
)

ORG, STEP, TIE = organisations.c, organisation_successions.c, organisation_relationships.c
AT_ONCE: Final = 400  # values in one IN list
Pair = tuple[str, str]


def find(db: Connection, code: str) -> Recorded | None:
    """The record of a code."""
    row = db.execute(select(organisations).where(ORG.code == code)).one_or_none()
    return None if row is None else _recorded(row)


def find_many(db: Connection, codes: Collection[str]) -> dict[str, Recorded]:
    """The records of those `codes` that have one."""
    return {
        row.code: _recorded(row)
        for part in _parts(sorted(codes))
        for row in db.execute(select(organisations).where(ORG.code.in_(part)))
    }


def id_of(db: Connection, code: str) -> UUID | None:
    """The storage id of a code, for what refers to an organisation."""
    found: UUID | None = db.execute(select(ORG.id).where(ORG.code == code)).scalar_one_or_none()
    return found


def page(
    db: Connection,
    words: str,
    kinds: Collection[OrganisationKind],
    after: tuple[str, str] | None,
    limit: int,
) -> Sequence[Recorded]:
    """At most `limit` organisations by name and code, after the key `after`."""
    query = select(organisations).where(*_wanted(words, kinds))
    if after is not None:
        query = query.where(tuple_(ORG.name, ORG.code) > tuple_(literal(after[0]), literal(after[1])))
    return [_recorded(row) for row in db.execute(query.order_by(ORG.name, ORG.code).limit(limit))]


def count_by_kind(db: Connection, words: str) -> dict[OrganisationKind, int]:
    """How many organisations fit `words`, by kind."""
    query = select(ORG.kind, func.count().label("n")).where(*_wanted(words, ())).group_by(ORG.kind)
    return {OrganisationKind(row.kind): row.n for row in db.execute(query.order_by(ORG.kind))}


def _wanted(words: str, kinds: Collection[OrganisationKind]) -> Iterator[ColumnElement[bool]]:
    """Every word stands in the name, or the code starts with it."""
    for word in words.split():
        yield or_(
            ORG.name.icontains(word, autoescape=True), ORG.code.startswith(word.upper(), autoescape=True)
        )
    if kinds:
        yield ORG.kind.in_(kinds)


def around(db: Connection, code: str) -> tuple[list[Organisation], list[Succession]]:
    """What a register needs to answer for `code`: all that its successions reach, onward and back."""
    onward = _reached(code, STEP.predecessor, STEP.successor)
    back = _reached(code, STEP.successor, STEP.predecessor)
    ahead, behind = select(onward.c.code), select(back.c.code)
    steps = select(organisation_successions).where(
        or_(STEP.predecessor.in_(ahead), STEP.successor.in_(ahead), STEP.successor.in_(behind))
    )
    reached = select(organisations).where(or_(ORG.code.in_(ahead), ORG.code.in_(behind)))
    return (
        [_recorded(row).organisation for row in db.execute(reached)],
        [_succession(row) for row in db.execute(steps)],
    )


def _reached(code: str, source: ColumnElement[str], target: ColumnElement[str]) -> CTE:
    """`code` and every code its steps lead to. UNION keeps each once, so circles end."""
    start = select(cast(literal(code), String(12)).label("code")).cte(recursive=True)
    return start.union(select(target).where(source == start.c.code))


def successions_between(db: Connection, pairs: Collection[Pair]) -> dict[Pair, Succession]:
    """What is recorded of each pair of predecessor and successor."""
    found: dict[Pair, Succession] = {}
    for part in _parts(sorted({before for before, _ in pairs})):
        for row in db.execute(select(organisation_successions).where(STEP.predecessor.in_(part))):
            found[row.predecessor, row.successor] = _succession(row)
    return {pair: step for pair, step in found.items() if pair in set(pairs)}


def relationships_of(db: Connection, codes: Collection[str]) -> list[Relationship]:
    """The relationships in which a code stands as child or parent, current ones first."""
    found = {
        Relationship(child=row.child, parent=row.parent, kind=row.kind, since=row.since, until=row.until)
        for part in _parts(sorted(codes))
        for row in db.execute(
            select(organisation_relationships).where(or_(TIE.child.in_(part), TIE.parent.in_(part)))
        )
    }
    return sorted(found, key=lambda tie: (tie.until is not None, tie.kind, tie.parent, tie.child))


def has_event(db: Connection, action: str) -> bool:
    """Has this ever happened?"""
    return db.execute(select(events.c.id).where(events.c.action == action).limit(1)).first() is not None


def save(
    db: Connection,
    recorded: Sequence[Recorded],
    successions: Sequence[Succession],
    relationships: Sequence[Relationship],
    now: datetime,
    *,
    event: Event,
) -> None:
    """Write organisations by code, successions by pair and relationships by pair and kind."""
    _upsert(db, organisations, [_organisation_row(each, now) for each in recorded], ("code",))
    _replace_successions(db, successions)
    rows = [{"id": new_id(), **_fields(each)} for each in relationships]
    _upsert(db, organisation_relationships, rows, ("child", "parent", "kind"))
    record(db, event)


def _replace_successions(db: Connection, successions: Sequence[Succession]) -> None:
    """One row a pair: another kind for the same pair replaces the row, it does not join it."""
    for part in _parts([(step.predecessor, step.successor) for step in successions]):
        db.execute(delete(organisation_successions).where(tuple_(STEP.predecessor, STEP.successor).in_(part)))
    if successions:
        db.execute(insert(organisation_successions), [_succession_row(step) for step in successions])


def _upsert(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]], key: Sequence[str]) -> None:
    if not rows:
        return
    statement = insert_into(db, table)
    fresh = {name: statement.excluded[name] for name in rows[0] if name not in (*key, "id")}
    db.execute(statement.on_conflict_do_update(index_elements=list(key), set_=fresh), list(rows))


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def _fields(struct: Any) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def _organisation_row(each: Recorded, now: datetime) -> dict[str, Any]:
    return {"id": new_id(), **_fields(each.organisation), "source": each.source, "updated_at": now}


def _succession_row(step: Succession) -> dict[str, Any]:
    row = _fields(step)
    return {"id": new_id(), "happened_on": row.pop("on"), **row}


def _recorded(row: Row[Any]) -> Recorded:
    organisation = Organisation(
        code=row.code,
        name=row.name,
        kind=OrganisationKind(row.kind),
        primary_role=row.primary_role,
        opened=row.opened,
        closed=row.closed,
        postcode=row.postcode,
        region=row.region,
        certainty=Certainty(row.certainty),
    )
    return Recorded(organisation=organisation, source=row.source)


def _succession(row: Row[Any]) -> Succession:
    return Succession(
        predecessor=row.predecessor,
        successor=row.successor,
        on=row.happened_on,
        kind=SuccessionKind(row.kind),
        certainty=Certainty(row.certainty),
        note=row.note,
    )
