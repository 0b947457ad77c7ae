"""Looking again each night: a lease, the runs, what moved; and readings after the first."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from plumbline.storage import row_security, triggers

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _lease()
    _runs()
    op.add_column("decisions", sa.Column("until", sa.Date(), nullable=True))
    op.add_column("readings", sa.Column("number", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("readings") as batch:
        batch.drop_constraint(op.f("uq_readings_evidence_id_reader_version"), type_="unique")
        batch.create_unique_constraint(op.f("uq_readings_evidence_id_number"), ["evidence_id", "number"])
    for statement in triggers.create_statements(op.get_bind().dialect.name, ("recheck_changes",)):
        op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in triggers.drop_statements(dialect, ("recheck_changes",)):
        op.execute(statement)
    op.execute("DELETE FROM readings WHERE number > 1")  # the older schema has room for one of each reader
    with op.batch_alter_table("readings") as batch:
        batch.drop_constraint(op.f("uq_readings_evidence_id_number"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_readings_evidence_id_reader_version"), ["evidence_id", "reader_version"]
        )
        batch.drop_column("number")
    op.drop_column("decisions", "until")
    for table in ("recheck_changes", "product_checks", "recheck_runs"):
        op.drop_table(table)
    if dialect == "postgresql":
        for statement in row_security.unprotect("recheck_lease"):
            op.execute(statement)
    op.drop_table("recheck_lease")


def _lease() -> None:
    op.create_table(
        "recheck_lease",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=True),
        sa.Column("until", _MOMENT, nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_recheck_lease_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_lease")),
    )
    op.execute("INSERT INTO recheck_lease (id) VALUES (1)")
    if op.get_bind().dialect.name == "postgresql":
        for statement in row_security.protect("recheck_lease"):
            op.execute(statement)


def _runs() -> None:
    op.create_table(
        "recheck_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("started_by", sa.String(length=80), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_runs")),
    )
    op.create_table(
        "product_checks",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("checked_at", _MOMENT, nullable=False),
        *_to_product_and_run("product_checks"),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_checks")),
    )
    op.create_table(
        "recheck_changes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("gate_before", sa.String(length=40), nullable=False),
        sa.Column("gate_after", sa.String(length=40), nullable=False),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        *_to_product_and_run("recheck_changes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recheck_changes")),
    )
    op.create_index(op.f("ix_product_checks_run_id"), "product_checks", ["run_id"])
    op.create_index(op.f("ix_recheck_changes_run_id"), "recheck_changes", ["run_id"])
    op.create_index(op.f("ix_recheck_changes_product_id"), "recheck_changes", ["product_id"])


def _to_product_and_run(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f(f"fk_{table}_product_id_products")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["recheck_runs.id"], name=op.f(f"fk_{table}_run_id_recheck_runs")
        ),
    ]
