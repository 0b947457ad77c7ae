"""A ranking by an address of the API: the question under the names that the pages use.

Something to link to, to read into a spreadsheet, and to ask again with If-None-Match. The address is read as
a whole, as for the pages: two dozen parameters, each handed over by itself, would take longer to sort out
than ten thousand products to rank.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

from litestar import Request
from litestar.openapi.spec import Operation

from plumbline.kit.errors import Invalid
from plumbline.kit.pointers import pointer_to
from plumbline.market.columns import FIT
from plumbline.market.snapshot import Snapshot
from plumbline.rankings.asked import FILTERS, HEAVIEST, LARGEST_BUDGET, question_of
from plumbline.rankings.schemas import (
    DEFAULT_ROWS,
    DEFAULT_SIZE,
    DEFAULT_TERM,
    LARGEST_NUMBER,
    LONGEST_TERM,
    MOST_ROWS,
    Question,
)
from plumbline.rankings.service import Ranked, rank_market
from plumbline.web.asked import LONGEST, asked_number, parsed_day
from scoring.method import load_method, with_estate

_TEXT: Final = {"type": "string", "maxLength": LONGEST}
_MANY: Final = {"type": "array", "items": _TEXT}


def _whole(least: int, most: int, **more: Any) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most, **more}


PARAMETERS: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "method": ("The method of rankings.", _TEXT),
    **{
        f"w_{each.id}": (f"Weight of: {each.title}. Where one is given, none is 0.", _whole(0, HEAVIEST))
        for each in (with_estate(load_method()) or load_method()).criteria
    },
    "q": ("Words to look for.", _TEXT),
    **dict.fromkeys(FILTERS, ("Only these; may be repeated (or).", _MANY)),
    "need": ("A capability asked for; may be repeated.", _MANY),
    "estate": ("What you hold: slug, or slug@release; may be repeated. w_fit needs it.", _MANY),
    **{f"size_{unit}": ("How many there are.", _whole(0, LARGEST_NUMBER)) for unit in DEFAULT_SIZE},
    "term_months": ("The term of the contract.", _whole(1, LONGEST_TERM, default=DEFAULT_TERM)),
    "budget": ("Over the term, net, in pounds.", _whole(1, LARGEST_BUDGET)),
    "as_of": ("The day; today if left out.", {"type": "string", "format": "date"}),
    "limit": ("How many rows to show.", _whole(1, MOST_ROWS, default=DEFAULT_ROWS)),
}
"""Every parameter, with its words and its schema."""
_NAMES: Final = {"/filter/": "/", "/needs": "/need", "/weights/": "/w_"}
_PLACE: Final = re.compile("^(" + "|".join(_NAMES) + ")")
_REPEATED: Final = frozenset({*FILTERS, "need", "estate"})


@dataclass
class LinkedOperation(Operation):
    """`operation_class=` that describes the parameters, which the handler's signature does not show."""

    def to_schema(self) -> dict[str, Any]:
        """The operation with its parameters."""
        described = [
            {"name": name, "in": "query", "description": words, "required": False, "schema": dict(schema)}
            for name, (words, schema) in sorted(PARAMETERS.items())
        ]
        return {**super().to_schema(), "parameters": described}


def linked_question(request: Request[Any, Any, Any]) -> Question:
    """The question that the address asks. Raises `Invalid` at the parameter that is wrong."""
    query: Mapping[str, Sequence[str]] = request.query_params.dict()
    for name, values in query.items():
        _check(name, values)
    if f"w_{FIT}" in query and not query.get("estate"):  # a page always sends it; here it would be lost
        raise Invalid.field(f"/w_{FIT}", "Nothing is held that could fit.", next_step="Name it: estate=slug")
    day, limit = (next(iter(query.get(name, ())), None) for name in ("as_of", "limit"))
    return question_of(
        query,
        parsed_day(day) if day is not None else None,
        limit=asked_number("limit", limit, least=1, most=MOST_ROWS, default=DEFAULT_ROWS),
    )


def linked_ranking(snapshot: Snapshot, question: Question) -> Ranked:
    """The ranking. Raises `Invalid` at the parameter, where `rank_market` names the place in a document."""
    try:
        return rank_market(snapshot, question)
    except Invalid as error:
        raise error.pointing(lambda place: _PLACE.sub(lambda found: _NAMES[found[0]], place)) from error


def tag_of(request: Request[Any, Any, Any], snapshot: Snapshot) -> str:
    """The ETag: a ranking follows from its market as it stood on a day, and from the question."""
    return f'W/"{blake2b(request.scope["query_string"], digest_size=12, key=snapshot.token).hexdigest()}"'


def _check(name: str, values: Sequence[str]) -> None:
    """A page cuts what is too long and takes the first of two; a program is told."""
    if len(values) > 1 and name not in _REPEATED:
        raise Invalid.field(pointer_to(name), "It is given more than once.", next_step="Give it once.")
    if any(len(value) > LONGEST for value in values):
        raise Invalid.field(pointer_to(name), f"It is longer than {LONGEST} characters.")
