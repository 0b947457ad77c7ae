"""A ranking as a table to take away: every line, and then what was left out and why."""

import math

from plumbline.kit.exports import Table
from plumbline.market.columns import pennies
from plumbline.rankings.service import Ranked
from scoring.ranking import PER_POINT


def ranking_columns(ranked: Ranked) -> list[str]:
    """Headings: what a line is, its score, and each criterion's part and figure."""
    ids = [criterion.id for criterion in ranked.method.criteria]
    parts = [f"{name} points" for name in ids] + [f"{name} figure" for name in ids]
    return ["rank", "product", "supplier", "gate", "score", *parts, "whole-life cost (£)", "reasons"]


def ranking_rows(ranked: Ranked) -> Table:
    """The ranked products, best first, then those the gate leaves out, with their reasons."""
    return [*_ranked(ranked), *_excluded(ranked)]


def _ranked(ranked: Ranked) -> Table:
    found, snapshot = ranked.ranking, ranked.snapshot
    rows = []
    for line, place in enumerate(found.positions.tolist()):
        record, standing = snapshot.records[place], snapshot.standings[place]
        raw = ranked.columns.raw[:, place].tolist()
        rows.append(
            [
                int(found.ranks[line]),
                record.name,
                record.supplier_name,
                standing.gate,
                int(found.scores[line]) / PER_POINT,
                *(int(part) / PER_POINT for part in found.contributions[line]),
                *(None if math.isnan(figure) else figure for figure in raw),
                pennies(float(ranked.columns.cost[place])),
                "; ".join(standing.reasons),
            ]
        )
    return rows


def _excluded(ranked: Ranked) -> Table:
    blank = [None] * (2 * len(ranked.method.criteria))
    rows = []
    for place in ranked.excluded():
        record, standing = ranked.snapshot.records[place], ranked.snapshot.standings[place]
        reasons = "; ".join(standing.reasons)
        why = f"Not ranked: {reasons}"
        rows.append([None, record.name, record.supplier_name, standing.gate, None, *blank, None, why])
    return rows
