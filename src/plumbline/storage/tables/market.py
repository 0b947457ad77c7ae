"""The market's revision number, and each product's.

`market_state.revision` rises with every change that a ranking could feel. Triggers raise it, not
the service: a write that forgets to say so cannot exist. See `plumbline.storage.triggers`.
"""

from sqlalchemy import CheckConstraint, Column, Integer, Table, Uuid

from plumbline.storage.tables.base import metadata

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
