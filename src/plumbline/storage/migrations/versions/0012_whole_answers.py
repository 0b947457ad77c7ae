"""Answers with their questionnaire, item by item, and with versions: a change is one more of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from plumbline.storage import triggers

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_QUARTER = "substr(period, 1, 5) || 'Q' || ((CAST(substr(period, 6, 2) AS integer) + 2) / 3)"
_OLD = ["product_id", "respondent", "period"]


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in triggers.drop_statements(dialect, ("feedback",)):
        op.execute(statement)
    for column in _new():
        op.add_column("feedback", column)
    # Months become quarters. Where somebody answered twice in one, the second becomes a version of the first.
    op.execute("UPDATE feedback SET answer_id = id")
    _number_the_versions()
    with op.batch_alter_table("feedback") as batch:
        batch.alter_column("answer_id", existing_type=sa.Uuid(), nullable=False)
        for column in _new():
            if column.server_default is not None:
                batch.alter_column(column.name, existing_type=column.type, server_default=None)
        batch.create_unique_constraint(
            op.f("uq_feedback_product_id_respondent_period_version"), [*_OLD, "version"]
        )
        batch.create_check_constraint(op.f("ck_feedback_counted"), "version >= 1")
    op.create_index(op.f("ix_feedback_answer_id"), "feedback", ["answer_id"])
    for statement in triggers.create_statements(dialect, ("feedback",)):
        op.execute(statement)


def _number_the_versions() -> None:
    with op.batch_alter_table("feedback") as batch:
        batch.drop_constraint(op.f("uq_feedback_product_id_respondent_period"), type_="unique")
    op.execute(f"UPDATE feedback SET period = {_QUARTER}")  # noqa: S608 our own words only
    op.execute(
        "UPDATE feedback SET version = numbered.place, answer_id = numbered.first FROM ("
        " SELECT id, row_number() OVER one AS place, first_value(id) OVER one AS first FROM feedback"
        " WINDOW one AS (PARTITION BY product_id, respondent, period ORDER BY given_on, id)"
        ") AS numbered WHERE numbered.id = feedback.id"
    )


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for statement in triggers.drop_statements(dialect, ("feedback",)):
        op.execute(statement)
    # The older schema has room for the newest version of an answer, and none for one withdrawn.
    op.execute(
        "DELETE FROM feedback WHERE withdrawn OR EXISTS (SELECT 1 FROM feedback AS later"
        " WHERE later.answer_id = feedback.answer_id AND later.version > feedback.version)"
    )
    op.drop_index(op.f("ix_feedback_answer_id"), "feedback")
    with op.batch_alter_table("feedback") as batch:
        batch.drop_constraint(op.f("ck_feedback_counted"), type_="check")
        batch.drop_constraint(op.f("uq_feedback_product_id_respondent_period_version"), type_="unique")
        for column in _new():
            batch.drop_column(column.name)
        batch.create_unique_constraint(op.f("uq_feedback_product_id_respondent_period"), _OLD)
    for statement in triggers.create_statements(dialect, ("feedback",)):
        op.execute(statement)


def _new() -> list[sa.Column[Any]]:
    return [
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("source", sa.String(length=20), nullable=False, server_default="recorded"),
        sa.Column("specialty", sa.String(length=60), nullable=True),
        sa.Column("months_of_use", sa.Integer(), nullable=True),
        sa.Column("instrument", sa.String(length=20), nullable=False, server_default="sus"),
        sa.Column("items", _JSON, nullable=False, server_default="[]"),
        sa.Column("statements", _JSON, nullable=False, server_default="[]"),
        sa.Column("ease", sa.Integer(), nullable=True),
    ]
