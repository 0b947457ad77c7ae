"""Hosts that suppliers registered for live checks, and the looks that were taken at them."""

import sqlalchemy as sa
from alembic import op

from plumbline.storage import row_security

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("live_checks", "live_looks")


def upgrade() -> None:
    op.create_table(
        "live_checks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("proof", sa.String(length=10), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=200), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.Uuid(), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_live_checks_release_id_releases")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_live_checks_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_checks")),
    )
    op.create_index(op.f("ix_live_checks_supplier_id"), "live_checks", ["supplier_id"])
    op.create_index(op.f("ix_live_checks_due_at"), "live_checks", ["due_at"])
    still_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_live_checks_open",
        "live_checks",
        ["release_id", "address"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
    op.create_table(
        "live_looks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("live_check_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=True),
        sa.Column("ip", sa.String(length=45), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("shows", sa.String(length=64), nullable=True),
        sa.Column("evidence_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_live_looks_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["live_check_id"], ["live_checks.id"], name=op.f("fk_live_looks_live_check_id_live_checks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_live_looks")),
    )
    op.create_index(op.f("ix_live_looks_live_check_id"), "live_looks", ["live_check_id"])
    if op.get_bind().dialect.name == "postgresql":
        for table in TABLES:
            for statement in row_security.protect(table):
                op.execute(statement)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
