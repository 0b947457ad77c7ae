"""The experience model of one worker: answers folded in, fitted again on the published schedule."""

import logging
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from threadpoolctl import threadpool_limits

from scoring.experience_model.rule import ModelRule
from scoring.experience_model.said import Answer
from scoring.experience_model.schedule import found_from
from scoring.like_me.rule import like_me_rule

if TYPE_CHECKING:  # what solves the equations takes longer to load than most commands, which fit nothing
    from scoring.experience_model.estimate import Experienced
    from scoring.experience_model.running import Running
    from scoring.like_me.fitting import Finer, Spreads

_log = logging.getLogger(__name__)
Items = list[tuple[UUID, Answer]]


class FitNote(msgspec.Struct, frozen=True, kw_only=True):
    """Up to which answer the figures are: all of `answers`; the variances were found from the first
    `found_from` of them, the others are folded in.
    """

    answers: int
    found_from: int


class Closer:
    """The model that tells roles and kinds apart, fitted when it is first asked for. Safe for threads."""

    def __init__(
        self, first: "_First", answers: list[Answer], experienced: "Experienced", rule: ModelRule
    ) -> None:
        self._first, self._answers, self._experienced, self._rule = first, answers, experienced, rule
        self._lock = Lock()
        self._found: Finer | None = None

    def model(self) -> "Finer":
        """The model. Raises ValueError where it cannot be fitted."""
        from scoring.like_me.fitting import finer

        with self._lock, threadpool_limits(1):
            if self._found is None:
                spreads = self._first.spreads(self._rule)
                self._found = finer(self._answers, self._experienced, self._rule, like_me_rule(), spreads)
            return self._found


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

    def renewed(self, answers: Mapping[UUID, Answer]) -> "tuple[Experienced, Closer, FitNote] | None":
        """What these answers say; None where they are too few."""
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
        return found, Closer(first[0], said, found, self._rule), note

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
