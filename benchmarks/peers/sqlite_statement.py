"""The ranking as one SQL statement in SQLite: filter, weighted sum, order, and JSON in one go.

The table holds the values of every product, ready made, one column a criterion, with an index on
the filtered column: SQLite does no more than filter, multiply, add, sort and write the JSON.
"""

import sqlite3

from plumbline.market.snapshot import Snapshot
from plumbline.rankings.schemas import Question
from plumbline.rankings.service import rank_market
from scoring.weights import quantised

_CRITERIA = ("compliance", "experience", "cost", "coverage")
_STATEMENT = """
SELECT json_group_array(json_object(
         'score', score / 1e8,
         'contributions', json_array(compliance * ? / 1e8, experience * ? / 1e8, cost * ? / 1e8,
                                     coverage * ? / 1e8),
         'product', json(product)))
FROM (SELECT compliance, experience, cost, coverage, product,
             compliance * ? + experience * ? + cost * ? + coverage * ? AS score
      FROM ranked WHERE admitted AND product_type IN ({marks})
      ORDER BY score DESC, position LIMIT ?)
"""


class SqliteStatement:
    """The statement over a table in memory."""

    def __init__(self, snapshot: Snapshot, question: Question) -> None:
        values = rank_market(snapshot, question).columns.values
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute(
            "CREATE TABLE ranked (position INTEGER PRIMARY KEY, product_type TEXT, admitted INTEGER,"
            " compliance REAL, experience REAL, cost REAL, coverage REAL, product TEXT)"
        )
        self._db.executemany(
            "INSERT INTO ranked VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (place, record.product_type, int(snapshot.admitted[place]), *values[:, place].tolist(),
                 bytes(snapshot.fragments[place]).decode())
                for place, record in enumerate(snapshot.records)
            ),
        )  # fmt: skip
        self._db.execute("CREATE INDEX by_type ON ranked (product_type)")
        self._db.execute("ANALYZE")

    def answer(self, question: Question) -> bytes:
        """The best products as JSON."""
        weights = quantised(_CRITERIA, question.weights).tolist()
        kinds = list(question.filter.product_type)
        statement = _STATEMENT.format(marks=", ".join("?" * len(kinds)))
        row = self._db.execute(statement, [*weights, *weights, *kinds, question.limit]).fetchone()
        return b'{"items":' + str(row[0]).encode() + b"}"
