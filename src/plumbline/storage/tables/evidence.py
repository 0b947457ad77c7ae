"""Files by their hash, evidence, decisions and work-off plans. Append-only, all of them."""

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from plumbline.storage.tables.base import Json, UtcDateTime, identifier, metadata, reference

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

evidence = Table(
    "evidence",
    metadata,
    identifier(),
    reference("release_id", "releases.id"),
    Column("kind", String(40), nullable=False),
    Column("title", String(300), nullable=False),
    Column("statement", Text, nullable=False),
    Column("sha256", String(64), ForeignKey("files.sha256"), index=True),
    Column("file_name", String(300)),
    Column("media_type", String(100)),
    Column("issuer", String(300)),
    Column("number", String(100)),
    Column("scope", Text),
    Column("issued_on", Date),
    Column("expires_on", Date),
    Column("submitted_on", Date, nullable=False),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("submitted_by", String(200), nullable=False),
    reference("supersedes", "evidence.id", nullable=True),
)

evidence_requirements = Table(
    "evidence_requirements",
    metadata,
    reference("evidence_id", "evidence.id", index=False),
    Column("requirement_id", String(60), nullable=False),
    UniqueConstraint("evidence_id", "requirement_id"),
)

decisions = Table(
    "decisions",
    metadata,
    identifier(),
    reference("evidence_id", "evidence.id", index=False),
    Column("requirement_id", String(60), nullable=False),
    Column("version", Integer, nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("assurance", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", String(200), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    # Where a reader decided: the place in the document, the rule, and which reader of which version.
    Column("pointer", Text),
    Column("rule", String(100)),
    Column("reader", String(80)),
    Column("until", Date),  # the last day on which it holds, where that is not the evidence's own
    # Two assessors deciding at once: the second meets this wall and is told so.
    UniqueConstraint("evidence_id", "requirement_id", "version"),
)

readings = Table(
    "readings",
    metadata,
    identifier(),
    reference("evidence_id", "evidence.id", index=False),
    Column("number", Integer, nullable=False, server_default="1"),  # 1 when handed in; then one for each time
    Column("format", String(60), nullable=False),
    Column("reader_version", Integer, nullable=False),
    Column("received_sha256", String(64), nullable=False),
    Column("received_size", Integer, nullable=False),
    # What is kept: the same bytes, or those without the secrets that stood in them.
    Column("kept_sha256", String(64), ForeignKey("files.sha256"), nullable=False),
    Column("beside", Json, nullable=False),  # what it was read together with, as kept
    Column("refused", Text),  # why a later reader would not take it any more
    Column("body", Json, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
    UniqueConstraint("evidence_id", "number"),
)

work_off_plans = Table(
    "work_off_plans",
    metadata,
    identifier(),
    reference("release_id", "releases.id"),
    Column("standard_id", String(40), nullable=False),
    Column("requirement_ids", Json, nullable=False),
    Column("agreed_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("text", Text, nullable=False),
)

# What was carried from a release to the next, in one act. It can be taken back once, and never again.
carries = Table(
    "carries",
    metadata,
    identifier(),
    Column("release_id", Uuid, ForeignKey("releases.id"), nullable=False, unique=True),
    reference("from_release_id", "releases.id"),
    Column("statement", Text, nullable=False),
    Column("policy_version", Integer, nullable=False),
    Column("carried_on", Date, nullable=False),
    Column("carried_at", UtcDateTime, nullable=False),
    Column("carried_by", String(200), nullable=False),
)

carried_evidence = Table(
    "carried_evidence",
    metadata,
    identifier(),
    reference("carry_id", "carries.id", index=False),
    reference("evidence_id", "evidence.id"),
    Column("requirement_ids", Json, nullable=False),
    Column("rests_on", String(20), nullable=False),
    Column("at_most", String(20), nullable=False),
    UniqueConstraint("carry_id", "evidence_id"),
)

carries_taken_back = Table(
    "carries_taken_back",
    metadata,
    Column("carry_id", Uuid, ForeignKey("carries.id"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("taken_back_on", Date, nullable=False),
    Column("taken_back_at", UtcDateTime, nullable=False),
    Column("taken_back_by", String(200), nullable=False),
)
