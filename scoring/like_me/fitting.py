"""Fits the model that tells roles and kinds apart, beside the one for all users: same answers and limits."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import msgspec
import numpy as np

from scoring.experience_model.estimate import Experienced, known_of
from scoring.experience_model.limiting import Voice
from scoring.experience_model.rule import ModelRule
from scoring.experience_model.said import Answer, Estimate
from scoring.like_me.equations import ORGANISATION, PAIR, Equations, equations_of
from scoring.like_me.posterior import UNTOLD, ForMix, Told, for_mix_of
from scoring.like_me.rule import LikeMeRule
from scoring.like_me.solving import Solved, solve, variances_of
from scoring.mixed.data import Floats


class Spreads(msgspec.Struct, frozen=True):
    """How much each factor varies: θ, and the variance of the rest."""

    theta: Floats
    residual: float


class Finer(msgspec.Struct, frozen=True, kw_only=True):
    """The fitted model, ready for any mix and any kind. `estimates` are those for all users."""

    equations: Equations
    solved: Solved
    told: Told
    estimates: Mapping[str, Estimate]
    spreads: Spreads
    rule: ModelRule
    like_me: LikeMeRule

    def for_mix(self, mix: Mapping[str, float] | None, kind: str | None) -> ForMix:
        """What may be said for `mix` (shares that sum to 1) at organisations of `kind`.

        None stands for the published mix, and for organisations of any kind.
        """
        return for_mix_of(
            self.equations, self.solved, self.told, self.estimates, mix, kind, self.rule, self.like_me
        )


def spreads_of(answers: Sequence[Answer], rule: ModelRule, like_me: LikeMeRule) -> Spreads:
    """How much each factor varies in these answers. Raises ValueError where nothing can be fitted to them."""
    equations = _equations(known_of(answers, rule), rule, like_me)
    theta = variances_of(equations)
    return Spreads(theta, solve(equations, theta).sigma2)


def finer(
    answers: Sequence[Answer],
    experienced: Experienced,
    rule: ModelRule,
    like_me: LikeMeRule,
    spreads: Spreads | None = None,
    whole: frozenset[str] = frozenset(),
) -> Finer:
    """The model at the spreads given, or at those of these answers. `experienced` is the one for all users: a
    voice that is held back there counts here for as little. Products that are `whole` are not told apart:
    of their answers nobody's role or kind is read, or the effects that all products share would tell it.
    """
    known = [_untold(each) if each.product in whole else each for each in known_of(answers, rule)]
    equations = _equations(known, rule, like_me)
    held = spreads or spreads_of(answers, rule, like_me)
    weakened = _weakened(equations, held, experienced.voices)
    solved = msgspec.structs.replace(solve(equations, held.theta, weakened), sigma2=held.residual)
    return Finer(
        equations=equations,
        solved=solved,
        told=told_of(known, whole),
        estimates=experienced.estimates,
        spreads=held,
        rule=rule,
        like_me=like_me,
    )


def _untold(each: Answer) -> Answer:
    return msgspec.structs.replace(each, role=UNTOLD, kind=UNTOLD)


def _equations(known: Sequence[Answer], rule: ModelRule, like_me: LikeMeRule) -> Equations:
    products = tuple(dict.fromkeys(each.product for each in known))
    roles = [role for role in (*rule.roles, UNTOLD) if any(each.role == role for each in known)]
    pairs = Counter(product for product, _ in {(each.product, each.organisation) for each in known})
    if max(pairs.values(), default=0) > like_me.most_organisations:
        raise ValueError(f"more than {like_me.most_organisations:,} organisations speak of one product")
    return equations_of(known, products, roles)


def _weakened(equations: Equations, held: Spreads, voices: Sequence[Voice]) -> list[Floats]:
    """What each voice's spread is wider by, in parts of the residual variance: see `limiting`."""
    ratios = np.exp(2.0 * held.theta)
    wider = {
        (voice.product, voice.organisation): (ratios[ORGANISATION] + ratios[PAIR] + 1.0 / voice.answers)
        * (1.0 / voice.counts - 1.0)
        for voice in voices
        if voice.counts < 1.0
    }
    found = []
    for name, block in zip(equations.products, equations.blocks, strict=True):
        own = np.zeros(len(block.factors))
        names = [equations.organisations[place] for place in block.organisations.tolist()]
        own[block.columns(PAIR)] = [wider.get((name, organisation), 0.0) for organisation in names]
        found.append(own)
    return found


def told_of(answers: Sequence[Answer], whole: frozenset[str] = frozenset()) -> Told:
    """Of whom the answers are."""
    by_product: defaultdict[str, list[Answer]] = defaultdict(list)
    for each in answers:
        by_product[each.product].append(each)
    apart = [each for each in answers if each.product not in whole]
    organisations = {(each.kind, each.organisation) for each in apart}
    return Told(
        whole=whole,
        roles=Counter(each.role for each in apart),
        kinds=Counter(each.kind for each in apart),
        organisations=Counter(kind for kind, _ in sorted(organisations)),
        product_roles={name: Counter(each.role for each in mine) for name, mine in by_product.items()},
        product_kinds={name: Counter(each.kind for each in mine) for name, mine in by_product.items()},
        cells={name: Counter((each.role, each.kind) for each in mine) for name, mine in by_product.items()},
    )
