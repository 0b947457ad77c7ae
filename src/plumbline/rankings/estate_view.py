"""What a buyer holds, as the pages show it: fields to say it, and each product against it in words."""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from catalog.interoperability.exchanges import Exchange, exchanges
from catalog.interoperability.shown import WayState
from plumbline.market.columns import FIT
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.estate import BETWEEN, fit_words
from plumbline.rankings.schemas import MOST_HELD, ExchangeShown, HeldFit, Question
from scoring.method import Method

MOST_LISTED: Final = 1_000
"""Products that a list to choose from holds; on a larger market slugs are typed."""


class FitRow(msgspec.Struct, frozen=True, kw_only=True):
    """A product against one that is held, in words."""

    slug: str
    name: str
    figure: str
    shown: tuple[str, ...]
    open: tuple[str, ...]
    failed: tuple[str, ...]


def fit_row(found: HeldFit) -> FitRow:
    """What both ends have shown, what is not known, and what was found to fail."""
    by_state = {
        state: tuple(_words(each) for each in found.exchanges if each.state is state) for state in WayState
    }
    return FitRow(
        slug=found.product,
        name=found.name if found.is_newest else f"{found.name}, an older release: not known what it does",
        figure=fit_words(found.figure, found.at_most),
        shown=by_state[WayState.SHOWN],
        open=by_state[WayState.NOT_KNOWN],
        failed=by_state[WayState.FAILED],
    )


def cell_words(found: HeldFit) -> str:
    """The same in one line."""
    row = fit_row(found)
    if not found.exchanges:
        return "not known: no standard of the catalogue passes anything between these kinds"
    parts = (("shown", row.shown), ("not known", row.open), ("failed", row.failed))
    told = "; ".join(f"{name}: {', '.join(words)}" for name, words in parts if words)
    return f"{row.figure}. {told[:1].upper()}{told[1:]}"


def _words(each: ExchangeShown) -> str:
    exchange = _by_id()[each.exchange]
    how = f"{each.standard}, {each.assurance}" if each.assurance else each.standard
    role = f": it {each.side}" if len(exchange.sides) > 1 else ""
    return f"{exchange.carries}{role} ({how})"


def _by_id() -> dict[str, Exchange]:
    return {each.id: each for each in exchanges().all}


def estate_form(snapshot: Snapshot, question: Question) -> dict[str, Any]:
    """The fields that say what is held: boxes for what is said, and what may be added."""
    form = snapshot.estate_method
    if form is None:
        return {"estate": None}
    said = dict.fromkeys(question.estate)
    weight = question.weights.get(FIT, 0) if question.weights and said else published_weight(form)
    return {
        "estate": [(text, estate_words(snapshot, text), None, True) for text in said],
        "holdable": [] if snapshot.size > MOST_LISTED else _holdable(snapshot, question.estate),
        "fit_weight": f"{weight:g}",
        "fit_title": next(each.title for each in form.criteria if each.id == FIT),
        "estate_method": form.id,
    }


def published_weight(form: Method) -> float:
    """Of the criterion that an estate adds."""
    return float(next(each.weight for each in form.criteria if each.id == FIT))


def estate_words(snapshot: Snapshot, text: str) -> str:
    """What is held, by its name."""
    slug, _, release = text.partition(BETWEEN)
    place = snapshot.position.get(slug)
    name = slug if place is None else snapshot.records[place].name
    return f"{name}, release {release}" if release else name


def _holdable(snapshot: Snapshot, said: Sequence[str]) -> list[tuple[str, str]]:
    """Every product, and each of its older releases, that is not said to be held yet."""
    found = []
    for record in snapshot.records:
        found.append((record.slug, record.name))
        older = record.releases[:-1]
        found += [(f"{record.slug}{BETWEEN}{each}", f"{record.name}, release {each}") for each in older]
    return [each for each in found if each[0] not in said]


class FilledIn(msgspec.Struct, frozen=True, kw_only=True):
    """A question with all that an organisation declared to be in use: its address, and how many that adds."""

    query: dict[str, Any]
    added: int


def filled_in(
    snapshot: Snapshot, question: Question, asked: dict[str, Any], declared: Sequence[str]
) -> FilledIn | None:
    """What is said, and what was declared and is on the market, as much as a question takes; None where that
    adds nothing. Whoever weighed before an estate was stated gets the published weight with it.
    """
    form = snapshot.estate_method
    told = {text.partition(BETWEEN)[0] for text in question.estate}
    more = [slug for slug in declared if slug in snapshot.position and slug not in told]
    estate = [*question.estate, *more][:MOST_HELD]
    added = len(estate) - len(question.estate)
    if form is None or not added:
        return None
    weight = {f"w_{FIT}": f"{published_weight(form):g}"} if question.weights and not told else {}
    return FilledIn(query={**asked, **weight, "estate": estate}, added=added)
