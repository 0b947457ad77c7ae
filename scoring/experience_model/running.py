"""The model at variances that stand, over answers that come and go.

Variances, and how much each voice counts, are found from some answers; later ones are folded in. A voice that
said something since is weighed anew, the others' weights stand until the next fit: between two fits the
figures are thus those of one published set of variances and weights, whatever the order of what came.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import msgspec
import numpy as np

from scoring.experience_model.estimate import (
    Experienced,
    data_of,
    estimates_of,
    known_of,
    role_row,
    roles_of,
)
from scoring.experience_model.limiting import ORGANISATION, PAIR, PRODUCT, Voice, limited
from scoring.experience_model.pairs import Pair, Pairs, Places
from scoring.experience_model.rule import ModelRule
from scoring.experience_model.said import Answer
from scoring.experience_model.widening import widened
from scoring.mixed.cross import cross_of
from scoring.mixed.data import Answers, Floats
from scoring.mixed.fit import Fit, fit
from scoring.mixed.folding import Folding, deepen, fold, folding, reweigh, unfold, widen
from scoring.mixed.profile import solve

SWEEPS: Final = 100
ENOUGH: Final = 1e-11
"""Of a voice's share: two ways to the same answers then agree to a thousand-millionth of a point."""


class CannotFold(ValueError):
    """An answer cannot be taken in at the variances that stand: the model has to be fitted again."""


class Running:
    """The model, fitted to `first` and kept up to date. Not for several threads at once."""

    def __init__(self, first: Sequence[Answer], rule: ModelRule, later: Sequence[Answer] = ()) -> None:
        """Find the variances from `first`, and take `later` in with them: many at once cost one solution.

        Raises ValueError with too few answers to fit anything, `CannotFold` as `take_in` does.
        """
        known, since = known_of(first, rule), known_of(later, rule)
        if len({each.product for each in known}) < rule.least_products:
            raise ValueError(f"fewer than {rule.least_products} products have answers")
        self._rule = rule
        self.roles = roles_of(known, rule)
        data = data_of(known, rule)
        self.fitted, voices = limited(data, fit(data), rule.furthest)
        shares = {(voice.product, voice.organisation): voice.counts for voice in voices}
        self._since = Counter(_pair_of(each) for each in since)
        self._lay(data_of([*known, *since], rule), shares)

    def _lay(self, data: Answers, shares: Mapping[Pair, float]) -> None:
        """Solve for all answers at the variances that stand, each voice counting for what it did."""
        if data.x.shape[1] != len(self.roles):
            raise CannotFold("a role has answers that had none when the variances were found")
        cross = cross_of(data)
        levels = [_pair(level) for level in data.factors[PAIR].levels]
        self._pairs = Pairs(
            levels,
            cross.n0,
            cross.a[:, : cross.fixed].toarray(),
            np.array([shares.get(pair, 1.0) for pair in levels]),
        )
        ratios = np.array([self.fitted.variances[factor] for factor in cross.order]) / self.fitted.residual
        precisions = self._precisions(self._pairs.shares, self._pairs.counts)
        solved = solve(cross, np.log(np.maximum(ratios, 1e-12)) / 2.0, precisions)
        self._into: Folding = folding(cross, solved)
        at = msgspec.structs.replace(self.fitted, cross=cross, solved=solved)
        self._columns = [
            _places(at, factor, data.factors[factor].levels) for factor in (ORGANISATION, PRODUCT)
        ]

    def take_in(self, answers: Iterable[Answer]) -> None:
        """Answers that came since. Raises `CannotFold` for a role that nobody had before."""
        for each in answers:
            if each.role not in self._rule.roles:
                continue
            level, row = self._level(each), self._row(each)
            fold(self._into, level, row, each.score)
            self._count(each, level, row, 1)

    def take_out(self, answers: Iterable[Answer]) -> None:
        """Answers that came since and went again."""
        for each in answers:
            if each.role in self._rule.roles:
                level, row = self._level(each), self._row(each)
                unfold(self._into, level, row, each.score)
                self._count(each, level, row, -1)

    def said(self) -> Experienced:
        """What may be said now."""
        self._weigh()
        b = self._into.b
        answers, places = self._pairs.by_product()
        names = tuple(sorted(answers))
        at = [self._columns[1][name] for name in names]
        spread = float(np.sqrt(self.fitted.variances[PRODUCT]))
        given = _contrasted(self.fitted.residual * self._into.inverse[np.ix_(at, at)])
        covariance = widened(given, spread)
        centre = float(b[0] + b[at].mean())
        return Experienced(
            products=names,
            estimates=estimates_of(
                answers,
                places,
                names,
                centre + b[at] - b[at].mean(),
                covariance,
                centre,
                spread,
                self._rule,
            ),
            centre=centre,
            covariance=covariance,
            roles={role: float(b[1 + place]) for place, role in enumerate(self.roles[1:])},
            spread=spread,
            islands=self._pairs.islands(),
            voices=self._held(b),
            fitted=self.fitted,
        )

    def _count(self, each: Answer, level: int, row: Floats, change: int) -> None:
        self._pairs.change(level, row[: len(self.roles)], change)
        self._since[_pair_of(each)] += change

    def _level(self, each: Answer) -> int:
        pair = _pair_of(each)
        if pair not in self._pairs.level:
            deepen(self._into, float(self._precisions(np.ones(1), np.ones(1))[0]))
            self._pairs.add(pair)
        return self._pairs.level[pair]

    def _row(self, each: Answer) -> Floats:
        if each.role not in self.roles:
            raise CannotFold(f"nobody answered as {each.role} when the variances were found")
        columns = [
            self._column(ORGANISATION, each.organisation),
            self._column(PRODUCT, each.product),
        ]
        row = np.zeros(len(self._into.right))
        row[: len(self.roles)] = role_row(each.role, self.roles, self._rule)
        row[columns] = 1.0
        return row

    def _column(self, factor: int, name: str) -> int:
        columns = self._columns[factor]
        if name not in columns:
            columns[name] = widen(self._into, self.fitted.variances[factor] / self.fitted.residual)
        return columns[name]

    def _own(self, counts: Floats) -> Floats:
        """The variance of voices of so many answers."""
        variances = self.fitted.variances
        return np.asarray(variances[ORGANISATION] + variances[PAIR] + self.fitted.residual / counts)

    def _precisions(self, shares: Floats, counts: Floats) -> Floats:
        """1/λ² of voices that count for so much."""
        spread = self.fitted.variances[PAIR] + self._own(counts) * (1.0 / shares - 1.0)
        return np.asarray(self.fitted.residual / np.maximum(spread, 1e-9))

    def _weigh(self) -> None:
        """Weigh anew the voices that said something since, until none of their shares moves."""
        for pair in [pair for pair, count in self._since.items() if not count]:
            del self._since[pair]
            level = self._pairs.level[pair]
            self._count_for(level, float(self._pairs.first[level]))
        since = [self._pairs.level[pair] for pair in sorted(self._since)]
        touched = np.array([level for level in since if self._pairs.counts[level]], dtype=np.int64)
        for _ in range(SWEEPS):
            wanted = self._wanted(touched, self._into.b)
            moving = touched[np.abs(wanted - self._pairs.shares[touched]) > ENOUGH]
            if not len(moving):
                return
            for level in moving.tolist():
                self._count_for(level, float(self._wanted(np.array([level]), self._into.b)[0]))

    def _count_for(self, level: int, share: float) -> None:
        count = float(self._pairs.counts[level])
        self._pairs.shares[level] = share
        d = count + float(self._precisions(np.array([share]), np.array([max(count, 1.0)]))[0])
        if abs(d - self._into.d0[level]) > ENOUGH * d:
            reweigh(self._into, level, d)

    def _away(self, levels: Places, b: Floats) -> Floats:
        """How far each voice stands from what is expected of its product, roles taken into account."""
        fixed = self._pairs.fixed[levels] @ b[: len(self.roles)]
        columns = np.array([self._columns[1][name] for name in self._pairs.products])
        expected = b[columns[self._pairs.product[levels]]]
        return np.asarray((self._into.r0[levels] - fixed) / self._pairs.counts[levels] - expected)

    def _wanted(self, levels: Places, b: Floats) -> Floats:
        """For how much each voice should count where it stands."""
        furthest = self._rule.furthest * np.sqrt(self._own(self._pairs.counts[levels]))
        return np.asarray(np.minimum(1.0, furthest / np.maximum(np.abs(self._away(levels, b)), 1e-12)))

    def _held(self, b: Floats) -> list[Voice]:
        """The voices that are held back."""
        levels = np.flatnonzero((self._pairs.shares < 1.0) & (self._pairs.counts > 0))
        counts, off = self._pairs.counts[levels], self._away(levels, b)
        deviations = (off / np.sqrt(self._own(counts))).tolist()
        rows = zip(levels.tolist(), counts.tolist(), off.tolist(), deviations, strict=True)
        return [
            Voice(*self._pairs.named[level], int(count), away, far, float(self._pairs.shares[level]))
            for level, count, away, far in rows
        ]


def _pair_of(each: Answer) -> Pair:
    return each.product, each.organisation


def _pair(level: object) -> Pair:
    product, organisation = msgspec.convert(level, tuple[str, str])
    return product, organisation


def _places(fitted: Fit, factor: int, levels: Sequence[object]) -> dict[str, int]:
    start = fitted.block(factor).start
    return {str(name): start + place for place, name in enumerate(levels)}


def _contrasted(covariance: Floats) -> Floats:
    """Of the differences from their mean."""
    rows = covariance.mean(axis=1)
    return np.asarray(covariance - rows[:, None] - rows[None, :] + rows.mean())
