"""What suppliers give back of orders."""

import sqlalchemy as sa
from alembic import op

from plumbline.storage import row_security

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_UNDER_WAY = sa.text("state IN ('intended', 'under_way')")


def upgrade() -> None:
    op.add_column("order_payments", sa.Column("payment", sa.String(length=200), nullable=True))
    op.create_table(
        "order_refunds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("payment_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.Column("processor_id", sa.String(length=200), nullable=True),
        sa.Column("credit_note", sa.String(length=100), nullable=True),
        sa.Column("credit_page", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("intended_at", _MOMENT, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "net_minor + vat_minor = gross_minor AND net_minor > 0", name=op.f("ck_order_refunds_adds_up")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_refunds_order_id_orders")),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["order_payments.id"], name=op.f("fk_order_refunds_payment_id_order_payments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_refunds")),
        sa.UniqueConstraint("payment_id", "number", name=op.f("uq_order_refunds_payment_id_number")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_order_refunds_processor_id")),
    )
    op.create_index(op.f("ix_order_refunds_order_id"), "order_refunds", ["order_id"])
    op.create_index(
        "uq_order_refunds_under_way",
        "order_refunds",
        ["payment_id"],
        unique=True,
        sqlite_where=_UNDER_WAY,
        postgresql_where=_UNDER_WAY,
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in row_security.protect("order_refunds"):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in row_security.unprotect("order_refunds"):
            op.execute(statement)
    op.drop_table("order_refunds")
    op.drop_column("order_payments", "payment")
