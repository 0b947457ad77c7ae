"""Computes a case: scores and ranks by the method that it names, with what else that method tells."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
import numpy as np

from scoring.decision.case import (
    COMPARED,
    Bools,
    Case,
    at_worst_and_best,
    bounds_in,
    bounds_of_the_field,
    draws_in,
    plain,
    problem_in,
    unknown_in,
)
from scoring.decision.dominance import dominators
from scoring.decision.learned import ADVICE, strengths
from scoring.decision.pairwise import priorities
from scoring.decision.problem import Floats, Problem, ProblemError, ranks_of, spread
from scoring.decision.promethee import Thresholds, flows
from scoring.decision.scaling import SCALES, anchored
from scoring.decision.stability import intervals, least_change, winner_of
from scoring.decision.topsis import closeness
from scoring.decision.vikor import compromise
from scoring.decision.weighted import additive, weighted_product, weighted_sum
from scoring.ranking import PER_POINT
from scoring.smaa.acceptability import acceptability, confidence, winning_shares
from scoring.smaa.draws import any_weights, bounded_weights, digest_of, generator, ordered_weights

SAME: Final = 1e-12
"""Two scores of floating point closer than this are one: they may differ in the last bit by machine."""
Told = dict[str, Any]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a method found. `scores`: larger is better, save for VIKOR's Q; `ranks`: ties share the best.

    `weakness` is what is known against the method; `more` is what else it tells.
    """

    method: str
    weights: list[float] | None
    scores: list[float]
    ranks: list[int]
    weakness: str
    more: Told


def compute(case: Case) -> Outcome:
    """The outcome of a case. Raises `ProblemError` where its figures cannot be used."""
    problem = problem_in(case)
    scores, ranking, more = _METHODS[case.method](case, problem)
    free = case.method in COMPARED or (case.method == "smaa2" and case.weights is None)
    return Outcome(
        method=case.method,
        weights=None if free else problem.weights.tolist(),
        scores=plain(scores),
        ranks=ranks_of(ranking, tolerance=SAME).tolist(),
        weakness=WEAKNESSES[case.method],
        more=plain(more),
    )


WEAKNESSES: Final[Mapping[str, str]] = {
    "additive": "A weak criterion can be made up for by a strong one; what may not be is a gate.",
    "wsm": "The scale is made from the field: a losing alternative can change the winner. `none` is not.",
    "wpm": "The scale is made from the field, and one figure near zero outweighs everything else.",
    "topsis": "Ideal and anti-ideal come from the field, and the scale is not part of the name.",
    "vikor": "Distances are shares of the field's range; the first may be no compromise by itself.",
    "promethee2": "Net flows are means over the field: removing an alternative can reorder the others.",
    "smaa2": "It says how much of the weights favours each, not which weights are anybody's.",
    "ahp": "Priorities sum to one over the field: a copy of one alternative can turn the order of others.",
    "bradley-terry": ADVICE,
}


def _additive(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    bounds = bounds_in(case, problem)
    problem, at_best = at_worst_and_best(case, problem, bounds)
    whole, parts = additive(problem, bounds)
    most, _ = additive(at_best, bounds)
    values = anchored(problem, bounds)
    change = least_change(values, problem.weights)
    more = {
        "whole_scores": whole,
        "contributions": parts / PER_POINT,
        "scores_at_most": most / PER_POINT,
        "dominated_by": dominators(values, anchored(at_best, bounds)),
        "winner": winner_of(values, problem.weights),
        "winner_stays_within": [[i.low, i.high] for i in intervals(values, problem.weights)],
        "least_change": None if change is None else msgspec.to_builtins(change),
    }
    return whole / PER_POINT, whole.astype(np.float64), more


def _scale(case: Case, problem: Problem, default: str) -> tuple[str, Floats]:
    name = case.asked.scale or default
    if name == "bounds":
        return name, anchored(problem, bounds_in(case, problem))
    if name not in SCALES:
        raise ProblemError("parameters.normalisation", f"there are {', '.join((*SCALES, 'bounds'))}")
    return name, SCALES[name](problem)


def _wsm(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    name, scaled = _scale(case, problem, "sum")
    scores = weighted_sum(problem, scaled)
    return scores, scores, {"normalisation": name}


def _wpm(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    name, scaled = _scale(case, problem, "sum")
    scores = weighted_product(problem, scaled)
    return scores, scores, {"normalisation": name, "scale": "log10"}


def _topsis(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    name = case.asked.scale or "vector"
    scores = closeness(problem, name)
    return scores, scores, {"normalisation": name}


def _vikor(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    found = compromise(problem, case.asked.v)
    more = {"s": found.utility, "r": found.regret, "q": found.q, "compromise": list(found.chosen)}
    return found.q, -found.q, more


def _promethee(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    asked = case.asked
    if asked.flows not in ("mean", "sum"):
        raise ProblemError("parameters.flows", "mean divides by the others' number, sum does not")
    columns = problem.size[1]
    q, p, s = (
        spread(f"parameters.{name}", each if isinstance(each, list) else [each], columns)
        for name, each in (("q", asked.q), ("p", asked.p), ("s", asked.s))
    )
    at = [Thresholds(q=q[n], p=p[n], s=s[n]) for n in range(columns)]
    preferences = [asked.preference] if isinstance(asked.preference, str) else asked.preference
    found = flows(problem, preferences, at, summed=asked.flows == "sum")
    return found.net, found.net, {"phi_plus": found.plus, "phi_minus": found.minus, "phi": found.net}


def _smaa(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    asked = case.asked
    weights = _drawn(case, problem)
    scaled, bounds = _smaa_bounds(case, problem)
    values = anchored(problem, bounds)
    noisy, unknown = None, unknown_in(case)
    if asked.delta is not None or unknown.any():
        delta = np.zeros(problem.size[1]) if asked.delta is None else np.array(asked.delta)
        noisy = _noise(problem, bounds, delta, asked.seed + 1, unknown)
    found = acceptability(values, weights, noisy)
    sure = found.first > 0 if noisy is None else confidence(values, found.central, noisy, found.draws)
    more = {
        "draws": found.draws,
        "scaled_by": scaled,
        "weights_sha256": digest_of(weights),
        "rank_acceptability": found.ranks,
        "central_weights": [None if np.isnan(row).any() else row for row in found.central],
        "confidence": np.where(np.isnan(found.central[:, 0]), np.nan, np.asarray(sure, dtype=np.float64)),
        "winning_shares": winning_shares(values, weights, noisy),
    }
    return found.first, found.first, more


def _smaa_bounds(case: Case, problem: Problem) -> tuple[str, Floats]:
    """Those that are given; else of shares 0 to 1; else the field's own, as the studies of the method have
    it: `scaled_by` then says so, for a losing alternative can move them.
    """
    if case.bounds is not None or (problem.matrix.min() >= 0 and problem.matrix.max() <= 1):
        return "bounds" if case.bounds else "shares", bounds_in(case, problem)
    return "the field's own range", bounds_of_the_field(problem)


def _ahp(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    asked = case.asked
    found = priorities(problem.matrix, asked.way, asked.random_index)
    more = {"way": asked.way, "lambda_max": found.largest, "ci": found.index, "cr": found.ratio}
    return found.shares, found.shares, more


def _bradley_terry(case: Case, problem: Problem) -> tuple[Floats, Floats, Told]:
    found = strengths(problem.matrix)
    return found.logs, found.logs, {"standard_errors": found.errors, "penalised": found.penalised}


def _drawn(case: Case, problem: Problem) -> Floats:
    asked, columns, draws = case.asked, problem.size[1], draws_in(case)
    rng = generator(asked.seed)
    if case.weights is not None:
        return np.tile(problem.weights, (draws, 1))
    if asked.order is not None:
        if len(asked.order) != columns:
            raise ProblemError("parameters.order", f"there are {columns} criteria to put in order")
        return ordered_weights(rng, draws, asked.order)
    if asked.weight_bounds is not None:
        if len(asked.weight_bounds) != columns:
            raise ProblemError("parameters.weight_bounds", f"give a pair for each of {columns} criteria")
        return bounded_weights(rng, draws, np.array(asked.weight_bounds))
    return any_weights(rng, draws, columns)


def _noise(
    problem: Problem, bounds: Floats, delta: Floats, seed: int, unknown: Bools
) -> Callable[[int, int], Floats]:
    """Values where each figure lies anywhere within ± `delta` of its own, and one that is not known anywhere
    within the bounds, evenly; the same every time.
    """
    rows, columns = problem.size
    if len(delta) != columns or (delta < 0).any():
        raise ProblemError(
            "parameters.delta", f"give a figure of zero or more for each of {columns} criteria"
        )
    low, high = bounds[:, 0], bounds[:, 1]

    def values(start: int, end: int) -> Floats:
        rng = generator(seed + start)
        moved = problem.matrix + delta * rng.uniform(-1.0, 1.0, (end - start, rows, columns))
        share = (moved - low) / (high - low)  # not held at the bounds: a difference beyond them counts
        if unknown.any():
            share[:, unknown] = rng.uniform(0.0, 1.0, (end - start, int(unknown.sum())))
        return np.asarray(np.where(problem.objectives > 0, share, 1.0 - share))

    return values


_METHODS: Final[Mapping[str, Callable[[Case, Problem], tuple[Floats, Floats, Told]]]] = {
    "additive": _additive,
    "wsm": _wsm,
    "wpm": _wpm,
    "topsis": _topsis,
    "vikor": _vikor,
    "promethee2": _promethee,
    "smaa2": _smaa,
    "ahp": _ahp,
    "bradley-terry": _bradley_terry,
}
