"""Which answers stand in the figures of a day: of each product, each questionnaire apart, in batches.

The rule is `catalog.feedback.releasing`; here the log of answers and rulings is brought into its words.
Nothing is stored of a release: whoever has the log can work out each one there was.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any
from uuid import UUID

import msgspec

from catalog.feedback.policy import feedback_policy
from catalog.feedback.releasing import (
    Release,
    Version,
    releases_of,
    shown_on,
    spans_of,
    split_of,
    standing,
    standing_in,
    twice_split,
)
from catalog.feedback.states import Outcome
from plumbline.feedback import release_rows
from plumbline.feedback.schemas import ScoredAnswer
from plumbline.kit.clock import LONDON, Clock
from plumbline.storage.engine import Connection

Rulings = Mapping[UUID, Sequence[tuple[datetime, str]]]


class Logged(msgspec.Struct, frozen=True):
    """One version of an answer: `said` is a row, or what the model takes of it."""

    said: Any
    version: Version

    @property
    def counts(self) -> bool:
        """Does it count by all that is on record, whether the books are closed or not?"""
        return any(end is None for _, end in self.version.spans)


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the figures: rows, made on `made_on`; `parts`: the rows of each role that stands apart,
    as of `parts_on`.
    """

    rows: Sequence[Any] = ()
    made_on: date | None = None
    parts: Mapping[str, Sequence[Any]] = {}
    parts_on: date | None = None


NOTHING = Batch()


def booked_on(moment: datetime) -> date:
    """The day in whose books a moment falls: those of a day close shortly before midnight in London, so that
    whatever is written under its date is written before anybody reads the figures of the next.
    """
    later = moment + timedelta(minutes=feedback_policy().release.close_minutes)
    return later.astimezone(LONDON).date()


def books_of(clock: Clock) -> date:
    """The day that is booked now."""
    return booked_on(clock.now())


def logged_on(db: Connection, product_id: UUID) -> list[Logged]:
    """Every version of every answer about a product that ever counted, whole."""
    rows = release_rows.versions_on(db, product_id)
    return list(_logged(rows, release_rows.rulings_on(db, (product_id,))))


def logged_answers(db: Connection, product_ids: Collection[UUID] | None = None) -> dict[UUID, list[Logged]]:
    """The same of all products, or of these, by product: what the experience model is fitted to.

    In an order that is the same each time: a model fitted twice to the same answers says the same.
    """
    if product_ids is not None and not product_ids:
        return {}
    rows = release_rows.scored_versions(db, product_ids)
    found: defaultdict[UUID, list[Logged]] = defaultdict(list)
    for each in _logged(rows, release_rows.rulings_on(db, product_ids)):
        scored = ScoredAnswer(**{name: getattr(each.said, name) for name in ScoredAnswer.__struct_fields__})
        found[scored.product_id].append(Logged(scored, each.version))
    return dict(found)


def released(log: Sequence[Logged], day: date) -> list[Any]:
    """What of a product's answers stands in the figures of a day, in the order of the log."""
    rule = feedback_policy().release
    places = set[int]()
    for stream in _by_instrument(log).values():
        versions = [log[place].version for place in stream]
        places.update(stream[each] for each in shown_on(versions, rule, day))
    return [log[place].said for place in sorted(places)]


def told_apart(log: Sequence[Logged], day: date) -> tuple[list[Any], bool]:
    """What of a product's answers by one questionnaire tells roles and kinds of organisation apart: those of
    the newest release at which both may be, and True; else those that stand in its figure, and False.
    """
    policy = feedback_policy()
    rule = policy.release
    by_role = [each.version for each in log]
    by_kind = [msgspec.structs.replace(each.version, part=each.said.organisation_kind) for each in log]
    stand = standing(by_role, releases_of(by_role, rule), rule, day)
    found = twice_split(by_role, by_kind, stand, rule, policy.least_in_split) if stand.places else None
    places = stand.places if found is None else standing_in(by_role, found)
    return [log[place].said for place in places], found is not None


def batch_of(log: Sequence[Logged], day: date) -> Batch:
    """What of these stands in one figure on a day, and what of it by role."""
    policy = feedback_policy()
    versions = [each.version for each in log]
    stand = standing(versions, releases_of(versions, policy.release), policy.release, day)
    if not stand.places:
        return NOTHING
    rows, made_on = [log[place].said for place in stand.places], stand.releases[-1].day
    split = split_of(versions, stand, policy.release, policy.least_in_split)
    if split is None:
        return Batch(rows=rows, made_on=made_on)
    return Batch(rows=rows, made_on=made_on, parts=_parts(log, *split), parts_on=split[0].day)


def _parts(log: Sequence[Logged], release: Release, shown: Collection[str]) -> dict[str, list[Any]]:
    inside = [log[place] for place in standing_in([each.version for each in log], release)]
    return {part: [each.said for each in inside if each.version.part == part] for part in sorted(shown)}


def _by_instrument(log: Sequence[Logged]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for place, each in enumerate(log):
        found[each.said.instrument].append(place)
    return found


def _logged(rows: Sequence[Any], rulings: Rulings) -> Iterator[Logged]:
    """A withdrawal is a version that never counts, and ends the one before it."""
    for answer_id, versions in groupby(rows, lambda row: row.answer_id):
        told = [(booked_on(at), Outcome(outcome)) for at, outcome in rulings.get(answer_id, ())]
        for row, later in pairwise([*versions, None]):
            until = None if later is None else _booked(later)
            spans = () if row.withdrawn else spans_of(_booked(row), until, told)
            if spans:
                yield Logged(
                    row,
                    Version(answer=answer_id, organisation=row.organisation_code, part=row.role, spans=spans),
                )


def _booked(row: Any) -> date:
    """Those of before there were books were booked on the day they were given."""
    day: date = row.booked_on or row.given_on
    return day
