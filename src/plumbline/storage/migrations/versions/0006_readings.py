"""What machines read in documents, and which decisions are theirs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("format", sa.String(length=60), nullable=False),
        sa.Column("reader_version", sa.Integer(), nullable=False),
        sa.Column("received_sha256", sa.String(length=64), nullable=False),
        sa.Column("received_size", sa.Integer(), nullable=False),
        sa.Column("kept_sha256", sa.String(length=64), nullable=False),
        sa.Column("beside", _JSON, nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("body", _JSON, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_readings_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["kept_sha256"], ["files.sha256"], name=op.f("fk_readings_kept_sha256_files")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint(
            "evidence_id", "reader_version", name=op.f("uq_readings_evidence_id_reader_version")
        ),
    )
    for column in _columns():
        op.add_column("decisions", column)


def downgrade() -> None:
    for column in _columns():
        op.drop_column("decisions", column.name)
    op.drop_table("readings")


def _columns() -> list[sa.Column[str]]:
    return [
        sa.Column("pointer", sa.Text(), nullable=True),
        sa.Column("rule", sa.String(length=100), nullable=True),
        sa.Column("reader", sa.String(length=80), nullable=True),
    ]
