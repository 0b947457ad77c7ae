"""The day that each version of an answer is booked on: figures move by it, not by the day of answering."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("feedback", sa.Column("booked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("feedback", "booked_on")
