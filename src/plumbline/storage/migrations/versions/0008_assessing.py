"""Interests declared by assessors, reviews that lead to decisions, and suppliers' replies."""

import sqlalchemy as sa
from alembic import op

from plumbline.storage import row_security

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "interests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_interests_person_id_people")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_interests_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sa.UniqueConstraint(
            "person_id", "supplier_id", "version", name=op.f("uq_interests_person_id_supplier_id_version")
        ),
    )
    op.create_index(op.f("ix_interests_supplier_id"), "interests", ["supplier_id"])
    _create_reviews()
    _create_replies()
    if op.get_bind().dialect.name == "postgresql":
        for statement in row_security.protect("interests"):
            op.execute(statement)


def _create_reviews() -> None:
    line = ("evidence_id", "requirement_id", "round")
    op.create_table(
        "reviews",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("requirement_id", sa.String(length=60), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Uuid(), nullable=False),
        sa.Column("reviewed_by", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("assurance", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("round >= 1 AND place >= 1", name=op.f("ck_reviews_counted")),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_reviews_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name=op.f("fk_reviews_reviewer_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sa.UniqueConstraint(*line, "place", name=op.f("uq_reviews_evidence_id_requirement_id_round_place")),
        sa.UniqueConstraint(
            *line, "reviewer_id", name=op.f("uq_reviews_evidence_id_requirement_id_round_reviewer_id")
        ),
    )
    op.create_index(op.f("ix_reviews_reviewer_id"), "reviews", ["reviewer_id"])


def _create_replies() -> None:
    op.create_table(
        "replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("requirement_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("second_look", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replied_by", sa.String(length=200), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_replies_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.UniqueConstraint(
            "evidence_id",
            "requirement_id",
            "version",
            "second_look",
            name=op.f("uq_replies_evidence_id_requirement_id_version_second_look"),
        ),
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in row_security.unprotect("interests"):
            op.execute(statement)
    for table in ("replies", "reviews", "interests"):
        op.drop_table(table)
