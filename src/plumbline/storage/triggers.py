"""The triggers that raise the market's revision: a write cannot forget to.

For each table that a ranking can feel, a query says which products a changed row touches. On
SQLite a trigger runs per row and names it NEW or OLD; on PostgreSQL once per statement over the
rows it changed, because updating one counter a hundred thousand times in a transaction is slow
there. Both end the same: the revision rises, and the touched products carry it.
"""

from collections.abc import Collection, Iterator
from typing import Final

# {row} stands for the changed row; {rows} for the FROM clause that provides it.
_OWN: Final = "SELECT {row}.product_id AS product_id {rows}"
_BY_RELEASE: Final = (
    "SELECT releases.product_id AS product_id FROM releases {join} releases.id = {row}.release_id"
)
_BY_EVIDENCE: Final = (
    "SELECT releases.product_id AS product_id FROM evidence"
    " JOIN releases ON releases.id = evidence.release_id {join} evidence.id = {row}.evidence_id"
)
_BY_ANSWER: Final = (
    "SELECT feedback.product_id AS product_id FROM feedback {join} feedback.id = {row}.answer_id"
)
_BY_CARRY: Final = (
    "SELECT releases.product_id AS product_id FROM carries"
    " JOIN releases ON releases.id = carries.release_id {join} carries.id = {row}.carry_id"
)

TOUCHED: Final[dict[str, str]] = {
    "products": "SELECT {row}.id AS product_id {rows}",
    "suppliers": "SELECT products.id AS product_id FROM products {join} products.supplier_id = {row}.id",
    "product_capabilities": _OWN,
    "releases": _OWN,
    "price_plans": _OWN,
    "feedback": _OWN,
    "evidence": _BY_RELEASE,
    "work_off_plans": _BY_RELEASE,
    "evidence_requirements": _BY_EVIDENCE,
    "decisions": _BY_EVIDENCE,
    "recheck_changes": _OWN,
    "carries": _BY_RELEASE,
    "carries_taken_back": _BY_CARRY,
    "feedback_rulings": _BY_ANSWER,
    "models": "",  # a newer model orders searches anew, and no product changes
    "capabilities": "",  # names and numbers of filters change, no product does
}
_LATER: Final = ("recheck_changes", "carries", "carries_taken_back", "feedback_rulings", "models")
FIRST: Final = tuple(table for table in TOUCHED if table not in _LATER)
"""The tables of the first schema; those that came later bring their triggers in their own migration."""
OPERATIONS: Final = ("INSERT", "UPDATE", "DELETE")

_REMEMBER: Final = "ON CONFLICT (product_id) DO UPDATE SET revision = excluded.revision"  # the newest wins


def create_statements(dialect: str, tables: Collection[str] = tuple(TOUCHED)) -> Iterator[str]:
    """The SQL that puts the triggers of the tables in place, for "sqlite" or "postgresql"."""
    for table, query in ((table, TOUCHED[table]) for table in tables):
        yield from (_sqlite(table, query) if dialect == "sqlite" else _postgres(table, query))


def drop_statements(dialect: str, tables: Collection[str] = tuple(TOUCHED)) -> Iterator[str]:
    """The SQL that takes them away again."""
    for table in tables:
        for operation in OPERATIONS:
            name = f"market_{table}_{operation.lower()}"
            yield f"DROP TRIGGER {name}" if dialect == "sqlite" else f"DROP TRIGGER {name} ON {table}"
        if dialect != "sqlite":
            yield f"DROP FUNCTION market_touch_{table}()"


def _sqlite(table: str, query: str) -> Iterator[str]:
    for operation in OPERATIONS:
        touched = query.format(row="OLD" if operation == "DELETE" else "NEW", rows="", join="WHERE")
        remember = (
            "INSERT INTO product_revisions (product_id, revision)"
            f" SELECT touched.product_id, market_state.revision FROM ({touched}) AS touched, market_state"
            f" WHERE touched.product_id IS NOT NULL {_REMEMBER};"
            if query
            else ""
        )
        yield (
            f"CREATE TRIGGER market_{table}_{operation.lower()} AFTER {operation} ON {table} BEGIN"
            f" UPDATE market_state SET revision = revision + 1; {remember} END"
        )


def _postgres(table: str, query: str) -> Iterator[str]:
    touched = query.format(row="changed", rows="FROM changed", join="JOIN changed ON")
    remember = (
        "INSERT INTO product_revisions (product_id, revision)"
        f" SELECT DISTINCT touched.product_id, now_at FROM ({touched}) AS touched"
        f" WHERE touched.product_id IS NOT NULL {_REMEMBER};"
        if query
        else ""
    )
    yield (
        f"CREATE FUNCTION market_touch_{table}() RETURNS trigger LANGUAGE plpgsql AS $$"
        " DECLARE now_at integer; BEGIN"
        " UPDATE market_state SET revision = revision + 1 RETURNING revision INTO now_at;"
        f" {remember} RETURN NULL; END $$"
    )
    for operation in OPERATIONS:
        which = "OLD" if operation == "DELETE" else "NEW"
        yield (
            f"CREATE TRIGGER market_{table}_{operation.lower()} AFTER {operation} ON {table}"
            f" REFERENCING {which} TABLE AS changed"
            f" FOR EACH STATEMENT EXECUTE FUNCTION market_touch_{table}()"
        )
