"""Rules that mark an answer for a moderator. A mark takes nothing away, and says why it was made.

What a mark cannot see is somebody who takes care: against that the cap on each organisation's pull is the
defence.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import Any, Final

import msgspec

from catalog.feedback.policy import Watch
from catalog.feedback.words import Instrument

_MAD_TO_SD: Final = 1.4826
"""Of a normal distribution the median absolute deviation times this is the standard deviation."""
_MIDDLE: Final = 3
_GAPS: Final = re.compile(r"\W+")


class Rule(StrEnum):
    """Why an answer was marked."""

    BURST = "burst"
    COPY = "copy"
    SELF = "self"
    STRAIGHT = "straight"
    OUTLIER = "outlier"
    FOREST = "forest"


RULE_NAMES: Final[dict[str, str]] = {
    Rule.BURST: "Many at once from one organisation",
    Rule.COPY: "The same as another",
    Rule.SELF: "From the supplier’s own people",
    Rule.STRAIGHT: "Agrees with statements that contradict each other",
    Rule.OUTLIER: "Far from all others",
    Rule.FOREST: "Part of an unusual batch",
}


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as the rules see it. `own`: somebody of its organisation acts for the supplier, too."""

    id: str
    organisation: str
    given_on: date
    instrument: Instrument
    score: float
    items: tuple[int, ...] = ()
    comment: str = ""
    own: bool = False


class Mark(msgspec.Struct, frozen=True, order=True):
    """One answer that one rule marks, and in words what it saw."""

    answer: str
    rule: Rule
    words: str


def marks_on(answers: Sequence[Seen], watch: Watch) -> list[Mark]:
    """Every mark on the answers about one product, in order, each rule at most once on each answer."""
    found = [
        *_bursts(answers, watch),
        *_copied_words(answers, watch),
        *_copied_forms(answers, watch),
        *_alone(answers),
        *_outliers(answers, watch),
    ]
    return sorted({(mark.answer, mark.rule): mark for mark in found}.values())


def _bursts(answers: Sequence[Seen], watch: Watch) -> Iterator[Mark]:
    for organisation, given in _by(answers, lambda each: each.organisation):
        for batch in _close(given, watch.burst_days, watch.burst_answers):
            days = f"{watch.burst_days} days" if watch.burst_days > 1 else "a day"
            words = f"{len(batch)} answers from {organisation} within {days}."
            yield from (Mark(each.id, Rule.BURST, words) for each in batch)


def _copied_words(answers: Sequence[Seen], watch: Watch) -> Iterator[Mark]:
    worth = [each for each in answers if len(_plain(each.comment)) >= watch.copied_characters]
    for _, same in _by(worth, lambda each: _plain(each.comment)):
        if len(same) > 1:
            words = f"{len(same)} answers have the same comment."
            yield from (Mark(each.id, Rule.COPY, words) for each in same)


def _copied_forms(answers: Sequence[Seen], watch: Watch) -> Iterator[Mark]:
    """Only of the long questionnaire: two items are easily answered alike by many."""
    whole = [each for each in answers if each.instrument is Instrument.SUS and each.items]
    for (organisation, _), same in _by(whole, lambda each: (each.organisation, each.items)):
        for batch in _close(same, watch.copied_days, watch.copied_answers):
            words = f"{len(batch)} forms from {organisation} are filled in alike, item by item."
            yield from (Mark(each.id, Rule.COPY, words) for each in batch)


def _alone(answers: Sequence[Seen]) -> Iterator[Mark]:
    for each in answers:
        if each.own:
            yield Mark(each.id, Rule.SELF, "Somebody of its organisation also acts for the supplier.")
        contradicts = len(set(each.items)) == 1 and each.items[0] != _MIDDLE
        if each.instrument is Instrument.SUS and contradicts:
            words = f"All ten items are answered with {each.items[0]}, and every other one says the opposite."
            yield Mark(each.id, Rule.STRAIGHT, words)


def _outliers(answers: Sequence[Seen], watch: Watch) -> Iterator[Mark]:
    for _, given in _by(answers, lambda each: each.instrument):
        if len(given) < watch.outlier_answers:
            continue
        middle = median(each.score for each in given)
        spread = _MAD_TO_SD * median(abs(each.score - middle) for each in given)
        for each in given:
            if spread > 0 and abs(each.score - middle) > watch.outlier_deviations * spread:
                words = f"{each.score:g} of 100, where the middle answer is {middle:g}."
                yield Mark(each.id, Rule.OUTLIER, words)


def _close(given: Sequence[Seen], days: int, least: int) -> Iterator[list[Seen]]:
    """Runs of answers of which each is one of `least` or more within `days` days."""
    ordered = sorted(given, key=lambda each: (each.given_on, each.id))
    inside: set[int] = set()
    start = 0
    for end, each in enumerate(ordered):
        while each.given_on - ordered[start].given_on >= timedelta(days=days):
            start += 1
        if end - start + 1 >= least:
            inside.update(range(start, end + 1))
    run: list[Seen] = []
    for place in sorted(inside):
        if run and place - 1 not in inside:
            yield run
            run = []
        run.append(ordered[place])
    if run:
        yield run


def _by(answers: Iterable[Seen], key: Callable[[Seen], Any]) -> Iterable[tuple[Any, list[Seen]]]:
    found: defaultdict[Any, list[Seen]] = defaultdict(list)
    for each in answers:
        found[key(each)].append(each)
    return found.items()


def _plain(comment: str) -> str:
    """A comment without what is easily changed: capitals, punctuation, gaps."""
    return _GAPS.sub(" ", comment.casefold()).strip()
