"""One more answer, folded into a fit at its variances: a rank-one change of S⁻¹, no refit.

With the eliminated factor's level at d (its answers and its prior) and its row a of A, an answer with the
row b of B changes S by d/(d+1) · v vᵀ, v = b − a/d; Sherman & Morrison (Annals of Mathematical Statistics
21(1), 1950) do the rest.
"""

import msgspec
import numpy as np

from scoring.mixed.cross import Cross
from scoring.mixed.data import Floats
from scoring.mixed.profile import Solved


class Folding(msgspec.Struct):
    """The equations of a fit, ready to take answers one at a time."""

    inverse: Floats
    right: Floats
    rows: Floats  # A, dense: levels × columns
    d0: Floats
    r0: Floats

    @property
    def b(self) -> Floats:
        """Fixed effects and the effects of the factors that were not eliminated, as they now stand."""
        return np.asarray(self.inverse @ self.right)


def folding(cross: Cross, solved: Solved) -> Folding:
    """Ready for more answers. Copies what it changes; the fit stays what it was."""
    rows = np.asarray(cross.a.toarray())
    right = cross.rb - (rows / solved.d0[:, None]).T @ cross.r0
    return Folding(solved.inverse.copy(), right, rows, solved.d0.copy(), cross.r0.copy())


def fold(into: Folding, level: int, row: Floats, y: float) -> None:
    """Take one answer in: `level` of the eliminated factor, `row` its row of B."""
    d, own, told = into.d0[level], into.rows[level], into.r0[level]
    v = row - own / d
    through = into.inverse @ v
    scale = d / (d + 1.0)
    into.inverse -= np.outer(through, through) * (scale / (1.0 + scale * (v @ through)))
    into.right += row * y - ((own + row) * (told + y) / (d + 1.0) - own * told / d)
    into.d0[level] += 1.0
    into.rows[level] += row
    into.r0[level] += y
