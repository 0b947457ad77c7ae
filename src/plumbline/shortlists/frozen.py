"""What a shortlist keeps for ever: the receipt of the ranking, and what the gate left out and why."""

from datetime import datetime
from typing import Any, Final

import msgspec

from plumbline.kit.exports import Cell, Table
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.service import rank_market, ranking_receipt
from plumbline.shortlists.schemas import Choice, LineOut, ShortlistIn, ShortlistOut
from scoring.ranking import PER_POINT
from scoring.receipt import Receipt

COLUMNS_BEFORE: Final = ("product", "supplier", "gate", "rank", "score")
COLUMNS_AFTER: Final = ("choice", "reason", "decided by", "decided at")


class Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept for ever: the receipt of what was ranked, and what the gate left out."""

    receipt: Receipt
    suppliers: dict[str, str]
    excluded: list[LineOut]


def freeze(snapshot: Snapshot, data: ShortlistIn) -> Frozen:
    """The whole answer to a question as it stands in this snapshot."""
    ranked = rank_market(snapshot, data.question, everything=True)
    receipt = ranking_receipt(snapshot, data.question)
    suppliers = {i.slug: snapshot.records[snapshot.position[i.slug]].supplier_name for i in receipt.inputs}
    excluded = [_excluded(snapshot, place) for place in ranked.excluded()]
    return Frozen(receipt=receipt, suppliers=suppliers, excluded=excluded)


def _excluded(snapshot: Snapshot, place: int) -> LineOut:
    record, standing = snapshot.records[place], snapshot.standings[place]
    return LineOut(
        slug=record.slug,
        name=record.name,
        supplier=record.supplier_name,
        gate=standing.gate,
        reasons=tuple(standing.reasons),
    )


def thaw(row: Any) -> Frozen:
    """What a stored shortlist kept."""
    return msgspec.json.decode(row.receipt, type=Frozen)


def lines_of(frozen: Frozen, decided: dict[str, Any]) -> list[LineOut]:
    """Ranked products best first, then what the gate left out, each with its decision."""
    by_id = {each.id: each for each in frozen.receipt.inputs}
    ranked = [
        LineOut(
            slug=each.slug,
            name=each.name,
            supplier=frozen.suppliers[each.slug],
            gate=each.gate,
            rank=out.rank,
            score=out.score / PER_POINT,
            contributions=[part / PER_POINT for part in out.contributions],
        )
        for out in frozen.receipt.output
        for each in (by_id[out.id],)
    ]
    return [_with_decision(line, decided.get(line.slug)) for line in (*ranked, *frozen.excluded)]


def _with_decision(line: LineOut, row: Any) -> LineOut:
    if row is None:
        return line
    at: datetime = row.decided_at
    return msgspec.structs.replace(
        line,
        choice=Choice(row.choice),
        reason=row.reason,
        decided_by=row.decided_by,
        decided_at=at,
        version=row.version,
    )


def shortlist_table(shortlist: ShortlistOut) -> tuple[list[str], Table]:
    """The shortlist as headings and rows to take away, with the reason for each product in and out."""
    parts = [f"{name} points" for name in shortlist.criteria]
    columns = [*COLUMNS_BEFORE, *parts, *COLUMNS_AFTER]
    empty: list[float | None] = [None] * len(parts)
    rows: list[list[Cell]] = [
        [
            line.name,
            line.supplier,
            line.gate,
            line.rank,
            line.score,
            *(line.contributions or empty),
            line.choice and str(line.choice),
            line.reason,
            line.decided_by,
            line.decided_at and line.decided_at.isoformat(),
        ]
        for line in shortlist.lines
    ]
    return columns, rows
