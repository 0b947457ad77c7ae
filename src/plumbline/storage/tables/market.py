"""The market's revision number, each product's, and the trail of events.

`market_state.revision` rises with every change that a ranking could feel. Triggers raise it, not
the service: a write that forgets to say so cannot exist. See `plumbline.storage.triggers`.
"""

from sqlalchemy import CheckConstraint, Column, Integer, String, Table, Uuid

from plumbline.storage.tables.base import Json, UtcDateTime, identifier, metadata

market_state = Table(
    "market_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    CheckConstraint("id = 1", name="single_row"),
)

# Which revision last touched a product: what a worker has to read again, and nothing else.
product_revisions = Table(
    "product_revisions",
    metadata,
    Column("product_id", Uuid, primary_key=True),
    Column("revision", Integer, nullable=False, index=True),
)

events = Table(
    "events",
    metadata,
    identifier(),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor_kind", String(20), nullable=False),
    Column("actor_id", Uuid),
    Column("actor_name", String(200), nullable=False),
    Column("organisation_id", Uuid, index=True),
    Column("action", String(60), nullable=False),
    Column("subject_kind", String(40), nullable=False),
    Column("subject_id", String(120), nullable=False),
    Column("details", Json, nullable=False),
)
