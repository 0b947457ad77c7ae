"""Who uses a product, whom they invited to speak of it, and what its supplier replied."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, String, Table, Text, UniqueConstraint, text

from plumbline.storage.tables.base import UtcDateTime, identifier, metadata, reference

products_in_use = Table(
    "products_in_use",
    metadata,
    identifier(),
    reference("organisation_id", "organisations.id", index=False),
    reference("product_id", "products.id"),
    Column("since", Date, nullable=False),
    Column("until", Date),  # the last day; NULL while it is in use
    Column("declared_by", String(200), nullable=False),
    Column("declared_at", UtcDateTime, nullable=False),
)
Index(
    "uq_products_in_use_open",
    products_in_use.c.organisation_id,
    products_in_use.c.product_id,
    unique=True,
    sqlite_where=text("until IS NULL"),
    postgresql_where=text("until IS NULL"),
)

# An invitation says nothing of whom it was sent to, nor when it was used; an answer says nothing of it.
feedback_invitations = Table(
    "feedback_invitations",
    metadata,
    Column("code_hash", String(64), primary_key=True),  # SHA-256 of the code
    reference("product_id", "products.id"),
    Column("organisation_code", String(12), nullable=False),
    Column("last_day", Date, nullable=False),
    Column("used", Boolean, nullable=False),
)

feedback_replies = Table(
    "feedback_replies",
    metadata,
    identifier(),
    reference("answer_id", "feedback.id", index=False),  # the first version of the answer
    Column("version", Integer, nullable=False),  # that was replied to
    Column("text", Text, nullable=False),
    Column("replied_by", String(200), nullable=False),
    Column("replied_on", Date, nullable=False),
    Column("replied_at", UtcDateTime, nullable=False),
    UniqueConstraint("answer_id"),
)
