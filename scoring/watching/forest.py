"""How far the batch that an answer came in stands apart from all batches, by an isolation forest.

A batch is what one organisation says of one product within a week. The forest (Liu, Ting & Zhou, ICDM 2008)
sees how large it is, how alike its forms are, how extreme and how close together its scores, and how far it
stands from what others say of the product. It sees no camouflage: who answers as others do, in the numbers in
which others do, is not apart. Against that the cap on each organisation's pull is the defence.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from math import log1p
from statistics import fmean, median, pstdev
from typing import Final

import msgspec

SEED: Final = 20181126
TREES: Final = 100
_DAYS: Final = 7
_EDGE: Final = 5.0  # points of 100 from either end
_LEAST_SPREAD: Final = 5.0  # points: closer answers are not told apart


class Watched(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as the forest sees it. `day` is a count of days; `form` is what was filled in, whole."""

    product: str
    organisation: str
    day: int
    score: float
    form: Hashable


def apart(answers: Sequence[Watched]) -> list[float]:
    """For each answer how far its batch stands apart, 0 to 1 (the paper's anomaly score: 0.5 is usual).

    The same answers give the same numbers, in whatever order they come.
    """
    # A second to import, and few processes ever ask.
    from sklearn.ensemble import IsolationForest

    batches: defaultdict[tuple[str, str, int], list[Watched]] = defaultdict(list)
    for each in answers:
        batches[_batch_of(each)].append(each)
    if not batches:
        return []
    others = _others(answers)
    names = sorted(batches)
    rows = [_features(batches[name], others[name[0]]) for name in names]
    forest = IsolationForest(n_estimators=TREES, random_state=SEED).fit(rows)
    scores = dict(zip(names, (-forest.score_samples(rows)).tolist(), strict=True))
    return [scores[_batch_of(each)] for each in answers]


def _batch_of(each: Watched) -> tuple[str, str, int]:
    return each.product, each.organisation, each.day // _DAYS


def _others(answers: Sequence[Watched]) -> dict[str, tuple[float, float]]:
    """The middle and the spread of what is said of each product."""
    scores: defaultdict[str, list[float]] = defaultdict(list)
    for each in answers:
        scores[each.product].append(each.score)
    return {name: (median(found), max(_LEAST_SPREAD, pstdev(found))) for name, found in scores.items()}


def _features(batch: Sequence[Watched], others: tuple[float, float]) -> list[float]:
    middle, spread = others
    scores = [each.score for each in batch]
    edge = sum(score <= _EDGE or score >= 100 - _EDGE for score in scores) / len(scores)
    alike = 1 - len({each.form for each in batch}) / len(batch)
    weight = log1p(len(batch) - 1)  # one answer alone says little, however far it stands
    return [
        log1p(len(batch)),
        edge * weight,
        alike,
        weight / (1 + pstdev(scores) / _LEAST_SPREAD),
        abs(fmean(scores) - middle) / spread * weight,
    ]
