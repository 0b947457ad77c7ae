"""How sure what users say of a product is, as its page shows it: intervals drawn, and a table of the same."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from plumbline.market.like_me import Figure, ForBuyer
from plumbline.market.placed import MOST_TRIED, Place, Why, place_of
from plumbline.market.snapshot import Snapshot
from plumbline.web.drawing import Interval, interval_of
from scoring.experience_model.said import Estimate
from scoring.robustness.placing import half_width

SCALE: Final = 100.0
_FEW: Final = 0.005


class SureRow(msgspec.Struct, frozen=True, kw_only=True):
    """For whom, of 100, likely between what, drawn, and how likely it is among the first. `trial` is the
    question of the trial that this chance is from, as an address has it; None where there is none.
    """

    whom: str
    figure: str
    likely: str
    chance: str
    drawn: Interval
    trial: dict[str, Any] | None


class HowSure(msgspec.Struct, frozen=True, kw_only=True):
    """The table. `place` is that of all users, `note` says what it is or why there is none. `slack`: by how
    many in a hundred a chance may be off. `told`: is there any?
    """

    rows: tuple[SureRow, ...]
    place: Place
    note: str
    told: bool
    slack: int


def sure_of(
    snapshot: Snapshot, at: int, buyer: ForBuyer | None, figure: Figure | None, address: Mapping[str, Any]
) -> HowSure | None:
    """Of the product at a place; None where nothing is known of any, or the method tries no rankings.
    `address` says who the buyer is, as an address does.
    """
    place, estimate = place_of(snapshot, at, None), snapshot.estimates[at]
    if place is None or estimate is None:
        return None
    trial = {
        "product_type": [snapshot.records[at].product_type],
        "w_experience": 1,
        "weigh": "exact",
        "as_of": snapshot.as_of.isoformat(),
    }
    rows = [_row("All users", estimate, estimate.mean, place, trial)]
    mine = None if buyer is None else place_of(snapshot, at, buyer)
    if mine is not None and figure is not None:
        rows.append(_row("People like yours", figure.estimate, figure.points, mine, {**trial, **address}))
    return HowSure(
        rows=tuple(rows),
        place=place,
        note=place_note(place),
        told=place.chance is not None,
        slack=max(1, round(100 * half_width(place.draws))),
    )


def _row(whom: str, estimate: Estimate, points: float, place: Place, trial: dict[str, Any]) -> SureRow:
    return SureRow(
        whom=whom,
        figure=f"{points:.0f}" if estimate.sufficient else "insufficient evidence",
        # From the tenths that every other place of the page has: rounded once more, 53.46 is 54 there.
        likely=f"{round(estimate.low, 1):.0f} to {round(estimate.high, 1):.0f}",
        chance=chance_in_words(place),
        drawn=interval_of(estimate.low, points, estimate.high, SCALE),
        trial=None if place.chance is None else trial,
    )


def chance_in_words(place: Place) -> str:
    """A chance as draws may tell it, never none and never certain: "37 in 100"; else what is missing."""
    if place.chance is None:
        return _MISSING[place.why]
    if place.chance < _FEW:
        return "fewer than 1 in 100"
    if place.chance > 1 - _FEW:
        return "more than 99 in 100"
    return f"{min(99, max(1, round(100 * place.chance)))} in 100"


def place_note(place: Place) -> str:
    """What the chance is of, or why there is none."""
    among = f"the {place.of} of its kind that may be bought"
    if place.chance is not None:
        return f"Among the first {place.first} of {among}, by what users say and by nothing else."
    return _REASONS[place.why].format(first=place.first, of=place.of, most=MOST_TRIED)


_MISSING: Final = {
    Why.NOT_KNOWN: "not known",
    Why.NOT_RANKED: "not ranked",
    Why.INSUFFICIENT: "insufficient evidence",
    Why.FEW: "too few of its kind",
    Why.MANY: "too many of its kind",
}
_REASONS: Final = {
    Why.NOT_KNOWN: "Nothing is known of users' experience of any product.",
    Why.NOT_RANKED: "It does not pass the gate on this day: only products that may be bought are ranked.",
    Why.INSUFFICIENT: "Insufficient evidence: too few have answered to say what place it has.",
    Why.FEW: "No more than {first} of its kind may be bought: each is among the first {first}.",
    Why.MANY: "{of:,} of its kind may be bought; at most {most} are tried at once.",
}
