"""The size and term that prices are asked for on pages: `size_patient=12000&term_months=60`."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from plumbline.rankings.schemas import DEFAULT_SIZE, DEFAULT_TERM, LARGEST_NUMBER, LONGEST_TERM
from plumbline.web.asked import asked_number

OTHER_UNIT: Final = 100
"""Where the form starts for a unit of which nobody has a typical number."""


class Size(msgspec.Struct, frozen=True, kw_only=True):
    """Units by name, and for how many months."""

    units: dict[str, int]
    term_months: int


def asked_size(query: Mapping[str, str], units: Iterable[str]) -> Size:
    """The size that a form asks about, for `units`. Raises Invalid at the field that is wrong."""
    found = {
        unit: asked_number(
            f"size_{unit}",
            query.get(f"size_{unit}"),
            least=0,
            most=LARGEST_NUMBER,
            default=DEFAULT_SIZE.get(unit, OTHER_UNIT),
        )
        for unit in units
    }
    term = asked_number(
        "term_months", query.get("term_months"), least=1, most=LONGEST_TERM, default=DEFAULT_TERM
    )
    return Size(units=found, term_months=term)
