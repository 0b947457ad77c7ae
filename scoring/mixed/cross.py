"""The cross-products of a mixed model's equations, made once; the largest factor is eliminated first.

Notation: the model's columns are Z0 (one per level of the largest factor; ZᵀZ is diagonal there) and
B = [X, Z1, Z2 …]. With λ² = variance of a factor ÷ residual variance, the equations of Henderson (Biometrics
31(2), 1975) are ZᵀZ plus 1/λ² on the diagonal of each random block.
"""

from typing import Final

import msgspec
import numpy as np
from scipy.sparse import csr_matrix, hstack

from scoring.mixed.data import Answers, Factor, Floats

MOST_DENSE: Final = 6_000
"""Columns of B at most: the dense block of the equations is this size squared."""


class Cross(msgspec.Struct, frozen=True):
    """`order` are the factors, the eliminated one first; `starts` where the block of each other one begins
    in B. `a` is Z0ᵀB (sparse), `r` is BᵀB (dense); the rest are products with y.
    """

    order: tuple[int, ...]
    starts: tuple[int, ...]
    sizes: tuple[int, ...]
    fixed: int
    n0: Floats
    a: csr_matrix
    r: Floats
    r0: Floats
    rb: Floats
    yy: float
    count: int


def cross_of(answers: Answers) -> Cross:
    """Everything that a fit needs of the answers. Raises ValueError where the model cannot be fitted."""
    if not answers.factors:
        raise ValueError("a mixed model has at least one random factor")
    # Of factors of one size the last is eliminated: what is read of the others costs nothing more.
    order = tuple(sorted(range(len(answers.factors)), key=lambda k: (-answers.factors[k].size, -k)))
    first, *others = (answers.factors[k] for k in order)
    fixed = answers.x.shape[1]
    if len(answers.y) <= fixed:
        raise ValueError("there are not more answers than fixed columns")
    blocks = [_indicator(each) for each in others]
    b = hstack([csr_matrix(answers.x), *blocks], format="csr")
    if b.shape[1] > MOST_DENSE:
        raise ValueError(f"more than {MOST_DENSE:,} columns are left once the largest factor is eliminated")
    z0 = _indicator(first)
    sizes = tuple(each.size for each in others)
    starts = tuple(int(fixed + sum(sizes[:k])) for k in range(len(sizes)))
    return Cross(
        order=order,
        starts=starts,
        sizes=sizes,
        fixed=fixed,
        n0=np.bincount(first.codes, minlength=first.size).astype(np.float64),
        a=(z0.T @ b).tocsr(),
        r=(b.T @ b).toarray(),
        r0=np.asarray(z0.T @ answers.y),
        rb=np.asarray(b.T @ answers.y),
        yy=float(answers.y @ answers.y),
        count=len(answers.y),
    )


def _indicator(factor: Factor) -> csr_matrix:
    rows = np.arange(len(factor.codes))
    ones = np.ones(len(factor.codes))
    return csr_matrix((ones, (rows, factor.codes)), shape=(len(rows), factor.size))
