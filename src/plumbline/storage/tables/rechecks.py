"""Looking again: who does it now, each time it was done, what moved, and when each product was last seen."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, String, Table, Uuid

from plumbline.storage.tables.base import Json, UtcDateTime, identifier, metadata, reference

# One row. Whoever holds it before `until` is the only one who looks again; after that it is anybody's.
recheck_lease = Table(
    "recheck_lease",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("holder", Uuid),
    Column("until", UtcDateTime),
    CheckConstraint("id = 1", name="single_row"),
)

recheck_runs = Table(
    "recheck_runs",
    metadata,
    identifier(),
    Column("as_of", Date, nullable=False),
    Column("started_by", String(80), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),  # none: it goes on, or was cut off and the next one goes on with it
    # Counted at its end: products looked at, those on which something moved, and what could not be read.
    Column("products", Integer, nullable=False),
    Column("moved", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
)

# When each product was last looked at. It is moved on, and its history is that of the runs.
product_checks = Table(
    "product_checks",
    metadata,
    Column("product_id", Uuid, ForeignKey("products.id"), primary_key=True),
    reference("run_id", "recheck_runs.id"),
    Column("as_of", Date, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
)

# What moved, product by product. Append-only; a trigger raises the market's revision with each row.
recheck_changes = Table(
    "recheck_changes",
    metadata,
    identifier(),
    reference("run_id", "recheck_runs.id"),
    reference("product_id", "products.id"),
    Column("since", Date, nullable=False),
    Column("as_of", Date, nullable=False),
    Column("gate_before", String(40), nullable=False),
    Column("gate_after", String(40), nullable=False),
    Column("body", Json, nullable=False),
    Column("recorded_at", UtcDateTime, nullable=False),
)
