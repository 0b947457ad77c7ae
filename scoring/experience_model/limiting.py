"""What one organisation can do to a product: no more than an organisation at the edge of the usual.

An organisation's answers about a product are one voice, however many they are: its spread is that of
organisations, of products within them, and of so many answers. A voice that stands `furthest` standard
deviations away or more is believed to be spread so much wider that its pull is what it would be there.

Measured on simulated markets of 100 products: fifty perfect answers from one new organisation move a product
with 7 to 10 organisations by 11 to 13 places (an unlimited model by 36 to 50, a raw mean to the top), one
with 3 to 5 by up to 23: where few have answered, one voice is a large part of what is known.
"""

from typing import Final

import msgspec
import numpy as np

from scoring.mixed.data import Answers, Floats
from scoring.mixed.fit import Fit, held_back

ORGANISATION: Final = 0
PRODUCT: Final = 1
PAIR: Final = 2
ROUNDS: Final = 12
ENOUGH: Final = 1e-3  # points of 100: nothing that is shown moves any more


class Voice(msgspec.Struct, frozen=True):
    """One organisation on one product: how far it stands from what is expected, in points and in standard
    deviations, and by what share it counts.
    """

    product: str
    organisation: str
    answers: int
    away: float
    deviations: float
    counts: float


def limited(answers: Answers, found: Fit, furthest: float) -> tuple[Fit, list[Voice]]:
    """The fit with every voice's pull limited, and the voices, in the order of the pairs' levels."""
    counts = np.bincount(answers.factors[PAIR].codes).astype(np.float64)
    own = found.variances[ORGANISATION] + found.variances[PAIR] + found.residual / counts
    now, shares = found, np.ones(len(counts))
    for _ in range(ROUNDS):
        away = _away(answers, now, counts)
        shares = np.minimum(1.0, furthest * np.sqrt(own) / np.maximum(np.abs(away), 1e-12))
        spread = found.variances[PAIR] + own * (1.0 / shares - 1.0)
        after = held_back(found, found.residual / np.maximum(spread, 1e-9))
        moved = float(np.abs(after.effects[PRODUCT] - now.effects[PRODUCT]).max())
        now = after
        if moved < ENOUGH:
            break
    return now, _voices(answers, counts, _away(answers, now, counts), np.sqrt(own), shares)


def _away(answers: Answers, found: Fit, counts: Floats) -> Floats:
    """For each pair how far its mean stands from its product's, roles taken into account."""
    left = answers.y - answers.x @ found.fixed - found.effects[PRODUCT][answers.factors[PRODUCT].codes]
    return np.asarray(np.bincount(answers.factors[PAIR].codes, weights=left) / counts)


def _voices(answers: Answers, counts: Floats, away: Floats, own: Floats, shares: Floats) -> list[Voice]:
    names = [(str(pair[0]), str(pair[1])) for pair in answers.factors[PAIR].levels if isinstance(pair, tuple)]
    rows = zip(names, counts.tolist(), away.tolist(), (away / own).tolist(), shares.tolist(), strict=True)
    return [
        Voice(product, organisation, int(count), far, deviations, share)
        for (product, organisation), count, far, deviations, share in rows
    ]
