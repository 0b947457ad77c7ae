"""What a query asks for, and what it finds, over a handful of texts."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.market.asking import MOST_WORDS, units_of
from plumbline.market.finding import QUERIES_KEPT, Finder
from plumbline.market.text import TextIndex

NAMES = ("Tern Record", "Tern Lab", "Plain Theatre", "Ward Round", "Ward Record Plain")
KINDS = ("Electronic patient record", "Laboratory information management", "", "", "")
SAID = ("Signing notes at the bedside.", "Specimens.", "Theatre lists.", "Prescribed drugs.", "Letters.")
DOCUMENTS = [(name, "", kind, "", "", said, "") for name, kind, said in zip(NAMES, KINDS, SAID, strict=True)]
INDEX = TextIndex(DOCUMENTS)


def names(query: str, ids: Sequence[object] = range(5)) -> list[str]:
    """What is found, best first."""
    found = Finder(INDEX, ids).relevance(query)
    assert found is not None
    return [NAMES[place] for place in found.order]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sign", ["Tern Record"]),
        ("prescribing", ["Ward Round"]),
        ("medication", ["Ward Round"]),
        ("EHR", ["Tern Record"]),
        ("lims", ["Tern Lab"]),
        ("theater", ["Plain Theatre"]),
        ("the bedside", ["Tern Record"]),
        ("tern rec", ["Tern Record"]),
        ("ward round letters and more", ["Ward Round", "Ward Record Plain"]),
        ("qqqq", []),
        ("???", []),
    ],
)
def test_examples(query: str, found: list[str]) -> None:
    """Endings, other names, slips, beginnings, and words that nothing has."""
    assert names(query) == found


def test_an_empty_query_asks_for_nothing() -> None:
    """Which is not the same as finding nothing."""
    assert Finder(INDEX, range(5)).relevance("  ") is None
    assert Finder(INDEX, range(5)).relevance("") is None


def test_a_name_weighs_more_than_a_description_and_ties_go_by_id() -> None:
    """Equal figures in the order of ids, whatever the order of the market."""
    assert names("theatre plain")[0] == "Plain Theatre"
    twins = TextIndex([DOCUMENTS[0]] * 3)
    found = Finder(twins, ["c", "a", "b"]).relevance("tern")
    assert found is not None
    assert found.order.tolist() == [1, 2, 0]


def test_what_a_word_was_taken_for_is_said() -> None:
    """And what the glossary calls it."""
    (slip,) = units_of("theater", INDEX)
    assert (slip.asked, slip.taken_for, slip.name) == ("theater", ("theatre",), "operating theatre")
    (other,) = units_of("electronic pateint records", INDEX)
    assert (other.taken_for, other.name) == (("electronic patient records",), "electronic patient record")


def test_small_words_are_left_out_unless_they_are_all_there_is() -> None:
    """Somebody may be typing a longer one."""
    assert [unit.asked for unit in units_of("notes at the bedside", INDEX)] == ["notes", "bedside"]
    assert "Plain Theatre" in names("the")


@given(st.text(max_size=200))
def test_no_query_fails(query: str) -> None:
    """And what is found has a figure, is in order, and has a word of the query."""
    finder = Finder(INDEX, range(5))
    found = finder.relevance(query)
    if found is None:
        assert not query.strip()
        return
    assert len(found.units) <= MOST_WORDS
    assert sorted(found.order.tolist()) == np.flatnonzero(found.found).tolist()
    assert (np.diff(found.figures[found.order]) <= 0).all()
    assert (found.figures > 0).tolist() == found.found.tolist()
    assert (found.has[:, found.by_words].any(axis=0)).all()
    assert finder.relevance(query) is found


def test_only_so_many_queries_are_kept() -> None:
    """Whoever asks much does not fill the memory."""
    finder = Finder(INDEX, range(5))
    first = finder.relevance("tern")
    for number in range(QUERIES_KEPT):
        finder.relevance(f"ward {number}")
    assert finder.relevance("tern") is not first
