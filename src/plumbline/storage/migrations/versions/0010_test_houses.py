"""Test houses whose attestations are taken, with their keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "test_houses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_houses")),
        sa.UniqueConstraint("name", name=op.f("uq_test_houses_name")),
    )
    op.create_table(
        "test_house_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("test_house_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.String(length=100), nullable=False),
        sa.Column("thumbprint", sa.String(length=60), nullable=False),
        sa.Column("key", _JSON, nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("compromised", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["test_house_id"], ["test_houses.id"], name=op.f("fk_test_house_keys_test_house_id_test_houses")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_house_keys")),
        sa.UniqueConstraint("key_id", name=op.f("uq_test_house_keys_key_id")),
        sa.UniqueConstraint("thumbprint", name=op.f("uq_test_house_keys_thumbprint")),
    )
    op.create_index(op.f("ix_test_house_keys_test_house_id"), "test_house_keys", ["test_house_id"])


def downgrade() -> None:
    op.drop_table("test_house_keys")
    op.drop_table("test_houses")
