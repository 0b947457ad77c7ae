"""What is carried from a release to the next, and that it was taken back."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from plumbline.storage import triggers

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_TOUCHING = ("carries", "carries_taken_back")


def upgrade() -> None:
    op.create_table(
        "carries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("from_release_id", sa.Uuid(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("policy_version", sa.Integer(), nullable=False),
        sa.Column("carried_on", sa.Date(), nullable=False),
        sa.Column("carried_at", _MOMENT, nullable=False),
        sa.Column("carried_by", sa.String(length=200), nullable=False),
        _foreign("carries", "release_id", "releases"),
        _foreign("carries", "from_release_id", "releases"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carries")),
        sa.UniqueConstraint("release_id", name=op.f("uq_carries_release_id")),
    )
    op.create_index(op.f("ix_carries_from_release_id"), "carries", ["from_release_id"])
    op.create_table(
        "carried_evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("carry_id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("requirement_ids", _JSON, nullable=False),
        sa.Column("rests_on", sa.String(length=20), nullable=False),
        sa.Column("at_most", sa.String(length=20), nullable=False),
        _foreign("carried_evidence", "carry_id", "carries"),
        _foreign("carried_evidence", "evidence_id", "evidence"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_evidence")),
        sa.UniqueConstraint("carry_id", "evidence_id", name=op.f("uq_carried_evidence_carry_id_evidence_id")),
    )
    op.create_index(op.f("ix_carried_evidence_evidence_id"), "carried_evidence", ["evidence_id"])
    op.create_table(
        "carries_taken_back",
        sa.Column("carry_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_back_on", sa.Date(), nullable=False),
        sa.Column("taken_back_at", _MOMENT, nullable=False),
        sa.Column("taken_back_by", sa.String(length=200), nullable=False),
        _foreign("carries_taken_back", "carry_id", "carries"),
        sa.PrimaryKeyConstraint("carry_id", name=op.f("pk_carries_taken_back")),
    )
    for statement in triggers.create_statements(op.get_bind().dialect.name, _TOUCHING):
        op.execute(statement)


def downgrade() -> None:
    for statement in triggers.drop_statements(op.get_bind().dialect.name, _TOUCHING):
        op.execute(statement)
    for table in ("carries_taken_back", "carried_evidence", "carries"):
        op.drop_table(table)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
