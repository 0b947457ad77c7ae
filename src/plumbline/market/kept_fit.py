"""The experience model of one worker: answers folded in, fitted again on the published schedule."""

import logging
from collections.abc import Callable, Mapping
from threading import Lock
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec
from threadpoolctl import threadpool_limits

from plumbline.kit.errors import Invalid
from scoring.experience_model.rule import ModelRule
from scoring.experience_model.said import Answer
from scoring.experience_model.schedule import found_from
from scoring.like_me.rule import like_me_rule

if TYPE_CHECKING:  # what solves the equations takes longer to load than most commands, which fit nothing
    from scoring.experience_model.estimate import Experienced
    from scoring.experience_model.running import Running
    from scoring.like_me.fitting import Finer, Spreads
    from scoring.like_me.posterior import ForMix

MIXES_KEPT: Final = 64
_log = logging.getLogger(__name__)
Items = list[tuple[UUID, Answer]]


class FitNote(msgspec.Struct, frozen=True, kw_only=True):
    """Up to which answer the figures are: all of `answers`; the variances were found from the first
    `found_from` of them, the others are folded in.
    """

    answers: int
    found_from: int


class Apart(msgspec.Struct, frozen=True):
    """The answers by which roles and kinds are told apart: of a product those of the newest release at which
    they may be. Of those that are `whole` they may not.
    """

    answers: list[Answer]
    whole: frozenset[str]


class Closer:
    """The model that tells roles and kinds apart, fitted when it is first asked for. Safe for threads."""

    def __init__(
        self, first: "_First", apart: Callable[[], Apart], experienced: "Experienced", rule: ModelRule
    ) -> None:
        self._first, self._apart, self._experienced, self._rule = first, apart, experienced, rule
        self._lock = Lock()
        self._found: Finer | None = None
        self._mixes: dict[object, ForMix] = {}

    def model(self) -> "Finer":
        """The model. Raises ValueError where it cannot be fitted."""
        from scoring.like_me.fitting import finer

        with self._lock, threadpool_limits(1):
            if self._found is None:
                spreads = self._first.spreads(self._rule)
                apart, rule = self._apart(), like_me_rule()
                self._found = finer(apart.answers, self._experienced, self._rule, rule, spreads, apart.whole)
            return self._found

    def for_mix(self, mix: Mapping[str, float] | None, kind: str | None, pointer: str) -> "ForMix":
        """What is said for a mix, kept while it is asked for. Raises `Invalid` at `pointer` where the model
        cannot be fitted.
        """
        key = (None if mix is None else tuple(mix.items()), kind)
        found = self._mixes.get(key)
        if found is None:
            try:
                found = self.model().for_mix(mix, kind)
            except ValueError as error:
                step = "Leave it out: what all users say is known."
                raise Invalid.field(
                    pointer, f"Roles cannot be told apart: {error}.", next_step=step
                ) from error
            if len(self._mixes) >= MIXES_KEPT:
                self._mixes.clear()
            self._mixes[key] = found
        return found

    def cells(self) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """How many answered of each product, by role and kind of organisation."""
        return self.model().told.cells


class _First:
    """The answers that the variances are found from; how roles and kinds vary in them, once it is asked."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self._lock = Lock()
        self._spreads: Spreads | None = None

    def spreads(self, rule: ModelRule) -> "Spreads":
        from scoring.like_me.fitting import spreads_of

        with self._lock:
            if self._spreads is None:
                self._spreads = spreads_of([each for _, each in self.items], rule, like_me_rule())
            return self._spreads


class KeptFit:
    """Not for several threads at once."""

    def __init__(self, rule: ModelRule) -> None:
        self._rule = rule
        self._first: _First | None = None
        self._later: dict[UUID, Answer] = {}
        self._running: Running | None = None

    def renewed(
        self, answers: Mapping[UUID, Answer], apart: Callable[[], Apart]
    ) -> "tuple[Experienced, Closer, FitNote] | None":
        """What these answers say; None where they are too few. `apart` gives those that tell roles apart."""
        items = sorted(answers.items())
        said = [each for _, each in items]
        count = found_from(said)
        try:
            # Tables of a few hundred columns: several threads would wait for each other most of the time.
            with threadpool_limits(1):
                first = self._brought_up(items[:count], dict(items[count:]))
                found = first[1].said()
        except ValueError as error:
            self._first = self._running = None
            _log.info("users' experience is not known: %s", error)
            return None
        note = FitNote(answers=len(items), found_from=count)
        return found, Closer(first[0], apart, found, self._rule), note

    def _brought_up(self, base: Items, later: dict[UUID, Answer]) -> "tuple[_First, Running]":
        from scoring.experience_model.running import Running

        if self._first is None or self._running is None or self._first.items != base:
            self._running = Running([each for _, each in base], self._rule, list(later.values()))
            self._first = _First(base)
        else:
            self._running.take_in(a for key, a in later.items() if self._later.get(key) != a)
            self._running.take_out(a for key, a in self._later.items() if later.get(key) != a)
        self._later = later
        return self._first, self._running
