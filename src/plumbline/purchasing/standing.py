"""What an order is held against on a day: the gate, the threshold, the law, and what was ordered before."""

from collections.abc import Sequence
from typing import Any

import msgspec

from catalog.purchasing.legal import ceiling_on
from catalog.purchasing.terms import months_on
from catalog.words import GateState
from plumbline.kit.errors import Conflict
from plumbline.kit.money import Money
from plumbline.market.snapshot import Snapshot
from plumbline.purchasing import repository
from plumbline.purchasing.rules import (
    MONTHS_ADDED_UP,
    Concern,
    Earlier,
    GateThen,
    Obstacle,
    Situation,
    concerns,
    obstacles,
)
from plumbline.purchasing.thresholds import threshold_on
from plumbline.storage.engine import Connection


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """An order held against all of it; `added_up` are the rows of the orders that count with it."""

    situation: Situation
    obstacles: tuple[Obstacle, ...]
    concerns: tuple[Concern, ...]
    added_up: tuple[Any, ...]


def held_against(db: Connection, row: Any, snapshot: Snapshot) -> Held:
    """The order of `row` as of the snapshot's day."""
    day = snapshot.as_of
    before = repository.counted_with(db, row, months_on(day, -MONTHS_ADDED_UP), day)
    situation = Situation(
        day=day,
        net=Money(row.net_minor, row.currency),
        gross=Money(row.gross_minor, row.currency),
        ends_on=row.ends_on,
        gate=gate_then(snapshot, row.product_slug),
        threshold=threshold_on(db, row.organisation_id, day),
        ceiling=ceiling_on(day),
        earlier=_earlier(before),
    )
    return Held(
        situation=situation,
        obstacles=tuple(obstacles(situation)),
        concerns=tuple(concerns(situation)),
        added_up=tuple(before),
    )


def gate_then(snapshot: Snapshot, slug: str) -> GateThen:
    """The gate of a product on the snapshot's day; of one that is no longer there, withdrawn."""
    place = snapshot.position.get(slug)
    if place is None:
        return GateThen(state=GateState.WITHDRAWN, reasons=("It is not on the market any more.",))
    found = snapshot.standings[place]
    return GateThen(state=found.gate, until=found.until, reasons=found.reasons)


def refuse_obstacle(found: Obstacle | None) -> None:
    """Raise `Conflict` in the obstacle's words, if there is one."""
    if found is not None:
        raise Conflict(found.words, next_step=found.next_step)


def _earlier(rows: Sequence[Any]) -> tuple[Earlier, ...]:
    return tuple(
        Earlier(net=Money(row.net_minor, row.currency), gross=Money(row.gross_minor, row.currency))
        for row in rows
    )
