"""Which answers stand in the figures of a day. Figures move in batches, so that no answer can be solved for.

Two dated means reveal an answer: x = (n+1) m₂ - n m₁. So a figure is made anew only when at least `answers`
that were in no release before, from at least `organisations`, have come since the last; what was changed,
withdrawn or held leaves with that release. Of any sums published, in whatever combination, take the newest
release that has a part in it: its fresh answers stand in none before it, so all of them stand in the
combination, with one factor. Nothing that can be computed from what was published speaks of fewer.

Whoever withdrew need not wait for others: after `gone_days` the batch that they came with leaves the figures,
where it came and nothing went and all of it still stands: its sum is then the difference of two releases that
everybody has seen, so that nothing new is told. Else the figures go back to the newest release of which that
can be said, or are not shown. The books close once a day, and what is shown on a day is
what was released by the close of an earlier one: a pure function of the dated answers.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from catalog.feedback.showing import shown_parts
from catalog.feedback.states import Outcome

Span = tuple[date, date | None]
_Count = Annotated[int, Meta(ge=1)]
_REST: Final = ""


class ReleaseRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many fresh answers, from how many organisations, make a release; after how many days what is gone
    stands in no figure; how many minutes before midnight the books of a day close.
    """

    answers: _Count
    organisations: _Count
    gone_days: _Count
    close_minutes: _Count


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version of an answer. `part`: its role. It counts from the first day of each span to before the
    second; None: to this day.
    """

    answer: Hashable
    organisation: str
    part: str
    spans: tuple[Span, ...]

    def counts_at(self, day: date) -> bool:
        """Does it count when the books of the day are closed?"""
        return any(first <= day and (end is None or day < end) for first, end in self.spans)


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """Made at the close of `day` of every version that counts then. `fresh`: the places of those that came
    with it; `counts`: how many it is made of, by part.
    """

    day: date
    fresh: tuple[int, ...]
    counts: Mapping[str, int]


def spans_of(since: date, until: date | None, rulings: Sequence[tuple[date, Outcome]]) -> tuple[Span, ...]:
    """When a version counts: from the day it is booked on to the day of the next version, and not while the
    newest ruling holds the answer. `rulings`: in the order they were made.
    """
    turns = [(day, outcome is not Outcome.HOLD) for day, outcome in rulings if until is None or day < until]
    before = [counts for day, counts in turns if day <= since]
    found: list[Span] = []
    start = None if before and not before[-1] else since
    for day, counts in turns:
        if day > since and counts != (start is not None):
            if start is not None:
                found.append((start, day))
            start = day if counts else None
    if start is not None:
        found.append((start, until))
    return tuple((first, end) for first, end in found if end is None or first < end)


def releases_of(versions: Sequence[Version], rule: ReleaseRule) -> list[Release]:
    """Every release there was, the oldest first."""
    found, released = list[Release](), set[Hashable]()
    waiting, counts = dict[Hashable, int](), Counter[str]()
    for day, turns in _turns(versions):
        for place, comes in turns:
            version = versions[place]
            counts[version.part] += 1 if comes else -1
            if not comes:
                waiting.pop(version.answer, None)
            elif version.answer not in released:
                waiting[version.answer] = place
        places = {versions[place].organisation for place in waiting.values()}
        if len(waiting) >= rule.answers and len(places) >= rule.organisations:
            found.append(Release(day=day, fresh=tuple(sorted(waiting.values())), counts=+counts))
            released |= waiting.keys()
            waiting.clear()
    return found


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the figures of a day: `places` of versions, by the last of `releases`. Of the answers
    that are `gone` none may stand in any figure, in one of a part neither.
    """

    releases: Sequence[Release] = ()
    places: Sequence[int] = ()
    gone: frozenset[Hashable] = frozenset()


def standing(versions: Sequence[Version], releases: Sequence[Release], rule: ReleaseRule, day: date) -> Stand:
    """By the newest of the releases that can do without whoever is gone; nothing where none can."""
    late = day - timedelta(days=rule.gone_days)
    gone = frozenset(answer for answer, since in _gone(versions, day).items() if since <= late)
    for last in range(len(releases), 0, -1):
        if releases[last - 1].day < day and (places := _without(versions, releases[:last], gone)):
            return Stand(releases=releases[:last], places=places, gone=gone)
    return Stand(gone=gone)


def _without(
    versions: Sequence[Version], releases: Sequence[Release], gone: frozenset[Hashable]
) -> list[int]:
    """The places of the last release without the batches that those who are gone came with; none where such
    a batch cannot be had from the releases themselves.
    """
    here = set(standing_in(versions, releases[-1]))
    leave = {place for place in here if versions[place].answer in gone}
    out, before = set[int](), set[int]()
    for release in releases if leave else ():
        now, batch = set(standing_in(versions, release)), set(release.fresh)
        if batch & leave and now == before | batch and batch <= here:
            out |= batch
        before = now
    return sorted(here - out) if leave <= out else []


def standing_in(versions: Sequence[Version], release: Release) -> list[int]:
    """The places of the versions that a release is made of."""
    return [place for place, each in enumerate(versions) if each.counts_at(release.day)]


def shown_on(versions: Sequence[Version], rule: ReleaseRule, day: date) -> list[int]:
    """The places of the versions that stand in the figures of a day."""
    return list(standing(versions, releases_of(versions, rule), rule, day).places)


def split_of(
    versions: Sequence[Version], stand: Stand, rule: ReleaseRule, least: int
) -> tuple[Release, frozenset[str]] | None:
    """The newest of the releases at which parts could be told apart, and which; None: they never could, or
    each time somebody stood in it who is gone.

    Beside the figure of all, those of parts tell more: four nurses and one doctor came together, and all
    doctors less those of other batches are that one. However the parts (what is not shown is one of them) are
    put into two groups, the smaller group of each batch since the last split, all together, has to be
    `rule.answers` or more.
    """
    splits = reversed(list(_splits(versions, stand.releases, rule, least)))
    return next((each for each in splits if not _holds(versions, each[0], stand.gone)), None)


def _holds(versions: Sequence[Version], release: Release, gone: frozenset[Hashable]) -> bool:
    """Does anybody stand in a release who is gone?"""
    return any(each.answer in gone and each.counts_at(release.day) for each in versions)


def _splits(
    versions: Sequence[Version], releases: Sequence[Release], rule: ReleaseRule, least: int
) -> Iterator[tuple[Release, frozenset[str]]]:
    """Every split there was, the oldest first."""
    since: list[tuple[int, ...]] = []
    for release in releases:
        since.append(release.fresh)
        shown = shown_parts(release.counts, least)
        if shown and _may_be_split(versions, since, release, shown, rule.answers):
            yield release, shown
            since = []


def twice_split(
    by_one: Sequence[Version], by_other: Sequence[Version], stand: Stand, rule: ReleaseRule, least: int
) -> Release | None:
    """The newest of the releases at which parts could be told apart by one thing, as `split_of` has it, and
    by another too (the same versions, with other parts). None: they never could, or each time somebody stood
    in it who is gone.
    """
    days = {release.day for release, _ in _splits(by_one, stand.releases, rule, least)}
    found, since = None, list[tuple[int, ...]]()
    for release in releases_of(by_other, rule)[: len(stand.releases)]:
        since.append(release.fresh)
        shown = shown_parts(release.counts, least)
        if release.day not in days:
            continue
        if shown and not _may_be_split(by_other, since, release, shown, rule.answers):
            continue
        since = [] if shown else since
        found = found if _holds(by_one, release, stand.gone) else release
    return found


def _may_be_split(
    versions: Sequence[Version],
    since: Sequence[tuple[int, ...]],
    release: Release,
    shown: frozenset[str],
    least: int,
) -> bool:
    parts = [*sorted(shown), *([_REST] if release.counts.keys() - shown else [])]
    batches = [_by_part(versions, batch, release, shown) for batch in since]
    groups = (
        {part for turn, part in enumerate(parts) if group >> turn & 1}
        for group in range(1, 2 ** (len(parts) - 1))
    )
    return all(sum(_smaller(batch, group) for batch in batches) >= least for group in groups)


def _smaller(batch: Counter[str], group: set[str]) -> int:
    inside = sum(batch[part] for part in group)
    return min(inside, batch.total() - inside)


def _by_part(
    versions: Sequence[Version], batch: Sequence[int], release: Release, shown: frozenset[str]
) -> Counter[str]:
    """What still counts of a batch, by part."""
    still = (versions[place] for place in batch if versions[place].counts_at(release.day))
    return Counter(each.part if each.part in shown else _REST for each in still)


def _gone(versions: Sequence[Version], day: date) -> dict[Hashable, date]:
    """The answers no version of which counts by the books closed before a day, and since when."""
    there = {each.answer for each in versions if each.counts_at(day - timedelta(days=1))}
    ends = (
        (each.answer, end)
        for each in versions
        if each.answer not in there
        for _, end in each.spans
        if end is not None and end < day
    )
    found: dict[Hashable, date] = {}
    for answer, end in ends:
        found[answer] = max(end, found.get(answer, end))
    return found


def _turns(versions: Sequence[Version]) -> Iterator[tuple[date, list[tuple[int, bool]]]]:
    """By day, the oldest first: what goes, then what comes."""
    found: defaultdict[date, list[tuple[int, bool]]] = defaultdict(list)
    for place, version in enumerate(versions):
        for first, end in version.spans:
            found[first].append((place, True))
            if end is not None:
                found[end].append((place, False))
    for day in sorted(found):
        yield day, sorted(found[day], key=lambda turn: turn[1])
