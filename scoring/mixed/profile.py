"""The profiled REML deviance at given ratios of standard deviations, with its gradient and its solution.

Bates et al., Journal of Statistical Software 67(1), 2015, section 3; the gradient follows from the trace
form of REML. Every quantity is exact: nothing is sampled, no seed is needed.
"""

from typing import Final

import msgspec
import numpy as np
from scipy.linalg import cholesky, solve_triangular
from scipy.linalg.lapack import dpotri
from scipy.sparse import csr_matrix

from scoring.mixed.cross import Cross
from scoring.mixed.data import Floats

SPARSE_ROW: Final = 16
PIECE: Final = 4_096  # rows at a time: what is dense of them fits into memory


class Solved(msgspec.Struct, frozen=True):
    """The equations at one point. `b` are fixed effects and the effects of the factors that were not
    eliminated, `inverse` is S⁻¹ (times `sigma2`: their covariance), `b0` the eliminated factor's effects.
    """

    deviance: float
    gradient: Floats
    sigma2: float
    b: Floats
    b0: Floats
    inverse: Floats
    d0: Floats


def solve(cross: Cross, theta: Floats, precisions: Floats | None = None) -> Solved:
    """At θ = log(SD of a factor ÷ residual SD), in the order of `cross.order`.

    `precisions` gives each level of the eliminated factor its own 1/λ² instead: effects and their spread are
    then right for those; deviance and gradient are not.
    """
    ratios = np.exp(2.0 * theta)  # λ²
    d0 = cross.n0 + (1.0 / ratios[0] if precisions is None else precisions)
    weighted = cross.a.multiply((1.0 / d0)[:, None]).tocsr()  # A_D
    s = cross.r - _crossed(cross.a, weighted)
    for start, size, ratio in zip(cross.starts, cross.sizes, ratios[1:], strict=True):
        block = np.arange(start, start + size)
        s[block, block] += 1.0 / ratio
    lower = cholesky(s, lower=True)
    right = cross.rb - weighted.T @ cross.r0
    b = solve_triangular(lower, solve_triangular(lower, right, lower=True), lower=True, trans="T")
    b0 = (cross.r0 - cross.a @ b) / d0
    free = cross.count - cross.fixed
    sigma2 = float(cross.yy - b @ cross.rb - b0 @ cross.r0) / free
    inverse = _inverse(lower)
    deviance = _deviance(cross, ratios, d0, lower, sigma2)
    return Solved(
        deviance, _gradient(cross, ratios, d0, weighted, inverse, b, b0, sigma2), sigma2, b, b0, inverse, d0
    )


def _crossed(a: csr_matrix, weighted: csr_matrix) -> Floats:
    """AᵀA_D, dense. Where the rows are long the product of two sparse matrices is the slower way."""
    if a.nnz <= SPARSE_ROW * a.shape[0]:
        return np.asarray((a.T @ weighted).toarray())
    found = np.zeros((a.shape[1], a.shape[1]))
    for start in range(0, a.shape[0], PIECE):
        piece = slice(start, start + PIECE)
        found += a[piece].T @ weighted[piece].toarray()
    return found


def _inverse(lower: Floats) -> Floats:
    """S⁻¹ from its Cholesky factor: LAPACK gives one triangle, the other is its mirror."""
    found, info = dpotri(lower, lower=1)
    if info != 0:
        raise ValueError("the equations of the model are singular")
    return np.asarray(np.tril(found) + np.tril(found, -1).T)


def _deviance(cross: Cross, ratios: Floats, d0: Floats, lower: Floats, sigma2: float) -> float:
    free = cross.count - cross.fixed
    sizes = (len(d0), *cross.sizes)
    spread = sum(size * np.log(ratio) for size, ratio in zip(sizes, ratios.tolist(), strict=True))
    log_s = 2.0 * np.log(np.diagonal(lower)).sum()
    return float(np.log(d0).sum() + log_s + spread + free * (1.0 + np.log(2.0 * np.pi * sigma2)))


def _gradient(
    cross: Cross,
    ratios: Floats,
    d0: Floats,
    weighted: csr_matrix,
    inverse: Floats,
    b: Floats,
    b0: Floats,
    sigma2: float,
) -> Floats:
    """∂D/∂θ_k = 2 (q_k − T_k/λ_k² − u_kᵀu_k/(λ_k² σ²)), T_k the trace of the block of the inverse."""
    trace0 = float((1.0 / d0).sum() + own_part(weighted, inverse).sum())
    found = [_slope(len(d0), trace0, b0, ratios[0], sigma2)]
    for start, size, ratio in zip(cross.starts, cross.sizes, ratios[1:], strict=True):
        block = slice(start, start + size)
        trace = float(np.diagonal(inverse)[block].sum())
        found.append(_slope(size, trace, b[block], ratio, sigma2))
    return np.array(found)


def own_part(weighted: csr_matrix, inverse: Floats) -> Floats:
    """A S⁻¹ aᵀ of each row a: what not knowing the other effects adds to an eliminated one's variance."""
    found = np.empty(weighted.shape[0])
    for start in range(0, len(found), PIECE):
        piece = weighted[start : start + PIECE]
        found[start : start + PIECE] = np.asarray(piece.multiply(piece @ inverse).sum(axis=1)).ravel()
    return found


def _slope(size: int, trace: float, effects: Floats, ratio: float, sigma2: float) -> float:
    return float(2.0 * (size - trace / ratio - effects @ effects / (ratio * sigma2)))
