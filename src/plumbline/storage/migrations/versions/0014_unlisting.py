"""That a test house is listed no more, since when and why."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLE = "test_houses_unlisted"


def upgrade() -> None:
    op.create_table(
        _TABLE,
        sa.Column("test_house_id", sa.Uuid(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("unlisted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unlisted_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["test_house_id"], ["test_houses.id"], name=op.f(f"fk_{_TABLE}_test_house_id_test_houses")
        ),
        sa.PrimaryKeyConstraint("test_house_id", name=op.f(f"pk_{_TABLE}")),
    )


def downgrade() -> None:
    op.drop_table(_TABLE)
