"""What suppliers pay: accounts, listings, invoices, credits, intents and what the processor said."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from plumbline.storage import row_security

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_OPEN = sa.text("ended_at IS NULL")
_TABLES = (
    "billing_events",
    "billing_runs",
    "billing_accounts",
    "billing_intents",
    "billing_subscriptions",
    "billing_invoices",
    "billing_lines",
    "billing_notices",
    "billing_bought",
    "billing_credits",
)


def upgrade() -> None:
    op.create_table(
        "billing_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("type", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("thing", sa.String(length=255), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("handled_at", _MOMENT, nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_events")),
        sa.UniqueConstraint("event_id", name=op.f("uq_billing_events_event_id")),
    )
    op.create_index(op.f("ix_billing_events_due_at"), "billing_events", ["due_at"])
    op.create_table(
        "billing_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("night", sa.Date(), nullable=True),
        sa.Column("started_by", sa.String(length=200), nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("finished_at", _MOMENT, nullable=True),
        sa.Column("counts", _JSON, nullable=False),
        sa.Column("differences", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_runs")),
        sa.UniqueConstraint("night", name=op.f("uq_billing_runs_night")),
    )
    op.create_table(
        "billing_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("plan", sa.String(length=10), nullable=False),
        sa.Column("plan_since", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(length=500), nullable=False),
        sa.Column("pay_by", sa.String(length=10), nullable=False),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("invoice_name", sa.String(length=200), nullable=False),
        sa.Column("invoice_email", sa.String(length=254), nullable=False),
        sa.Column("address", _JSON, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("vat_number", sa.String(length=20), nullable=False),
        sa.Column("customer", sa.String(length=100), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", _MOMENT, nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        _foreign("billing_accounts", "supplier_id", "suppliers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_accounts")),
        sa.UniqueConstraint("customer", name=op.f("uq_billing_accounts_customer")),
        sa.UniqueConstraint("supplier_id", name=op.f("uq_billing_accounts_supplier_id")),
    )
    op.create_table(
        "billing_intents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("asked", _JSON, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("thing", sa.String(length=100), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=True),
        sa.Column("claimed_until", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        _foreign("billing_intents", "account_id", "billing_accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_intents")),
    )
    op.create_index(op.f("ix_billing_intents_about_id"), "billing_intents", ["about_id"])
    op.create_index(op.f("ix_billing_intents_account_id"), "billing_intents", ["account_id"])
    op.create_index(op.f("ix_billing_intents_due_at"), "billing_intents", ["due_at"])
    op.create_table(
        "billing_subscriptions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.String(length=8), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("products_now", sa.Integer(), nullable=False),
        sa.Column("pay_by", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("ends", sa.Boolean(), nullable=False),
        sa.Column("page", sa.Text(), nullable=True),
        sa.Column("processor_id", sa.String(length=100), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        _foreign("billing_subscriptions", "account_id", "billing_accounts"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_subscriptions")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_billing_subscriptions_processor_id")),
    )
    op.create_index(op.f("ix_billing_subscriptions_account_id"), "billing_subscriptions", ["account_id"])
    op.create_index(
        "uq_billing_subscriptions_open",
        "billing_subscriptions",
        ["account_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_table(
        "billing_invoices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("subscription_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=15), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("purchase_order", sa.String(length=60), nullable=False),
        sa.Column("page", sa.Text(), nullable=True),
        sa.Column("processor_id", sa.String(length=100), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        _foreign("billing_invoices", "account_id", "billing_accounts"),
        _foreign("billing_invoices", "subscription_id", "billing_subscriptions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_invoices")),
        sa.UniqueConstraint("account_id", "about", name=op.f("uq_billing_invoices_account_id_about")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_billing_invoices_processor_id")),
    )
    op.create_index(op.f("ix_billing_invoices_subscription_id"), "billing_invoices", ["subscription_id"])
    op.create_table(
        "billing_lines",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=True),
        sa.Column("charge", sa.String(length=15), nullable=False),
        sa.Column("about", sa.String(length=300), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("percent", sa.String(length=10), nullable=False),
        sa.Column("treatment", sa.String(length=20), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        _foreign("billing_lines", "account_id", "billing_accounts"),
        _foreign("billing_lines", "invoice_id", "billing_invoices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_lines")),
        sa.UniqueConstraint(
            "account_id", "charge", "about", name=op.f("uq_billing_lines_account_id_charge_about")
        ),
    )
    op.create_index(op.f("ix_billing_lines_invoice_id"), "billing_lines", ["invoice_id"])
    op.create_table(
        "billing_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        _foreign("billing_notices", "account_id", "billing_accounts"),
        _foreign("billing_notices", "invoice_id", "billing_invoices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_notices")),
        sa.UniqueConstraint("invoice_id", "stage", name=op.f("uq_billing_notices_invoice_id_stage")),
    )
    op.create_index(op.f("ix_billing_notices_account_id"), "billing_notices", ["account_id"])
    op.create_table(
        "billing_bought",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_id", sa.String(length=100), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("charge_taken", sa.Boolean(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        _foreign("billing_bought", "line_id", "billing_lines"),
        _foreign("billing_bought", "organisation_id", "organisations"),
        _foreign("billing_bought", "supplier_id", "suppliers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_bought")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_billing_bought_source_source_id")),
    )
    op.create_index(op.f("ix_billing_bought_organisation_id"), "billing_bought", ["organisation_id"])
    op.create_index("ix_billing_bought_supplier_id_day", "billing_bought", ["supplier_id", "day"])
    op.create_table(
        "billing_credits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("back", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("processor_id", sa.String(length=100), nullable=True),
        sa.Column("refund_id", sa.String(length=100), nullable=True),
        sa.Column("refund_state", sa.String(length=20), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("net > 0", name=op.f("ck_billing_credits_gives_back")),
        _foreign("billing_credits", "account_id", "billing_accounts"),
        _foreign("billing_credits", "invoice_id", "billing_invoices"),
        _foreign("billing_credits", "line_id", "billing_lines"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_credits")),
        sa.UniqueConstraint("processor_id", name=op.f("uq_billing_credits_processor_id")),
        sa.UniqueConstraint("refund_id", name=op.f("uq_billing_credits_refund_id")),
    )
    op.create_index(op.f("ix_billing_credits_account_id"), "billing_credits", ["account_id"])
    op.create_index(op.f("ix_billing_credits_invoice_id"), "billing_credits", ["invoice_id"])
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            for statement in row_security.protect(table):
                op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            for statement in row_security.unprotect(table):
                op.execute(statement)
    for table in reversed(_TABLES):
        op.drop_table(table)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))
