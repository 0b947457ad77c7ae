"""From the experience model's posterior to whole numbers that a receipt can carry."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # what fits the model takes long to load, and is not needed to read what it found
    from scoring.experience_model.estimate import Posterior

Spread = tuple[tuple[int, ...], int]
"""`shared` and `own` of a `RobustInput`."""
_THOUSANDTHS = 1_000
_TINY = 1e-9  # differences from a mean sum to zero: without it the last of them would have no root


def spreads(experienced: "Posterior", products: Sequence[str]) -> list[Spread]:
    """How each of `products` lies around its mean. Those with enough answers vary together, as the posterior
    says (the Cholesky factor of its covariance); any other varies alone, by the whole spread of products.
    """
    places = {name: place for place, name in enumerate(experienced.products)}
    told = [name for name in products if name in places and experienced.estimates[name].sufficient]
    factor = _factor(experienced, [places[name] for name in told])
    rows = {name: factor[row, : row + 1] for row, name in enumerate(told)}
    alone = round(_THOUSANDTHS * experienced.spread)
    return [(tuple(rows[name].tolist()), 0) if name in rows else ((), alone) for name in products]


def _factor(experienced: "Posterior", places: list[int]) -> NDArray[np.int64]:
    block = experienced.covariance[np.ix_(places, places)]
    root = np.linalg.cholesky(block + _TINY * np.eye(len(places)))
    return np.asarray(np.rint(_THOUSANDTHS * root), dtype=np.int64)
