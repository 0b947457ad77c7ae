"""A market whose truth is known: who scores how, and where, is drawn; what the products are worth too."""

import msgspec
import numpy as np

from scoring.experience_model.estimate import Answer
from scoring.experience_model.rule import ModelRule

ROLES = ("nurse", "doctor", "administrator", "other")
RULE = ModelRule(roles={"nurse": 0.4, "doctor": 0.3, "administrator": 0.2, "other": 0.1})
EFFECTS = (0.0, -4.0, 3.0, 1.0)


class Market(msgspec.Struct, frozen=True):
    """Answers, and the true worth of each product by its name."""

    answers: list[Answer]
    worth: dict[str, float]


def market(
    seed: int,
    *,
    products: int = 15,
    organisations: int = 60,
    answers: int = 900,
    product_sd: float = 6.0,
    organisation_sd: float = 9.0,
    pair_sd: float = 4.0,
    residual_sd: float = 16.0,
) -> Market:
    """Each organisation has one or two products and scores only those."""
    rng = np.random.default_rng(seed)
    worth = rng.normal(0, product_sd, products)
    place = rng.normal(0, organisation_sd, organisations)
    has = [rng.choice(products, size=rng.integers(1, 3), replace=False) for _ in range(organisations)]
    pairs = rng.normal(0, pair_sd, (products, organisations))
    found = []
    for _ in range(answers):
        where = int(rng.integers(organisations))
        what = int(rng.choice(has[where]))
        role = int(rng.choice(4, p=list(RULE.roles.values())))
        score = (
            55 + worth[what] + place[where] + pairs[what, where] + EFFECTS[role] + rng.normal(0, residual_sd)
        )
        found.append(Answer(f"p{what}", f"o{where}", ROLES[role], float(score)))
    return Market(found, {f"p{number}": float(each) for number, each in enumerate(worth)})
