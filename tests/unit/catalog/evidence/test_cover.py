"""The cheapest cover is the cheapest: held against every choice there is."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.cover import cheapest_cover

ITEMS = st.integers(0, 9)
SETS = st.dictionaries(
    st.text("abcdefgh", min_size=1, max_size=2), st.frozensets(ITEMS), min_size=1, max_size=9
)


def by_trying(wanted: set[int], covers: dict[str, frozenset[int]], weights: dict[str, int]) -> int:
    """The least weight of any choice that covers all."""
    return min(
        sum(weights[name] for name in choice)
        for size in range(len(covers) + 1)
        for choice in combinations(covers, size)
        if wanted <= {item for name in choice for item in covers[name]}
    )


@given(SETS, st.data())
def test_no_choice_is_cheaper(covers: dict[str, frozenset[int]], data: st.DataObject) -> None:
    """It covers all, and weighs what the best of all choices weighs."""
    inside = sorted({item for items in covers.values() for item in items})
    wanted = set(data.draw(st.lists(st.sampled_from(inside), unique=True))) if inside else set()
    weights = {name: data.draw(st.integers(1, 5)) for name in covers}
    chosen = cheapest_cover(wanted, covers, weights)
    assert wanted <= {item for name in chosen for item in covers[name]}
    assert sum(weights[name] for name in chosen) == by_trying(wanted, covers, weights)
    assert list(chosen) == [name for name in covers if name in chosen]


@given(SETS)
def test_the_same_question_has_the_same_answer(covers: dict[str, frozenset[int]]) -> None:
    """Whatever order sets happen to be walked in."""
    wanted = {item for items in covers.values() for item in items}
    weights = dict.fromkeys(covers, 1)
    again = {name: frozenset(sorted(items, reverse=True)) for name, items in covers.items()}
    assert cheapest_cover(wanted, covers, weights) == cheapest_cover(sorted(wanted), again, weights)


def test_what_nothing_covers_is_an_error() -> None:
    """Rather than a cover that is none."""
    with pytest.raises(ValueError, match="covered by nothing"):
        cheapest_cover({1, 2}, {"a": {1}}, {"a": 1})
    assert cheapest_cover((), {"a": {1}}, {"a": 1}) == ()
