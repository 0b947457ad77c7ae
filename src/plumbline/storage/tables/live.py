"""Hosts that suppliers registered for live checks, and every look that was taken at them."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, Uuid

from plumbline.storage.tables.base import UtcDateTime, identifier, metadata, reference

live_checks = Table(
    "live_checks",
    metadata,
    identifier(),
    reference("supplier_id", "suppliers.id"),
    reference("release_id", "releases.id", index=False),
    Column("address", String(300), nullable=False),
    Column("proof", String(10), nullable=False),  # dns | file
    Column("token", String(64), nullable=False),
    Column("state", String(20), nullable=False),  # catalog.evidence.live.LiveState
    Column("misses", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("registered_at", UtcDateTime, nullable=False),
    Column("registered_by", String(200), nullable=False),
    Column("proved_at", UtcDateTime),  # when the token was found last
    Column("checked_at", UtcDateTime),
    Column("due_at", UtcDateTime, index=True),  # none once it has ended
    Column("ended_at", UtcDateTime),
    # Whoever runs the check, and until when it is theirs alone: a worker that died holds nothing up for long.
    Column("claim", Uuid),
    Column("claimed_until", UtcDateTime),
)
Index(
    "uq_live_checks_open",
    live_checks.c.release_id,
    live_checks.c.address,
    unique=True,
    sqlite_where=live_checks.c.ended_at.is_(None),
    postgresql_where=live_checks.c.ended_at.is_(None),
)

# Appended to, never changed: what was asked of which address, when, and what came of it.
live_looks = Table(
    "live_looks",
    metadata,
    identifier(),
    reference("live_check_id", "live_checks.id"),
    Column("at", UtcDateTime, nullable=False),
    Column("about", String(60), nullable=False),  # proof, or the format of the document
    Column("outcome", String(20), nullable=False),  # plumbline.live.schemas.LookOutcome
    Column("url", String(400)),
    Column("ip", String(45)),
    Column("reason", Text),  # where nothing came of it
    Column("sha256", String(64)),  # of what came
    Column("size", Integer),  # bytes
    Column("shows", String(64)),  # a hash over what it shows, to know it again
    reference("evidence_id", "evidence.id", nullable=True, index=False),
)
