"""A ranking's question as the query string of a page, both ways.

`w_<criterion>` are weights, `size_<unit>` sizes; filters repeat their name. A page's address is
thus the whole question: whoever opens it sees the same ranking, on the same day if it names one.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from plumbline.kit.errors import Invalid
from plumbline.rankings.schemas import (
    DEFAULT_ROWS,
    DEFAULT_SIZE,
    DEFAULT_TERM,
    LARGEST_NUMBER,
    LONGEST_TERM,
    MOST_HELD,
    Filter,
    Question,
)
from plumbline.web.asked import asked_choices, asked_number, asked_words
from plumbline.web.asked_like_me import like_me_asked, like_me_query
from scoring.method import Method, methods, with_estate

FILTERS: Final = ("product_type", "gate", "capability", "standard", "supplier", "origin")
HEAVIEST: Final = 100
LARGEST_BUDGET: Final = 10_000_000_000


Query = Mapping[str, Sequence[str]]
"""A parsed query string: every value of a name, in order (as `urllib.parse.parse_qs` gives it)."""


def question_of(query: Query, as_of: date | None, limit: int = DEFAULT_ROWS) -> Question:
    """The question that a query string asks. Raises Invalid at the field that is wrong."""
    estate = tuple(asked_choices(query.get("estate", ())))
    method = _method(_first(query, "method"), has_estate=bool(estate))
    budget = asked_number("budget", _first(query, "budget"), least=0, most=LARGEST_BUDGET, default=0)
    return Question(
        method=method.id,
        weights=_weights(query, method),
        filter=_filter(query),
        needs=tuple(asked_choices(query.get("need", ()))),
        estate=_few_enough(estate),
        size=_sizes(query),
        term_months=asked_number(
            "term_months", _first(query, "term_months"), least=1, most=LONGEST_TERM, default=DEFAULT_TERM
        ),
        budget=budget or None,
        like_me=like_me_asked(query, method),
        as_of=as_of,
        limit=limit,
    )


def query_of(question: Question) -> dict[str, Any]:
    """The query string of a question; what stands at its published figure is left out."""
    parts: dict[str, Any] = {f"w_{name}": _short(weight) for name, weight in question.weights.items()}
    parts["q"] = question.filter.q
    parts |= {name: list(getattr(question.filter, name)) for name in FILTERS}
    parts["need"] = list(question.needs)
    parts["estate"] = list(question.estate)
    parts |= {f"size_{unit}": number for unit, number in question.size.items()}
    parts["term_months"] = question.term_months if question.term_months != DEFAULT_TERM else None
    parts["budget"] = question.budget
    parts |= like_me_query(question.like_me)
    parts["as_of"] = question.as_of.isoformat() if question.as_of else None
    return {name: value for name, value in parts.items() if value not in (None, "", [])}


def sizes_of(question: Question) -> Mapping[str, int]:
    """Every unit that the form asks for, with the number that holds."""
    return DEFAULT_SIZE | question.size


def _first(query: Query, name: str) -> str | None:
    return next(iter(query.get(name, ())), None)


def _method(text: str | None, *, has_estate: bool) -> Method:
    if text and text not in methods():
        raise Invalid.field("/method", f"{text[:60]!r} is no published method.")
    named = methods()[text or Question().method]
    return (with_estate(named) or named) if has_estate else named


def _few_enough(estate: tuple[str, ...]) -> tuple[str, ...]:
    if len(estate) > MOST_HELD:
        raise Invalid.field(
            "/estate",
            f"{len(estate)} held products are named; at most {MOST_HELD} are looked at.",
            next_step="Name those that the new product has to talk to.",
        )
    return estate


def _weights(query: Query, method: Method) -> dict[str, float]:
    """The weights, if any is given: one that is left out then weighs nothing."""
    given = {item.id: _first(query, f"w_{item.id}") for item in method.criteria}
    if not any(given.values()):
        return {}
    return {
        name: asked_number(f"w_{name}", text, least=0, most=HEAVIEST, default=0)
        for name, text in given.items()
    }


def _filter(query: Query) -> Filter:
    chosen = {name: tuple(asked_choices(query.get(name, ()))) for name in FILTERS}
    return Filter(q=asked_words(_first(query, "q")), **chosen)


def _sizes(query: Query) -> dict[str, int]:
    given = {unit: _first(query, f"size_{unit}") for unit in DEFAULT_SIZE}
    found = {
        unit: asked_number(f"size_{unit}", text, least=0, most=LARGEST_NUMBER, default=DEFAULT_SIZE[unit])
        for unit, text in given.items()
        if text and text.strip()
    }
    return {unit: number for unit, number in found.items() if number != DEFAULT_SIZE[unit]}


def _short(weight: float) -> str:
    return f"{weight:g}"
