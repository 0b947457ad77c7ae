"""What is known on a day about dates that standards set.

A standard's owner may move a compliance date by publishing a new edition. Before the new edition
is published nobody can know it, so the gate for an earlier day speaks of the date stated then.
"""

from catalog.gate import gate
from catalog.words import GateState
from tests.unit.catalog.made import day, edition, history, requirement, shown, standard

HELD = standard("HELD", requirement("HELD-1"))
MOVED = standard(
    "MOVED",
    requirement("MOVED-1"),
    published=day(100),
    due=day(400),
    earlier=(edition("1", due=day(200), published=day(-200)),),
)
KNOWN = history(*shown("e", "HELD-1"))


def test_before_the_news_the_first_date_strands_the_product() -> None:
    """On day 50 only the first edition is known: the product passes until day 200."""
    found = gate((HELD, MOVED), KNOWN, day(50))

    assert (found.state, found.until) == (GateState.ELIGIBLE_UNTIL, day(200))
    assert found.stranded_by == ("MOVED",)


def test_after_the_news_the_moved_date_does() -> None:
    """On day 150 the second edition is out: the product passes until day 400."""
    found = gate((HELD, MOVED), KNOWN, day(150))

    assert (found.state, found.until) == (GateState.ELIGIBLE_UNTIL, day(400))


def test_the_first_date_passes_without_harm() -> None:
    """On day 200, when the first edition would have bound, the product still passes."""
    assert gate((HELD, MOVED), KNOWN, day(200)).is_open
    assert not gate((HELD, MOVED), KNOWN, day(400)).is_open
