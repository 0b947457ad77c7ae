"""Products in use, invitations to speak of them, and replies of suppliers."""

import sqlalchemy as sa
from alembic import op

from plumbline.storage import row_security

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_OPEN = sa.text("until IS NULL")


def upgrade() -> None:
    op.create_table(
        "products_in_use",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("declared_by", sa.String(length=200), nullable=False),
        sa.Column("declared_at", _MOMENT, nullable=False),
        _foreign("products_in_use", "organisation_id", "organisations"),
        _foreign("products_in_use", "product_id", "products"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products_in_use")),
    )
    op.create_index(op.f("ix_products_in_use_product_id"), "products_in_use", ["product_id"])
    op.create_index(
        "uq_products_in_use_open",
        "products_in_use",
        ["organisation_id", "product_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "feedback_invitations",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.String(length=12), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        _foreign("feedback_invitations", "product_id", "products"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_feedback_invitations")),
    )
    op.create_index(op.f("ix_feedback_invitations_product_id"), "feedback_invitations", ["product_id"])
    op.create_table(
        "feedback_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replied_by", sa.String(length=200), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=False),
        sa.Column("replied_at", _MOMENT, nullable=False),
        _foreign("feedback_replies", "answer_id", "feedback"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_replies")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_feedback_replies_answer_id")),
    )
    if op.get_bind().dialect.name == "postgresql":
        for statement in row_security.protect("products_in_use"):
            op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in row_security.unprotect("products_in_use"):
            op.execute(statement)
    for table in ("feedback_replies", "feedback_invitations", "products_in_use"):
        op.drop_table(table)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
