"""What users of a product said. Append-only: a change or a withdrawal is one more version of the answer."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from plumbline.storage.tables.base import Json, identifier, metadata, reference

feedback = Table(
    "feedback",
    metadata,
    identifier(),
    Column("answer_id", Uuid, nullable=False, index=True),  # the id of its first version
    Column("version", Integer, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    reference("product_id", "products.id"),
    Column("organisation_code", String(12), nullable=False),
    Column("respondent", String(64), nullable=False),  # a pseudonym, never a name
    Column("source", String(20), nullable=False),  # signed_in | invited | imported | recorded
    Column("role", String(60), nullable=False),
    Column("specialty", String(60)),
    Column("months_of_use", Integer),
    Column("instrument", String(20), nullable=False),
    Column("items", Json, nullable=False),  # empty where a score alone is known
    Column("score", Float, nullable=False),
    Column("statements", Json, nullable=False),
    Column("ease", Integer),
    Column("comment", Text, nullable=False),
    Column("period", String(7), nullable=False),  # "2026-Q1": one answer a quarter
    Column("given_on", Date, nullable=False),
    Column("booked_on", Date),  # when it was written down: a survey may be older. None: when it was given
    UniqueConstraint("product_id", "respondent", "period", "version"),
    CheckConstraint("score >= 0 AND score <= 100", name="score_range"),
    CheckConstraint("version >= 1", name="counted"),
)
