"""The market's first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from plumbline.storage import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "capabilities",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("standards", JSON, nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("record_date", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_capabilities")),
    )
    op.create_table(
        "catalogue_standards",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("capabilities", JSON, nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("record_date", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_catalogue_standards")),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.String(length=120), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(op.f("ix_events_at"), "events", ["at"], unique=False)
    op.create_index(op.f("ix_events_organisation_id"), "events", ["organisation_id"], unique=False)
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    op.create_table(
        "market_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_market_state_single_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_market_state")),
    )
    op.create_table(
        "organisation_relationships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child", sa.String(length=12), nullable=False),
        sa.Column("parent", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_relationships")),
        sa.UniqueConstraint(
            "child", "parent", "kind", name=op.f("uq_organisation_relationships_child_parent_kind")
        ),
    )
    op.create_index(
        op.f("ix_organisation_relationships_child"), "organisation_relationships", ["child"], unique=False
    )
    op.create_index(
        op.f("ix_organisation_relationships_parent"), "organisation_relationships", ["parent"], unique=False
    )
    op.create_table(
        "organisation_successions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("predecessor", sa.String(length=12), nullable=False),
        sa.Column("successor", sa.String(length=12), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("certainty", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_successions")),
        sa.UniqueConstraint(
            "predecessor",
            "successor",
            "kind",
            name=op.f("uq_organisation_successions_predecessor_successor_kind"),
        ),
    )
    op.create_index(
        op.f("ix_organisation_successions_predecessor"),
        "organisation_successions",
        ["predecessor"],
        unique=False,
    )
    op.create_index(
        op.f("ix_organisation_successions_successor"), "organisation_successions", ["successor"], unique=False
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("primary_role", sa.String(length=12), nullable=True),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("postcode", sa.String(length=12), nullable=True),
        sa.Column("region", sa.String(length=12), nullable=True),
        sa.Column("certainty", sa.String(length=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("code", name=op.f("uq_organisations_code")),
    )
    op.create_index(op.f("ix_organisations_kind"), "organisations", ["kind"], unique=False)
    op.create_index(op.f("ix_organisations_name"), "organisations", ["name"], unique=False)
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "product_revisions",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_revisions")),
    )
    op.create_index(op.f("ix_product_revisions_revision"), "product_revisions", ["revision"], unique=False)
    op.create_table(
        "suppliers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("legal_name", sa.String(length=300), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("record_date", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("reference", name=op.f("uq_suppliers_reference")),
        sa.UniqueConstraint("slug", name=op.f("uq_suppliers_slug")),
    )
    op.create_table(
        "epics",
        sa.Column("epic_id", sa.String(length=20), nullable=False),
        sa.Column("capability_code", sa.String(length=20), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("supplier_defined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["capability_code"], ["capabilities.code"], name=op.f("fk_epics_capability_code_capabilities")
        ),
        sa.PrimaryKeyConstraint("epic_id", "capability_code", name=op.f("pk_epics")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "organisation_id IS NULL OR supplier_id IS NULL", name=op.f("ck_memberships_one_party")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_memberships_organisation_id_organisations"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id_people")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_memberships_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_organisation_id"), "memberships", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_memberships_person_id"), "memberships", ["person_id"], unique=False)
    op.create_index(op.f("ix_memberships_supplier_id"), "memberships", ["supplier_id"], unique=False)
    op.create_table(
        "products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("reference", sa.String(length=40), nullable=True),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("product_type", sa.String(length=40), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("record_date", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["suppliers.id"], name=op.f("fk_products_supplier_id_suppliers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        sa.UniqueConstraint("reference", name=op.f("uq_products_reference")),
        sa.UniqueConstraint("slug", name=op.f("uq_products_slug")),
    )
    op.create_index(op.f("ix_products_origin"), "products", ["origin"], unique=False)
    op.create_index(op.f("ix_products_product_type"), "products", ["product_type"], unique=False)
    op.create_index(op.f("ix_products_supplier_id"), "products", ["supplier_id"], unique=False)
    op.create_table(
        "shortlists",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("question", JSON, nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("receipt_sha256", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_shortlists_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlists")),
    )
    op.create_index(op.f("ix_shortlists_organisation_id"), "shortlists", ["organisation_id"], unique=False)
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_api_tokens_membership_id_memberships")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_index(op.f("ix_api_tokens_membership_id"), "api_tokens", ["membership_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_code", sa.String(length=12), nullable=False),
        sa.Column("respondent", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=60), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.CheckConstraint("score >= 0 AND score <= 100", name=op.f("ck_feedback_score_range")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_feedback_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint(
            "product_id", "respondent", "period", name=op.f("uq_feedback_product_id_respondent_period")
        ),
    )
    op.create_index(op.f("ix_feedback_product_id"), "feedback", ["product_id"], unique=False)
    op.create_table(
        "price_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("plan", JSON, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_price_plans_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_plans")),
    )
    op.create_index(op.f("ix_price_plans_product_id"), "price_plans", ["product_id"], unique=False)
    op.create_table(
        "product_capabilities",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("capability_code", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["capability_code"],
            ["capabilities.code"],
            name=op.f("fk_product_capabilities_capability_code_capabilities"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_capabilities_product_id_products")
        ),
        sa.UniqueConstraint(
            "product_id", "capability_code", name=op.f("uq_product_capabilities_product_id_capability_code")
        ),
    )
    op.create_index(
        op.f("ix_product_capabilities_capability_code"),
        "product_capabilities",
        ["capability_code"],
        unique=False,
    )
    op.create_table(
        "product_epics",
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("capability_code", sa.String(length=20), nullable=False),
        sa.Column("epic_id", sa.String(length=20), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_product_epics_product_id_products")
        ),
        sa.UniqueConstraint(
            "product_id",
            "capability_code",
            "epic_id",
            name=op.f("uq_product_epics_product_id_capability_code_epic_id"),
        ),
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_releases_product_id_products")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint("product_id", "sequence", name=op.f("uq_releases_product_id_sequence")),
        sa.UniqueConstraint("product_id", "version", name=op.f("uq_releases_product_id_version")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("membership_id", sa.Uuid(), nullable=False),
        sa.Column("form_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["memberships.id"], name=op.f("fk_sessions_membership_id_memberships")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_membership_id"), "sessions", ["membership_id"], unique=False)
    op.create_table(
        "shortlist_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("shortlist_id", sa.Uuid(), nullable=False),
        sa.Column("product_slug", sa.String(length=120), nullable=False),
        sa.Column("choice", sa.String(length=3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("choice IN ('in', 'out')", name=op.f("ck_shortlist_decisions_choice")),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["shortlists.id"], name=op.f("fk_shortlist_decisions_shortlist_id_shortlists")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlist_decisions")),
        sa.UniqueConstraint(
            "shortlist_id",
            "product_slug",
            "version",
            name=op.f("uq_shortlist_decisions_shortlist_id_product_slug_version"),
        ),
    )
    op.create_index(
        op.f("ix_shortlist_decisions_shortlist_id"), "shortlist_decisions", ["shortlist_id"], unique=False
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_name", sa.String(length=300), nullable=True),
        sa.Column("media_type", sa.String(length=100), nullable=True),
        sa.Column("issuer", sa.String(length=300), nullable=True),
        sa.Column("number", sa.String(length=100), nullable=True),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_by", sa.String(length=200), nullable=False),
        sa.Column("supersedes", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_evidence_release_id_releases")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_evidence_sha256_files")),
        sa.ForeignKeyConstraint(
            ["supersedes"], ["evidence.id"], name=op.f("fk_evidence_supersedes_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_release_id"), "evidence", ["release_id"], unique=False)
    op.create_index(op.f("ix_evidence_sha256"), "evidence", ["sha256"], unique=False)
    op.create_index(op.f("ix_evidence_supersedes"), "evidence", ["supersedes"], unique=False)
    op.create_table(
        "work_off_plans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("standard_id", sa.String(length=40), nullable=False),
        sa.Column("requirement_ids", JSON, nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_work_off_plans_release_id_releases")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_off_plans")),
    )
    op.create_index(op.f("ix_work_off_plans_release_id"), "work_off_plans", ["release_id"], unique=False)
    op.create_table(
        "decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("requirement_id", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("assurance", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_decisions_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint(
            "evidence_id",
            "requirement_id",
            "version",
            name=op.f("uq_decisions_evidence_id_requirement_id_version"),
        ),
    )
    op.create_table(
        "evidence_requirements",
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("requirement_id", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_requirements_evidence_id_evidence")
        ),
        sa.UniqueConstraint(
            "evidence_id", "requirement_id", name=op.f("uq_evidence_requirements_evidence_id_requirement_id")
        ),
    )
    op.execute("INSERT INTO market_state (id, revision) VALUES (1, 1)")
    for statement in triggers.create_statements(op.get_bind().dialect.name, triggers.FIRST):
        op.execute(statement)


def downgrade() -> None:
    for statement in triggers.drop_statements(op.get_bind().dialect.name, triggers.FIRST):
        op.execute(statement)
    op.drop_table("evidence_requirements")
    op.drop_table("decisions")
    op.drop_index(op.f("ix_work_off_plans_release_id"), table_name="work_off_plans")
    op.drop_table("work_off_plans")
    op.drop_index(op.f("ix_evidence_supersedes"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_sha256"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_release_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_shortlist_decisions_shortlist_id"), table_name="shortlist_decisions")
    op.drop_table("shortlist_decisions")
    op.drop_index(op.f("ix_sessions_membership_id"), table_name="sessions")
    op.drop_table("sessions")
    op.drop_table("releases")
    op.drop_table("product_epics")
    op.drop_index(op.f("ix_product_capabilities_capability_code"), table_name="product_capabilities")
    op.drop_table("product_capabilities")
    op.drop_index(op.f("ix_price_plans_product_id"), table_name="price_plans")
    op.drop_table("price_plans")
    op.drop_index(op.f("ix_feedback_product_id"), table_name="feedback")
    op.drop_table("feedback")
    op.drop_index(op.f("ix_api_tokens_membership_id"), table_name="api_tokens")
    op.drop_table("api_tokens")
    op.drop_index(op.f("ix_shortlists_organisation_id"), table_name="shortlists")
    op.drop_table("shortlists")
    op.drop_index(op.f("ix_products_supplier_id"), table_name="products")
    op.drop_index(op.f("ix_products_product_type"), table_name="products")
    op.drop_index(op.f("ix_products_origin"), table_name="products")
    op.drop_table("products")
    op.drop_index(op.f("ix_memberships_supplier_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_person_id"), table_name="memberships")
    op.drop_index(op.f("ix_memberships_organisation_id"), table_name="memberships")
    op.drop_table("memberships")
    op.drop_table("epics")
    op.drop_table("suppliers")
    op.drop_index(op.f("ix_product_revisions_revision"), table_name="product_revisions")
    op.drop_table("product_revisions")
    op.drop_table("people")
    op.drop_index(op.f("ix_organisations_name"), table_name="organisations")
    op.drop_index(op.f("ix_organisations_kind"), table_name="organisations")
    op.drop_table("organisations")
    op.drop_index(op.f("ix_organisation_successions_successor"), table_name="organisation_successions")
    op.drop_index(op.f("ix_organisation_successions_predecessor"), table_name="organisation_successions")
    op.drop_table("organisation_successions")
    op.drop_index(op.f("ix_organisation_relationships_parent"), table_name="organisation_relationships")
    op.drop_index(op.f("ix_organisation_relationships_child"), table_name="organisation_relationships")
    op.drop_table("organisation_relationships")
    op.drop_table("market_state")
    op.drop_table("files")
    op.drop_index(op.f("ix_events_organisation_id"), table_name="events")
    op.drop_index(op.f("ix_events_at"), table_name="events")
    op.drop_table("events")
    op.drop_table("catalogue_standards")
    op.drop_table("capabilities")
