"""A ranking as a table to take away: every line, and then what was left out and why."""

import math

from plumbline.kit.exports import Cell, Table
from plumbline.market.columns import pennies
from plumbline.rankings.estate import is_held
from plumbline.rankings.service import Ranked, fits_in
from scoring.fit import Held
from scoring.ranking import PER_POINT


def ranking_columns(ranked: Ranked) -> list[str]:
    """Headings: what a line is, its score, and each criterion's part and figure."""
    ids = [criterion.id for criterion in ranked.method.criteria]
    parts = [f"{name} points" for name in ids] + [f"{name} figure" for name in ids]
    found = ["rank", "product", "supplier", "gate", "score", *parts, "whole-life cost (£)", "reasons"]
    return found + _estate_columns(ranked)


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
                *_estate_cells(ranked, place),
            ]
        )
    return rows


def _estate_columns(ranked: Ranked) -> list[str]:
    """What the figure of fit is made of, where an estate is stated."""
    if not ranked.estate:
        return []
    return ["you hold it", "fit at most", *(f"fit with {_named(ranked, held)}" for held in ranked.estate)]


def _named(ranked: Ranked, held: Held) -> str:
    slug = ranked.snapshot.records[held.place].slug
    return slug if held.is_shown else f"{slug}, an older release"


def _estate_cells(ranked: Ranked, place: int) -> list[Cell]:
    if not ranked.estate or ranked.columns.most is None:
        return []
    found = {(each.product, each.is_newest): each.figure for each in fits_in(ranked, place)}
    slugs = [(ranked.snapshot.records[held.place].slug, held.is_shown) for held in ranked.estate]
    most = float(ranked.columns.most[place])
    return [
        is_held(ranked.estate, place),
        None if math.isnan(most) else most,
        *(found.get(each) for each in slugs),
    ]


def _excluded(ranked: Ranked) -> Table:
    blank = [None] * (2 * len(ranked.method.criteria))
    rows = []
    for place in ranked.excluded():
        record, standing = ranked.snapshot.records[place], ranked.snapshot.standings[place]
        reasons = "; ".join(standing.reasons)
        why = f"Not ranked: {reasons}"
        none = [None] * len(_estate_columns(ranked))
        rows.append([None, record.name, record.supplier_name, standing.gate, None, *blank, None, why, *none])
    return rows
