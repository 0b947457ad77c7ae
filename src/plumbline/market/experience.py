"""What answers say of each product, kept from revision to revision, fitted only when they change."""

import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from threadpoolctl import threadpool_limits

from plumbline.feedback.schemas import ScoredAnswer
from plumbline.feedback.service import scored_answers
from plumbline.storage.engine import Connection
from scoring.experience_model.said import Answer, Estimate
from scoring.method import Method

if TYPE_CHECKING:
    from scoring.experience_model.estimate import Experienced

OTHER_ROLE = "other"
"""Whoever answers in a role that the published mix does not name: counted, with a share of none."""

_log = logging.getLogger(__name__)


class Felt(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of products at a revision. Without a `model` nothing may; `nobody` is what stands for
    a product that nobody has answered about. `told`: how many answered of each, from how many organisations.
    """

    model: "Experienced | None" = None
    estimates: Mapping[UUID, Estimate] = {}
    nobody: Estimate | None = None
    told: Mapping[UUID, tuple[int, int]] = {}

    def of(self, product_id: UUID) -> Estimate | None:
        """The estimate of a product; None where no model could be fitted."""
        return self.estimates.get(product_id, self.nobody)


class ExperienceKeeper:
    """Keeps the answers of one worker and what they say. Not for several threads at once."""

    def __init__(self, method: Method) -> None:
        self._method = method
        self._answers: dict[UUID, list[ScoredAnswer]] = {}
        self._felt: Felt | None = None

    def renewed(self, db: Connection, changed: Collection[UUID] | None) -> Felt:
        """What may be said now. `changed` are products to read again; None reads every answer."""
        found = _by_product(scored_answers(db, changed))
        again = self._answers.keys() if changed is None else set(changed)
        kept = {key: said for key, said in self._answers.items() if key not in again}
        answers = kept | found
        if self._felt is None or answers != self._answers:
            self._answers = answers
            self._felt = self._fitted()
        return self._felt

    def _fitted(self) -> Felt:
        """In the order of the products' identifiers, so that every worker says the same."""
        told = {key: (len(a), len({e.organisation_code for e in a})) for key, a in self._answers.items()}
        # Here: loading what solves the equations takes longer than most commands, which fit nothing.
        from scoring.experience_model.estimate import estimate, of_nobody

        model = self._method.model
        if model is None:
            return Felt(told=told)
        rule = self._method.model_rule
        answers = [
            Answer(
                str(each.product_id),
                each.organisation_code,
                each.role if each.role in rule.roles else OTHER_ROLE,
                each.score,
            )
            for product_id in sorted(self._answers)
            for each in self._answers[product_id]
            if each.instrument == model.instrument
        ]
        try:
            # Tables of a few hundred columns: several threads would wait for each other most of the time.
            with threadpool_limits(1):
                found = estimate(answers, rule)
        except ValueError as error:
            _log.info("users' experience is not known: %s", error)
            return Felt(told=told)
        return Felt(
            told=told,
            model=found,
            estimates={UUID(name): each for name, each in found.estimates.items()},
            nobody=of_nobody(found, rule),
        )


def _by_product(answers: Sequence[ScoredAnswer]) -> dict[UUID, list[ScoredAnswer]]:
    found: defaultdict[UUID, list[ScoredAnswer]] = defaultdict(list)
    for each in answers:
        found[each.product_id].append(each)
    return dict(found)
