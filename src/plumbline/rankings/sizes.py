"""The size of a buyer as query parameters say it: `size=patient:12000&size=user:300`."""

from collections.abc import Iterable

from plumbline.kit.errors import Invalid
from plumbline.rankings.schemas import LARGEST_NUMBER

LONGEST_UNIT = 40


def sizes_of(pairs: Iterable[str]) -> dict[str, int]:
    """Units by name from "unit:number" words. Raises `Invalid` pointing at `/size`."""
    found: dict[str, int] = {}
    for pair in pairs:
        unit, colon, number = pair.partition(":")
        fits = colon and 0 < len(unit) <= LONGEST_UNIT and number.isascii() and number.isdigit()
        if not fits or len(number) > len(str(LARGEST_NUMBER)) or int(number) > LARGEST_NUMBER:
            raise Invalid.field(
                "/size",
                f"{pair!r} is not a unit and a number.",
                next_step=f"Write it like user:1200, up to {LARGEST_NUMBER:,}.",
            )
        found[unit] = int(number)
    return found
