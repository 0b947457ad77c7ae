"""What rules marked among the answers, what moderators ruled, and appeals. Append-only, all of them."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from plumbline.storage.tables.base import UtcDateTime, identifier, metadata, reference

feedback_marks = Table(
    "feedback_marks",
    metadata,
    identifier(),
    reference("answer_id", "feedback.id", index=False),  # the first version of the answer
    Column("rule", String(20), nullable=False),
    Column("words", Text, nullable=False),
    Column("rulings", Integer, nullable=False),  # how many there were when it was made
    Column("marked_on", Date, nullable=False),
    UniqueConstraint("answer_id", "rule"),
)

feedback_rulings = Table(
    "feedback_rulings",
    metadata,
    identifier(),
    reference("answer_id", "feedback.id", index=False),
    Column("number", Integer, nullable=False),
    Column("outcome", String(10), nullable=False),  # keep | hold
    Column("reason", Text, nullable=False),
    reference("moderator_id", "people.id"),
    Column("ruled_by", String(200), nullable=False),
    Column("ruled_on", Date, nullable=False),
    Column("ruled_at", UtcDateTime, nullable=False),
    UniqueConstraint("answer_id", "number"),
    CheckConstraint("number >= 1", name="counted"),
)

feedback_appeals = Table(
    "feedback_appeals",
    metadata,
    Column("ruling_id", Uuid, ForeignKey("feedback_rulings.id"), primary_key=True),  # one to a ruling
    Column("source", String(20), nullable=False),  # giver | supplier
    Column("text", Text, nullable=False),
    Column("appealed_by", String(200), nullable=False),  # of a giver nothing is said
    Column("appealed_on", Date, nullable=False),
    Column("appealed_at", UtcDateTime, nullable=False),
)
