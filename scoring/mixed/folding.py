"""One more answer, or one less, folded into a fit at its variances: a rank-one change of S⁻¹, no refit.

With the eliminated factor's level at d (its answers and its prior) and its row a of A, an answer with the
row b of B changes S by d/(d+1) · v vᵀ, v = b − a/d; one that is taken away by −d/(d−1) · v vᵀ. Sherman &
Morrison (Annals of Mathematical Statistics 21(1), 1950) do the rest. A level that nobody had stands at its
prior, and touches nothing until it has an answer: it widens the equations and changes no effect.
"""

import msgspec
import numpy as np
from scipy.linalg.blas import dger
from scipy.sparse import csr_matrix

from scoring.mixed.cross import Cross
from scoring.mixed.data import Floats
from scoring.mixed.profile import Solved


class Folding(msgspec.Struct):
    """The equations of a fit, ready to take answers one at a time. `rows` are those of A that changed."""

    inverse: Floats
    right: Floats
    a: csr_matrix
    rows: dict[int, Floats]
    d0: Floats
    r0: Floats

    @property
    def b(self) -> Floats:
        """Fixed effects and the effects of the factors that were not eliminated, as they now stand."""
        return np.asarray(self.inverse @ self.right)

    def row(self, level: int) -> Floats:
        """The row of A of a level of the eliminated factor, over all columns that there now are."""
        found = self.rows.get(level)
        if found is None:
            found = self.a[level].toarray().ravel() if level < self.a.shape[0] else np.zeros(0)
        missing = len(self.right) - len(found)
        return np.concatenate([found, np.zeros(missing)]) if missing else found


def folding(cross: Cross, solved: Solved) -> Folding:
    """Ready for more answers. Copies what it changes; the fit stays what it was."""
    weighted = cross.a.multiply((1.0 / solved.d0)[:, None]).tocsr()
    right = np.asarray(cross.rb - weighted.T @ cross.r0)
    return Folding(solved.inverse.copy(), right, cross.a, {}, solved.d0.copy(), cross.r0.copy())


def fold(into: Folding, level: int, row: Floats, y: float) -> None:
    """Take one answer in: `level` of the eliminated factor, `row` its row of B."""
    _change(into, level, row, y, 1.0)


def unfold(into: Folding, level: int, row: Floats, y: float) -> None:
    """Take one answer away that is in."""
    _change(into, level, row, y, -1.0)


def _change(into: Folding, level: int, row: Floats, y: float, sign: float) -> None:
    d, own, told = into.d0[level], into.row(level), into.r0[level]
    after, rest, said = d + sign, own + sign * row, told + sign * y
    _rank_one(into, row - own / d, sign * d / after)
    into.right += sign * row * y - (rest * said / after - own * told / d)
    into.d0[level] = after
    into.rows[level] = rest
    into.r0[level] = said


def reweigh(into: Folding, level: int, d: float) -> None:
    """Give a level of the eliminated factor another prior: `d` is its answers and that prior together."""
    before, own = into.d0[level], into.row(level)
    change = 1.0 / before - 1.0 / d
    _rank_one(into, own, change)
    into.right += own * into.r0[level] * change
    into.d0[level] = d


def _rank_one(into: Folding, v: Floats, scale: float) -> None:
    """S changes by `scale` · v vᵀ."""
    through = into.inverse @ v
    factor = -scale / (1.0 + scale * (v @ through))
    # In place: S⁻¹ is symmetric, and as its own transpose what LAPACK calls contiguous. Two tables less.
    into.inverse = dger(factor, through, through, a=into.inverse.T, overwrite_a=True).T


def widen(into: Folding, ratio: float) -> int:
    """One more level of a factor with λ² = `ratio` that was not eliminated; gives its column."""
    place = len(into.right)
    into.inverse = np.pad(into.inverse, (0, 1))
    into.inverse[place, place] = ratio
    into.right = np.append(into.right, 0.0)
    return place


def deepen(into: Folding, precision: float) -> int:
    """One more level of the eliminated factor, with 1/λ² = `precision`; gives its number."""
    into.d0 = np.append(into.d0, precision)
    into.r0 = np.append(into.r0, 0.0)
    return len(into.d0) - 1
