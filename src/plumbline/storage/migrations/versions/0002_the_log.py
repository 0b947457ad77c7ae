"""Events become a log that can be proved: numbered without gaps, hashed into a tree, never changed."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from plumbline.kit.audit import Actor, Event
from plumbline.kit.leaves import ACTOR_NAME, leaf_of
from plumbline.kit.merkle import Frontier, leaf_hash
from plumbline.storage import append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    db = op.get_bind()
    # The time zone is put on by hand: SQLite keeps none.
    before = db.execute(sa.text("SELECT * FROM events ORDER BY at, id")).mappings().all()
    _drop_events()
    op.create_table(
        "events",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=120), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_events")),
        sa.UniqueConstraint("id", name=op.f("uq_events_id")),
    )
    for name in ("at", "actor_id", "organisation_id", "action"):
        op.create_index(op.f(f"ix_events_{name}"), "events", [name], unique=False)
    op.create_table(
        "event_persons",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", "field", name=op.f("pk_event_persons")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("peaks", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("size", name=op.f("pk_audit_checkpoints")),
    )
    _append(db, before)
    for statement in append_only.create_statements(db.dialect.name):
        op.execute(statement)


def downgrade() -> None:
    db = op.get_bind()
    for statement in append_only.drop_statements(db.dialect.name):
        op.execute(statement)
    query = (
        "SELECT events.*, event_persons.value AS actor_name FROM events LEFT JOIN event_persons"
        " ON event_persons.sequence = events.sequence AND event_persons.field = :field"
    )
    before = db.execute(sa.text(query), {"field": ACTOR_NAME}).mappings().all()
    for name in ("action", "actor_id"):
        op.drop_index(op.f(f"ix_events_{name}"), table_name="events")
    _drop_events()
    for table in ("event_persons", "audit_head", "audit_checkpoints"):
        op.drop_table(table)
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=120), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"], unique=False)
    op.create_index(op.f("ix_events_organisation_id"), "events", ["organisation_id"], unique=False)
    _copy_back(db, before)


def _drop_events() -> None:
    op.drop_index(op.f("ix_events_organisation_id"), table_name="events")
    op.drop_index(op.f("ix_events_at"), table_name="events")
    op.drop_table("events")


def _append(db: sa.Connection, before: Any) -> None:
    """Every event so far becomes a leaf, in the order in which it happened."""
    tree = Frontier()
    for row in before:
        values = _typed(row)
        actor = Actor(
            kind=values["actor_kind"],
            id=values["actor_id"],
            name=values["actor_name"],
            organisation_id=values["organisation_id"],
        )
        told = {name: values[name] for name in ("at", "action", "subject_kind", "subject_id", "details")}
        leaf = leaf_of(tree.size, values["id"], Event(actor=actor, **told))
        hashed = leaf_hash(leaf.text.encode())
        own = {"sequence": tree.size, "leaf": leaf.text, "leaf_hash": hashed.hex(), "details": leaf.details}
        kept = {name: value for name, value in values.items() if name != "actor_name"}
        db.execute(_table("events", [*kept, *own]).insert().values(**(kept | own)))
        for each in leaf.secrets:
            secret = {"sequence": tree.size, "field": each.field, "salt": each.salt, "value": each.value}
            db.execute(_table("event_persons", list(secret)).insert().values(**secret))
        tree.append(hashed)
    peaks = " ".join(peak.hex() for peak in tree.peaks)
    db.execute(
        _table("audit_head", ["id", "size", "peaks"]).insert().values(id=1, size=tree.size, peaks=peaks)
    )


def _copy_back(db: sa.Connection, before: Any) -> None:
    names = ("id", "at", "actor_kind", "actor_id", "actor_name", "organisation_id", "action")
    for row in before:
        values = _typed(row)
        kept = {name: values[name] for name in (*names, "subject_kind", "subject_id", "details")}
        kept["actor_name"] = kept["actor_name"] or "erased"
        db.execute(_table("events", list(kept)).insert().values(**kept))


_TYPES: dict[str, Any] = {
    "id": sa.Uuid(),
    "actor_id": sa.Uuid(),
    "organisation_id": sa.Uuid(),
    "at": MOMENT,
    "details": JSON,
}


def _table(name: str, columns: list[str]) -> sa.TableClause:
    typed = {column: _TYPES.get(column) for column in columns}
    if name == "audit_head":
        typed["id"] = sa.Integer()
    return sa.table(name, *(sa.column(column, kind) for column, kind in typed.items()))


def _typed(row: Any) -> dict[str, Any]:
    """A row as it was read without types, with those that matter put on."""
    import json
    from datetime import UTC, datetime
    from uuid import UUID

    values = dict(row)
    for name in ("id", "actor_id", "organisation_id"):
        if isinstance(values[name], str):
            values[name] = UUID(values[name])
    if isinstance(values["at"], str):
        values["at"] = datetime.fromisoformat(values["at"])
    if values["at"].tzinfo is None:
        values["at"] = values["at"].replace(tzinfo=UTC)
    if isinstance(values["details"], str):
        values["details"] = json.loads(values["details"])
    return values
