"""Stems, held against the Porter stemmer of SQLite's FTS5: somebody else's, with the same steps."""

import re
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.language.porter import stem

ROOT = Path(__file__).parents[4]
SUFFIXES = {"eed", "ies", "sses"}  # FTS5 leaves what is nothing but a suffix of the first step alone


def stems_of_fts5(words: list[str]) -> dict[str, str]:
    """What SQLite makes of each word."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE found USING fts5(word, tokenize='porter unicode61')")
    db.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(found, 'instance')")
    db.executemany("INSERT INTO found (rowid, word) VALUES (?, ?)", list(enumerate(words)))
    return {words[place]: term for term, place in db.execute("SELECT term, doc FROM terms")}


def test_every_word_of_the_project_has_the_stem_that_sqlite_gives_it() -> None:
    """Many hundred words of health care, procurement and code."""
    texts = (path.read_text("utf-8") for path in (ROOT / "catalog").rglob("*.toml"))
    words = sorted({word for text in texts for word in re.findall("[a-z]{1,40}", text.lower())} - SUFFIXES)
    assert len(words) > 1500
    wrong = {
        word: (stem(word), theirs) for word, theirs in stems_of_fts5(words).items() if stem(word) != theirs
    }
    assert not wrong


_ENDINGS = (
    "s es ies ed eed ing ational tional izer alism iveness fulness biliti icate ical ness ement ion ance ll e"
)
ENDINGS = st.sampled_from(_ENDINGS.split())


@given(
    st.lists(
        st.builds(str.__add__, st.text("abcdeilnorstuwxyz", min_size=1, max_size=7), ENDINGS), min_size=1
    )
)
def test_any_word_has_the_stem_that_sqlite_gives_it(words: list[str]) -> None:
    """Made-up words with the endings that the steps look for."""
    asked = sorted(set(words) - SUFFIXES)
    found = stems_of_fts5(asked)
    assert {word: stem(word) for word in found} == found


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("prescribing", "prescrib"),
        ("yyed", "y"),
        ("prescribed", "prescrib"),
        ("records", "record"),
        ("relational", "relat"),
        ("ponies", "poni"),
        ("hopping", "hop"),
        ("generalizations", "gener"),
        ("it", "it"),
        ("news2", "news2"),
    ],
)
def test_examples(word: str, expected: str) -> None:
    """Some of them Porter's own."""
    assert stem(word) == expected
