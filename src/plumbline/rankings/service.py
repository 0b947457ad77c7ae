"""Ranks the market: gate first, then score, then what is left out and why.

`rank_market` is the only way from a question to a ranking. Page, API, export, shortlist and
receipt all come from what it returns.
"""

import math
from collections.abc import Mapping
from typing import Any

import msgspec

from plumbline.kit.errors import FieldProblem, Invalid
from plumbline.market.columns import Columns, Terms
from plumbline.market.like_me import ForBuyer, mix_of
from plumbline.market.snapshot import Floats, Snapshot
from plumbline.rankings.estate import estate_of, fits
from plumbline.rankings.in_force import method_in_force
from plumbline.rankings.schemas import DEFAULT_SIZE, HeldFit, Question
from plumbline.rankings.selection import Entrants, Selection, selections_of
from scoring.fit import Held
from scoring.method import Method
from scoring.ranking import Ranking, rank
from scoring.receipt import Receipt, ReceiptInput, make_receipt
from scoring.weights import WeightError, quantised


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """A ranking with everything it was made of; arrays run over the snapshot's products."""

    snapshot: Snapshot
    question: Question
    size: Mapping[str, int]
    weights: Floats  # whole millionths, in the order of the method's criteria
    columns: Columns
    selection: Selection
    entrants: Entrants
    ranking: Ranking
    method: Method
    estate: tuple[Held, ...] = ()
    buyer: ForBuyer | None = None
    """Whose experience stands in it, where it is not that of all users."""

    def excluded(self) -> list[int]:
        """Positions of the products that fit and do not pass the gate, in the order of names."""
        return self.selection.excluded

    def excluded_by_gate(self) -> dict[str, int]:
        """How many products the gate leaves out, by its state."""
        return self.selection.excluded_by_gate

    def found_by_meaning(self) -> list[str]:
        """Those of both that have too few of the words asked for, and were found by their meaning."""
        return [self.snapshot.records[place].slug for place in self.selection.near]


def rank_market(snapshot: Snapshot, question: Question, *, everything: bool = False) -> Ranked:
    """Rank the products that fit the question's filter and pass the gate.

    `everything` gives every row, whatever the question's limit. Raises `Invalid` for weights that
    cannot be used, for values of a filter that nothing can have, and for a method that another has followed;
    `NotFound` for one that never was.
    """
    method = method_in_force(snapshot, question)
    size = {**DEFAULT_SIZE, **question.size}
    weights = _weights(method, question)
    terms = Terms(
        size=tuple(sorted(size.items())),
        term_months=question.term_months,
        budget=question.budget,
        needs=tuple(sorted(set(question.needs))),
        estate=estate_of(snapshot, question.estate),
        like_me=None if question.like_me is None else mix_of(snapshot.method, question.like_me),
    )
    _refuse_unknown_needs(snapshot, question)
    entrants = selections_of(snapshot).entrants(terms, question.filter)
    selection = entrants.selection
    ranking = rank(entrants.values, weights, limit=None if everything else question.limit)
    ranking.positions = selection.places[ranking.positions]  # among all products, not the entrants
    return Ranked(
        snapshot=snapshot,
        question=question,
        size=size,
        weights=weights,
        columns=entrants.columns,
        selection=selection,
        entrants=entrants,
        ranking=ranking,
        method=method,
        estate=terms.estate,
        buyer=None if terms.like_me is None else ForBuyer(snapshot.felt, terms.like_me),
    )


def ranking_receipt(snapshot: Snapshot, question: Question) -> Receipt:
    """The receipt of the whole ranking: anybody can compute it again without this market."""
    ranked = rank_market(snapshot, question, everything=True)
    return make_receipt(
        ranked.method,
        as_of=snapshot.as_of.isoformat(),
        market_revision=snapshot.revision,
        question=plain(question),
        weights=dict(zip((c.id for c in ranked.method.criteria), ranked.weights.tolist(), strict=True)),
        inputs=receipt_inputs(ranked),
        like_me=None if ranked.buyer is None else ranked.buyer.part,
    )


def fits_in(ranked: Ranked, place: int) -> list[HeldFit]:
    """How far the product at a place is shown to fit with each that is held; none where nothing is."""
    return fits(ranked.snapshot, ranked.method, ranked.estate, place)


def receipt_inputs(ranked: Ranked) -> list[ReceiptInput]:
    """Every product that is ranked, with its figures, in the order that breaks ties."""
    positions = ranked.selection.places.tolist()
    raw = ranked.columns.raw[:, positions].T.tolist()
    return [_input(ranked, place, row) for place, row in zip(positions, raw, strict=True)]


def plain(question: Question) -> dict[str, Any]:
    """A question as plain JSON values. What came later is left out where it is not stated, an estate and a
    mix: receipts of questions without them are what they were.
    """
    found: dict[str, Any] = msgspec.to_builtins(question)
    if not question.estate:
        del found["estate"]
    if question.like_me is None:
        del found["like_me"]
    return found


def _input(ranked: Ranked, place: int, raw: list[float]) -> ReceiptInput:
    snapshot, record = ranked.snapshot, ranked.snapshot.records[place]
    figure = None if ranked.buyer is None else ranked.buyer.figure(record.id)
    return ReceiptInput(
        id=str(record.id),
        slug=record.slug,
        name=record.name,
        gate=snapshot.standings[place].gate,
        raw=tuple(None if math.isnan(each) else each for each in raw),
        by_role=msgspec.UNSET if figure is None else figure.by_role,
    )


def _refuse_unknown_needs(snapshot: Snapshot, question: Question) -> None:
    for number, code in enumerate(question.needs):
        if code not in snapshot.capability_names:
            step = "Look up the codes: /api/v1/capabilities"
            raise Invalid.field(f"/needs/{number}", f"There is no capability {code[:60]!r}.", next_step=step)


def _weights(method: Method, question: Question) -> Floats:
    given = question.weights or {c.id: float(c.weight) for c in method.criteria}
    try:
        return quantised([criterion.id for criterion in method.criteria], given)
    except WeightError as error:
        pointer = f"/weights/{error.criterion}" if error.criterion else "/weights"
        raise Invalid(
            f"The weights cannot be used: {error}.",
            next_step="Give each criterion a number of zero or more, and at least one above zero.",
            problems=(FieldProblem(pointer, error.reason),),
        ) from error
