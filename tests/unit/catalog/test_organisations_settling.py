"""What is kept when a file tells again of a succession that is recorded."""

from datetime import date

import msgspec

from catalog.organisations.organisation import Succession, SuccessionKind
from catalog.organisations.settling import settled

MERGER = Succession(
    predecessor="AAA", successor="BBB", on=None, kind=SuccessionKind.MERGER, note="The day is not recorded."
)
TOLD = Succession(predecessor="AAA", successor="BBB", on=date(2020, 4, 1), kind=SuccessionKind.SUCCESSION)


def test_what_is_new_or_says_how_it_came_about_is_taken_as_it_is() -> None:
    """Nothing recorded, or a source that states the kind."""
    assert settled(None, TOLD, kind_stated=False) == TOLD
    assert settled(MERGER, TOLD, kind_stated=True) == TOLD


def test_otherwise_only_the_day_is_added_and_a_note_about_it_goes() -> None:
    """The kind stays; the note that spoke of a missing day would now be wrong."""
    assert settled(MERGER, TOLD, kind_stated=False) == msgspec.structs.replace(MERGER, on=TOLD.on, note="")


def test_a_known_day_never_becomes_unknown() -> None:
    """A source that leaves the day out takes nothing away."""
    dated = msgspec.structs.replace(MERGER, on=date(2019, 4, 1))
    told = msgspec.structs.replace(TOLD, on=None)
    assert settled(dated, told, kind_stated=False) == dated


def test_a_bare_succession_learns_how_it_came_about() -> None:
    """A kind that says nothing gives way to one that does."""
    told = msgspec.structs.replace(TOLD, kind=SuccessionKind.MERGER)
    assert settled(TOLD, told, kind_stated=False) == told
