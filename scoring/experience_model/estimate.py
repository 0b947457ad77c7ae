"""From answers to what may be said of each product: a posterior mean, its interval, and how sure a place is.

The model: answer = mean + role (fixed) + organisation + product + product × organisation + rest. Published
is the difference of a product from the mean of all, which is what a ranking is about; its interval uses
Student's t with one degree less than there are products.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol

import msgspec
import numpy as np
from scipy.special import stdtrit

from scoring.experience_model.limiting import PRODUCT, Voice, limited
from scoring.experience_model.rule import ModelRule
from scoring.experience_model.said import Answer, Estimate
from scoring.experience_model.widening import widened
from scoring.mixed.data import Answers, Floats, factor_of
from scoring.mixed.fit import Fit, fit

__all__ = ["Answer", "Estimate", "Experienced", "chance_of_place", "estimate", "for_mix", "of_nobody"]

DRAWS: Final = 4_000
SEED: Final = 19960101


class Posterior(Protocol):
    """What is left open of all products together: for all users, or for a mix of them."""

    @property
    def products(self) -> tuple[str, ...]: ...
    @property
    def estimates(self) -> Mapping[str, Estimate]: ...
    @property
    def centre(self) -> float: ...
    @property
    def covariance(self) -> Floats: ...
    @property
    def spread(self) -> float: ...


class Experienced(msgspec.Struct, frozen=True, kw_only=True):
    """All products of a market. `centre` is the mean of all; `covariance` is of the products' differences
    from it, in the order of `products`. `spread` is the product's standard deviation in the crowd, `islands`
    the groups of products that no organisation links: between them nothing tells product from place.
    `voices` say of each organisation on each product how far it stands out and by how much it counts.
    """

    products: tuple[str, ...]
    estimates: Mapping[str, Estimate]
    centre: float
    covariance: Floats
    roles: Mapping[str, float]
    spread: float
    islands: int
    voices: Sequence[Voice]
    fitted: Fit


def estimate(answers: Sequence[Answer], rule: ModelRule) -> Experienced:
    """Fit the model and say what may be said. Raises ValueError with too few answers to fit anything."""
    known = known_of(answers, rule)
    if not known:
        raise ValueError("nobody answered in a role of the published mix")
    if len({each.product for each in known}) < rule.least_products:
        raise ValueError(f"fewer than {rule.least_products} products have answers")
    roles = roles_of(known, rule)
    data = data_of(known, rule)
    found, voices = limited(data, fit(data), rule.furthest)
    names = tuple(str(name) for name in data.factors[PRODUCT].levels)
    contrast = np.eye(len(names)) - 1.0 / len(names)
    block = found.block(PRODUCT)
    spread = float(np.sqrt(found.variances[PRODUCT]))
    given = contrast @ (found.residual * found.solved.inverse[block, block]) @ contrast.T
    covariance = widened(given, spread)
    centre = float(found.fixed[0] + found.effects[PRODUCT].mean())
    means = centre + contrast @ found.effects[PRODUCT]
    pairs = {(each.product, each.organisation) for each in known}
    counts = Counter(each.product for each in known)
    places = Counter(product for product, _ in pairs)
    return Experienced(
        products=names,
        estimates=estimates_of(counts, places, names, means, covariance, centre, spread, rule),
        centre=centre,
        covariance=np.asarray(covariance),
        roles={role: float(b) for role, b in zip(roles[1:], found.fixed[1:], strict=True)},
        spread=spread,
        islands=islands_of(pairs),
        voices=voices,
        fitted=found,
    )


def known_of(answers: Sequence[Answer], rule: ModelRule) -> list[Answer]:
    """The answers in roles that the rule names: those that the model is fitted to."""
    return [each for each in answers if each.role in rule.roles]


def roles_of(answers: Sequence[Answer], rule: ModelRule) -> list[str]:
    """The roles that anybody answered in, in the order of the rule: the first is what others differ from."""
    there = {each.role for each in answers}
    return [role for role in rule.roles if role in there]


def role_row(role: str, roles: Sequence[str], rule: ModelRule) -> Floats:
    """The fixed columns of an answer: the mean, and each role but the first, centred on the published mix, so
    that the mean is the mean at that mix.
    """
    total = sum(rule.roles[each] for each in roles)
    shares = [rule.roles[each] / total if total > 0 else 0.0 for each in roles[1:]]
    return np.array([1.0, *(float(role == o) - s for o, s in zip(roles[1:], shares, strict=True))])


def data_of(answers: Sequence[Answer], rule: ModelRule) -> Answers:
    """What the model is fitted to."""
    roles = roles_of(answers, rule)
    rows = np.stack([role_row(role, roles, rule) for role in roles])
    return Answers(
        np.array([each.score for each in answers], dtype=np.float64),
        rows[[roles.index(each.role) for each in answers]],
        (
            factor_of("organisation", [each.organisation for each in answers]),
            factor_of("product", [each.product for each in answers]),
            factor_of("product × organisation", [(each.product, each.organisation) for each in answers]),
        ),
    )


def estimates_of(
    counts: Mapping[str, int],
    places: Mapping[str, int],
    names: Sequence[str],
    means: Floats,
    covariance: Floats,
    centre: float,
    spread: float,
    rule: ModelRule,
) -> dict[str, Estimate]:
    """What may be said of each product, of which `counts` answered from so many `places`."""
    quantile = quantile_of(len(names), rule)
    found = {}
    for place, name in enumerate(names):
        organisations = places[name]
        sufficient = organisations >= rule.least_organisations and counts[name] >= rule.least_answers
        mean = float(means[place]) if sufficient else centre
        sd = float(np.sqrt(covariance[place, place])) if sufficient else spread
        found[name] = estimated(counts[name], organisations, mean, sd, quantile, sufficient=sufficient)
    return found


def estimated(
    answers: int, organisations: int, mean: float, sd: float, quantile: float, *, sufficient: bool
) -> Estimate:
    """What is said of a product at a mean and a standard deviation; the interval stays on the scale."""
    return Estimate(
        answers=answers,
        organisations=organisations,
        mean=mean,
        low=max(0.0, mean - quantile * sd),
        high=min(100.0, mean + quantile * sd),
        sd=sd,
        sufficient=sufficient,
    )


def of_nobody(experienced: Posterior, rule: ModelRule) -> Estimate:
    """What stands for a product that nobody has answered about: the mean of all, with its whole width."""
    quantile = quantile_of(len(experienced.products), rule)
    return estimated(0, 0, experienced.centre, experienced.spread, quantile, sufficient=False)


def quantile_of(products: int, rule: ModelRule) -> float:
    """How many standard deviations an interval reaches to either side, among so many products."""
    return float(stdtrit(max(products - 1, 1), 0.5 + rule.confidence / 2))


def chance_of_place(experienced: Posterior, k: int, draws: int = DRAWS, seed: int = SEED) -> dict[str, float]:
    """For each product how likely it is among the best `k`, over the joint posterior."""
    rng = np.random.default_rng(seed)
    names = experienced.products
    means = np.array([experienced.estimates[name].mean for name in names])
    held = np.array([experienced.estimates[name].sufficient for name in names])
    joint = np.where(np.outer(held, held), experienced.covariance, 0.0)
    joint[~held, ~held] = experienced.spread**2  # of one that is not known nothing is shared either
    values, vectors = np.linalg.eigh(joint)
    noise = rng.standard_normal((draws, len(names))) * np.sqrt(np.maximum(values, 0.0))
    scores = means + noise @ vectors.T
    order = np.argsort(-scores, axis=1, kind="stable")[:, : max(0, min(k, len(names)))]
    counts = np.bincount(order.ravel(), minlength=len(names))
    return {name: float(count) / draws for name, count in zip(names, counts.tolist(), strict=True)}


def for_mix(experienced: Experienced, rule: ModelRule, mix: Mapping[str, float]) -> float:
    """What another mix of roles adds to every product's mean: by how much those people score differently."""
    total = sum(mix.values())
    if total <= 0 or any(share < 0 for share in mix.values()):
        raise ValueError("a mix of roles has shares of zero or more, at least one above")
    published = sum(rule.roles.values())
    return sum(
        effect * (mix.get(role, 0.0) / total - rule.roles[role] / published)
        for role, effect in experienced.roles.items()
    )


def islands_of(pairs: Iterable[tuple[str, str]]) -> int:
    """How many groups of products there are that share no organisation, directly or through others."""
    parents: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        while parents.setdefault(node, node) != node:
            parents[node] = parents[parents[node]]
            node = parents[node]
        return node

    for product, organisation in pairs:
        parents[root(("product", product))] = root(("organisation", organisation))
    return len({root(node) for node in list(parents)})
