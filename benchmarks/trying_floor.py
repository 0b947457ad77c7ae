"""Trying a ranking against pysensmcda and against the bare NumPy recipe; fitting and folding in answers.

Everything alternates within one run and medians are compared; what is compared first has to agree. Where
others are compared with, libraries have as many threads as they take by themselves, each side the same.
"""

import math
import statistics
import time
import tracemalloc
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from pysensmcda.smaa import simulate
from threadpoolctl import threadpool_limits

from scoring.experience_model.running import Running
from scoring.experience_model.said import Answer
from scoring.method import load_method
from scoring.mixed.data import Answers, factor_of
from scoring.mixed.fit import fit
from scoring.mixed.folding import fold, folding
from scoring.smaa.acceptability import acceptability
from scoring.smaa.draws import any_weights, generator

Floats = NDArray[np.float64]
PRODUCTS, CRITERIA, DRAWS, TOP = 1_000, 12, 10_000, 10
MANY = 10_000
ROUNDS = 9  # one of ours takes 40 ms: a machine that is busy for a moment is half of it
BLOCK = 256
SIZES = (10_000, 100_000, 1_000_000)


def measure() -> dict[str, float]:
    """Every figure of this module."""
    with threadpool_limits(1):  # as a worker of the service fits: beside others, with a core of its own
        fitting = _fitting()
    return _trying() | _memory() | fitting


def bare(values: Floats, weights: Floats) -> NDArray[np.int64]:
    """How often each product has each of the first ranks: products × `TOP`, and nothing else."""
    table = np.ascontiguousarray(values.T)
    buffer = np.empty((BLOCK, len(values)))
    held = np.zeros(len(values) * TOP, dtype=np.int64)
    places = np.arange(TOP)
    for start in range(0, len(weights), BLOCK):
        some = weights[start : start + BLOCK]
        scores = np.matmul(some, table, out=buffer[: len(some)])
        best = np.argpartition(scores, len(values) - TOP, axis=1)[:, -TOP:]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1)
        best = np.take_along_axis(best, order, axis=1)
        held += np.bincount((best * TOP + places).ravel(), minlength=len(held))
    return held.reshape(len(values), TOP)


def _trying() -> dict[str, float]:
    values, weights = _problem(PRODUCTS)
    types = np.ones(CRITERIA)

    def peer() -> Floats:
        found = simulate(
            lambda m, w, _: m @ w, values, types, weights, reverse_ranking=True, store="accumulate"
        )
        return np.asarray(found.rank_counts)

    ours = acceptability(values, weights, top=TOP).ranks * DRAWS
    for others in (bare(values, weights), peer()[:, :TOP]):
        if not np.array_equal(np.rint(ours), others):
            raise SystemExit("the counts are not the same: there is nothing to compare")
    calls = [lambda: acceptability(values, weights, top=TOP), lambda: bare(values, weights), peer]
    found = _in_turns(calls, ROUNDS)
    return {"trying_vs_pysensmcda": found[2] / found[0], "trying_vs_bare_numpy": found[0] / found[1]}


def _memory() -> dict[str, float]:
    """Ten thousand products in ten thousand ways, all that is allocated on the way."""
    values, weights = _problem(MANY)
    tracemalloc.start()
    acceptability(values, weights, top=TOP)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return {"trying_memory_vs_150_mib": peak / (150 * 2**20)}


def _fitting() -> dict[str, float]:
    """How fitting grows against n log n, and what folding in one answer costs of a fit."""
    seconds = []
    for size in SIZES:
        answers = _answers(size)
        seconds.append(min(_seconds(lambda answers=answers: fit(answers)) for _ in range(2)))  # type: ignore[misc]
        print(f"  {size:>9,} answers: {seconds[-1]:.2f} s", flush=True)
    grown = (seconds[-1] / seconds[0]) / (SIZES[-1] * math.log(SIZES[-1]) / (SIZES[0] * math.log(SIZES[0])))
    answers = _answers(SIZES[1])
    fitted = fit(answers)
    into = folding(fitted.cross, fitted.solved)
    row = np.zeros(len(into.right))
    row[[0, 3, 900]] = 1.0
    one = statistics.median(_seconds(lambda: fold(into, 5, row, 60.0)) for _ in range(50))
    return {
        "fit_growth_vs_n_log_n": grown,
        "fold_vs_a_200th_of_a_fit": one / (seconds[1] / 200),
        "saying_again_vs_a_200th_of_anew": _said(),
    }


def _said() -> float:
    """One more answer, until all that is published is said again: voices weighed, intervals, islands. Against
    finding all of that anew.
    """
    data, rule = _answers(SIZES[1]), load_method().model_rule
    roles = np.random.default_rng(1).choice([r for r, share in rule.roles.items() if share], len(data.y))
    places, products = data.factors[0].codes.tolist(), data.factors[1].codes.tolist()
    rows = zip(products, places, roles.tolist(), np.clip(data.y, 0, 100).tolist(), strict=True)
    answers = [Answer(f"p{product}", f"o{place}", role, score) for product, place, role, score in rows]
    started = time.perf_counter()
    running = Running(answers[:-20], rule)
    running.said()
    anew = time.perf_counter() - started

    def again(each: Answer) -> None:
        running.take_in([each])
        running.said()

    one = statistics.median(_seconds(lambda each=each: again(each)) for each in answers[-20:])  # type: ignore[misc]
    return one / (anew / 200)


def _problem(products: int) -> tuple[Floats, Floats]:
    values = np.random.default_rng(1).random((products, CRITERIA))
    return values, any_weights(generator(1), DRAWS, CRITERIA)


def _answers(size: int) -> Answers:
    """A market that grows with its answers: organisations and products as the country has them at most."""
    rng = np.random.default_rng(size)
    organisations, products = 600, 300
    place, product = rng.integers(0, organisations, size), rng.integers(0, products, size)
    role = rng.integers(0, 5, size)
    pairs = place * products + product
    effects = rng.normal(0, 9, organisations)[place] + rng.normal(0, 6, products)[product]
    y = 55 + effects + rng.normal(0, 4, organisations * products)[pairs] + rng.normal(0, 16, size)
    x = np.stack([np.ones(size), *((role == r) - 0.2 for r in range(1, 5))], axis=1)
    factors = (
        factor_of("organisation", place.tolist()),
        factor_of("product", product.tolist()),
        factor_of("product × organisation", pairs.tolist()),
    )
    return Answers(y, x, factors)


def _in_turns(calls: Sequence[Callable[[], object]], rounds: int) -> list[float]:
    times: list[list[float]] = [[] for _ in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            taken.append(_seconds(call))
    return [statistics.median(taken) for taken in times]


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


if __name__ == "__main__":
    for name, ratio in measure().items():
        print(f"{name}: {ratio:.2f}")
