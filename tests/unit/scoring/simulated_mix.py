"""A market in which products suit roles and kinds of organisation differently, and that is known."""

from collections.abc import Mapping

import msgspec
import numpy as np
from numpy.typing import NDArray

from scoring.experience_model.rule import ModelRule
from scoring.experience_model.said import Answer

ROLES = ("nurse", "doctor", "administrator")
KINDS = ("trust", "icb", "gp_practice")
RULE = ModelRule(
    roles={"nurse": 0.5, "doctor": 0.3, "administrator": 0.2}, least_organisations=3, least_products=3
)
_SHARES = (0.5, 0.3, 0.2)


class Suited(msgspec.Struct, frozen=True):
    """Answers, and what is true: of products by role and by kind."""

    answers: list[Answer]
    products: NDArray[np.float64]
    by_role: NDArray[np.float64]
    by_kind: NDArray[np.float64]

    def worth(self, mix: Mapping[str, float], kind: str) -> dict[str, float]:
        """The truth for a mix at a kind of organisation, as a difference from the mean of products."""
        shares = np.array([mix.get(role, 0.0) for role in ROLES])
        found = self.products + self.by_role @ shares + self.by_kind[:, KINDS.index(kind)]
        return {f"p{n}": float(each) for n, each in enumerate(found - found.mean())}


def suited(
    seed: int, *, products: int = 15, role_sd: float = 5.0, kind_sd: float = 4.0, answers: int = 1_500
) -> Suited:
    """Sixty organisations, twenty of each kind, with three products each."""
    rng = np.random.default_rng(seed)
    worth = rng.normal(0, 6, products)
    by_role, by_kind = rng.normal(0, role_sd, (products, 3)), rng.normal(0, kind_sd, (products, 3))
    place, pairs = rng.normal(0, 7, 60), rng.normal(0, 3, (products, 60))
    has = [rng.choice(products, size=3, replace=False) for _ in range(60)]
    found = []
    for _ in range(answers):
        where = int(rng.integers(60))
        what, role = int(rng.choice(has[where])), int(rng.choice(3, p=_SHARES))
        score = 55 + worth[what] + place[where] + pairs[what, where] + by_role[what, role]
        score += by_kind[what, where % 3] + (0.0, -4.0, 3.0)[role] + rng.normal(0, 14)
        found.append(Answer(f"p{what}", f"o{where}", ROLES[role], float(score), KINDS[where % 3]))
    return Suited(found, worth, by_role, by_kind)
