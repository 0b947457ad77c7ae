"""What released answers say of each product, kept by each worker, computed only when they change."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from plumbline.feedback.releasing import Logged, logged_answers, released, told_apart
from plumbline.feedback.schemas import ScoredAnswer
from plumbline.market.kept_fit import Apart, Closer, FitNote, KeptFit
from plumbline.market.placed import PlacesKept
from plumbline.storage.engine import Connection
from scoring.experience_model.rule import ModelRule
from scoring.experience_model.said import Answer, Estimate
from scoring.method import Method

if TYPE_CHECKING:
    from scoring.experience_model.estimate import Experienced

OTHER_ROLE = "other"
"""Whoever answers in a role that the published mix does not name: counted, with a share of none."""


class Felt(msgspec.Struct, frozen=True, kw_only=True):
    """What may be said of products at a revision. Without a `model` nothing may; `nobody` is what stands for
    a product that nobody has answered about. `told`: how many answered of each, from how many organisations.
    `released`: the versions of answers that stand in any figure. `closer` is the model for a buyer's own mix,
    `note` tells up to which answer all this is; `placed` keeps what was counted of it.
    """

    model: "Experienced | None" = None
    estimates: Mapping[UUID, Estimate] = {}
    nobody: Estimate | None = None
    told: Mapping[UUID, tuple[int, int]] = {}
    released: frozenset[UUID] = frozenset()
    closer: Closer | None = None
    note: FitNote | None = None
    placed: PlacesKept = msgspec.field(default_factory=PlacesKept)

    def of(self, product_id: UUID) -> Estimate | None:
        """The estimate of a product; None where no model could be fitted."""
        return self.estimates.get(product_id, self.nobody)


class ExperienceKeeper:
    """Keeps the answers of one worker and what they say. Not for several threads at once."""

    def __init__(self, method: Method) -> None:
        self._method = method
        self._fit = None if method.model is None else KeptFit(method.model_rule)
        self._logs: dict[UUID, list[Logged]] = {}
        self._answers: dict[UUID, list[ScoredAnswer]] = {}
        self._day: date | None = None
        self._felt: Felt | None = None

    def renewed(self, db: Connection, changed: Collection[UUID] | None, day: date) -> Felt:
        """What may be said on a day. `changed` are products to read again; None reads every answer."""
        found = logged_answers(db, changed)
        again = self._logs.keys() if changed is None else set(changed)
        self._logs = {key: log for key, log in self._logs.items() if key not in again} | found
        same_day = {} if changed is None or day != self._day else self._answers
        kept = {key: said for key, said in same_day.items() if key not in again}
        fresh = {key: released(log, day) for key, log in self._logs.items() if key not in kept}
        answers = kept | {key: said for key, said in fresh.items() if said}
        self._day = day
        if self._felt is None or answers != self._answers:
            self._answers = answers
            self._felt = self._fitted()
        return self._felt

    def _fitted(self) -> Felt:
        told = {key: (len(a), len({e.organisation_code for e in a})) for key, a in self._answers.items()}
        standing = frozenset(each.id for said in self._answers.values() for each in said)
        found = None if self._fit is None else self._fit.renewed(self._said(), self._apart())
        if found is None:
            return Felt(told=told, released=standing)
        # Here: loading what solves the equations takes longer than most commands, which fit nothing.
        from scoring.experience_model.estimate import of_nobody

        model, closer, note = found
        return Felt(
            told=told,
            released=standing,
            model=model,
            estimates={UUID(name): each for name, each in model.estimates.items()},
            nobody=of_nobody(model, self._method.model_rule),
            closer=closer,
            note=note,
        )

    def _said(self) -> dict[UUID, Answer]:
        """The answers by the method's instrument, by their ids."""
        rule, model = self._method.model_rule, self._method.model
        return {
            each.answer_id: _answer(each, rule)
            for answers in self._answers.values()
            for each in answers
            if model is not None and each.instrument == model.instrument
        }

    def _apart(self) -> Callable[[], Apart]:
        """Those by which roles and kinds are told apart: worked out when it is first asked."""
        logs, day, rule, model = self._logs, self._day, self._method.model_rule, self._method.model

        def found() -> Apart:
            answers, whole = list[Answer](), set[str]()
            for key in sorted(logs):
                log = [each for each in logs[key] if model and each.said.instrument == model.instrument]
                said, is_split = told_apart(log, day) if day else ([], False)
                answers += [_answer(each, rule) for each in said]
                whole |= set() if is_split else {str(key)}
            return Apart(answers, frozenset(whole))

        return found


def _answer(each: ScoredAnswer, rule: ModelRule) -> Answer:
    """What the model takes of an answer."""
    return Answer(
        str(each.product_id),
        each.organisation_code,
        each.role if each.role in rule.roles else OTHER_ROLE,
        each.score,
        each.organisation_kind,
    )
