"""Marks on answers, rulings of moderators, and appeals."""

import sqlalchemy as sa
from alembic import op

from plumbline.storage import triggers

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_TOUCHING = ("feedback_rulings",)


def upgrade() -> None:
    op.create_table(
        "feedback_marks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rulings", sa.Integer(), nullable=False),
        sa.Column("marked_on", sa.Date(), nullable=False),
        _foreign("feedback_marks", "answer_id", "feedback"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_marks")),
        sa.UniqueConstraint("answer_id", "rule", name=op.f("uq_feedback_marks_answer_id_rule")),
    )
    op.create_table(
        "feedback_rulings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moderator_id", sa.Uuid(), nullable=False),
        sa.Column("ruled_by", sa.String(length=200), nullable=False),
        sa.Column("ruled_on", sa.Date(), nullable=False),
        sa.Column("ruled_at", _MOMENT, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_feedback_rulings_counted")),
        _foreign("feedback_rulings", "answer_id", "feedback"),
        _foreign("feedback_rulings", "moderator_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_rulings")),
        sa.UniqueConstraint("answer_id", "number", name=op.f("uq_feedback_rulings_answer_id_number")),
    )
    op.create_index(op.f("ix_feedback_rulings_moderator_id"), "feedback_rulings", ["moderator_id"])
    op.create_table(
        "feedback_appeals",
        sa.Column("ruling_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("appealed_by", sa.String(length=200), nullable=False),
        sa.Column("appealed_on", sa.Date(), nullable=False),
        sa.Column("appealed_at", _MOMENT, nullable=False),
        _foreign("feedback_appeals", "ruling_id", "feedback_rulings"),
        sa.PrimaryKeyConstraint("ruling_id", name=op.f("pk_feedback_appeals")),
    )
    for statement in triggers.create_statements(op.get_bind().dialect.name, _TOUCHING):
        op.execute(statement)


def downgrade() -> None:
    for statement in triggers.drop_statements(op.get_bind().dialect.name, _TOUCHING):
        op.execute(statement)
    for table in ("feedback_appeals", "feedback_rulings", "feedback_marks"):
        op.drop_table(table)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
