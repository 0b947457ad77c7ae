"""Why the keyword half stands in memory: what the engines' own full-text searches find, and agree on.

The figures of docs/decisions/0023-keyword-search-in-memory.md; run with -s to see them.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from statistics import mean
from typing import Any

import pytest
from sqlalchemy import text

from plumbline.market.finding import Finder
from plumbline.market.text import TextIndex
from plumbline.storage.engine import Database
from tests.search.judged import Search, demonstration, figures, judgements, line

FIELDS = ("name", "supplier", "kind", "capability", "summary", "description", "meaning")


def in_memory() -> Search:
    """Our own keyword half."""
    texts = demonstration()
    finder = Finder(TextIndex(texts.documents), texts.ids)

    def search(words: str) -> Sequence[str]:
        found = finder.relevance(words)
        return [texts.slugs[place] for place in found.order] if found else []

    return search


def fts5() -> Search:
    """SQLite's FTS5 with its Porter stemmer, words joined by OR, our weights of fields."""
    texts = demonstration()
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE found USING fts5({', '.join(FIELDS)}, tokenize='porter unicode61')")
    db.executemany("INSERT INTO found VALUES (?, ?, ?, ?, ?, ?, ?)", texts.documents)

    def search(words: str) -> Sequence[str]:
        asked = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", words))
        order = "bm25(found, 6.0, 3.0, 2.5, 2.0, 1.5, 1.0, 0.5), rowid"
        rows = db.execute(f"SELECT rowid FROM found WHERE found MATCH ? ORDER BY {order}", [asked])
        return [texts.slugs[row - 1] for (row,) in rows]

    return search


@pytest.fixture
def tsvector(postgres_url: str) -> Iterator[Search]:
    """PostgreSQL's tsvector in English, words joined by OR, ranked by ts_rank_cd."""
    texts = demonstration()
    database = Database(postgres_url)
    weighed = " || ".join(
        f"setweight(to_tsvector('english', :{field}), '{weight}')"
        for field, weight in zip(FIELDS, "ABBCCDD", strict=True)
    )
    with database.engine.connect() as db:
        db.execute(text("CREATE TEMPORARY TABLE found (id integer, words tsvector)"))
        rows: list[dict[str, Any]] = [
            {"id": place, **dict(zip(FIELDS, fields, strict=True))}
            for place, fields in enumerate(texts.documents)
        ]
        db.execute(text(f"INSERT INTO found SELECT :id, {weighed}"), rows)
        query = text(
            "SELECT id FROM found, "
            "(SELECT replace(CAST(plainto_tsquery('english', :asked) AS text), '&', '|')"
            "::tsquery AS asked) AS q"
            " WHERE words @@ asked ORDER BY ts_rank_cd(words, asked, 32) DESC, id"
        )
        yield lambda words: [texts.slugs[row.id] for row in db.execute(query, {"asked": words})]
    database.close()


def agreement(one: Search, other: Search) -> float:
    """The share of the first ten that two searches have in common, on average."""
    shares = []
    for judged in judgements():
        first, second = set(one(judged.words)[:10]), set(other(judged.words)[:10])
        shares.append(len(first & second) / len(first | second) if first | second else 1.0)
    return mean(shares)


@pytest.mark.postgres
def test_each_engine_finds_less_and_something_else(tsvector: Search) -> None:
    """Neither knows other names or slips, and one query has two answers, by where the market is kept."""
    ours, lite, post = in_memory(), fts5(), tsvector
    for name, search in (("in memory", ours), ("FTS5, porter", lite), ("tsvector, english", post)):
        print(line(name, figures(search)))
    print(f"FTS5 and tsvector share {agreement(lite, post):.2f} of their first ten")
    assert figures(ours)["all"] > figures(lite)["all"] + 0.05
    assert figures(ours)["all"] > figures(post)["all"] + 0.05
    assert agreement(lite, post) < 0.9
