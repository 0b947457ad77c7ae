"""Models learned from texts."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from plumbline.storage import triggers

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_TOUCHING = ("models",)


def upgrade() -> None:
    op.create_table(
        "models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("card", _JSON, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models")),
    )
    op.create_index(op.f("ix_models_name_id"), "models", ["name", "id"])
    for statement in triggers.create_statements(op.get_bind().dialect.name, _TOUCHING):
        op.execute(statement)


def downgrade() -> None:
    for statement in triggers.drop_statements(op.get_bind().dialect.name, _TOUCHING):
        op.execute(statement)
    op.drop_table("models")
