"""What users say of a ranked product, in words: all of them, or those like the buyer's own."""

import math

from plumbline.market.like_me import Figure
from plumbline.market.snapshot import ProductHit
from plumbline.rankings.service import Ranked
from scoring.experience_model.said import Estimate


def estimate_in(ranked: Ranked, place: int) -> Estimate | None:
    """What the ranking takes the experience of the product at a place from."""
    if ranked.buyer is None:
        return ranked.snapshot.estimates[place]
    figure = ranked.buyer.figure(ranked.snapshot.records[place].id)
    return None if figure is None else figure.estimate


def experience_in(ranked: Ranked, hit: ProductHit, counted: float | None) -> str:
    """In words, with the interval; with too few answers where the product is taken to stand instead."""
    if ranked.buyer is None:
        return of_all(hit, math.nan if counted is None else counted)
    record = ranked.snapshot.records[ranked.snapshot.position[hit.slug]]
    return of_figure(ranked.buyer.figure(record.id))


def of_all(hit: ProductHit, counted: float) -> str:
    """For all users."""
    if hit.experience is not None:
        between = f"likely {hit.experience_from:.0f} to {hit.experience_to:.0f}"
        return f"{hit.experience:.0f} of 100, {between}; {hit.answers} answers"
    return "not known" if math.isnan(counted) else f"insufficient evidence: the mean of all, {counted:.0f}"


def of_figure(figure: Figure | None) -> str:
    """For a mix of roles and a kind of organisation."""
    if figure is None:
        return "not known"
    estimate = figure.estimate
    if not estimate.sufficient:
        return f"insufficient evidence: the mean of all for people like yours, {figure.points:.0f}"
    told = "fewer than 10 (or not told apart yet)" if figure.answers is None else str(figure.answers)
    between = f"likely {estimate.low:.0f} to {estimate.high:.0f}"
    of_them = f"{told} of {estimate.answers} answers are of such people{_unsaid(figure)}"
    return f"{figure.points:.0f} of 100 for people like yours, {between}; {of_them}"


def _unsaid(figure: Figure) -> str:
    parts = [f"as {', '.join(figure.roles_unsaid)}"] if figure.roles_unsaid else []
    parts += ["from your kind of organisation"] if figure.kind_unsaid else []
    return f"; too few {' and '.join(parts)}: there taken as all users, and wider" if parts else ""
