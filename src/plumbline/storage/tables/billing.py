"""What suppliers pay: accounts, listings, invoices with their lines and credits, and what the payment
processor is to do. Amounts are whole smallest units of the currency beside them.

No trigger of the market's revision looks at these tables, and nothing that ranks reads them.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from plumbline.storage.tables.base import Json, UtcDateTime, identifier, metadata, reference

billing_accounts = Table(
    "billing_accounts",
    metadata,
    identifier(),
    reference("supplier_id", "suppliers.id", index=False),
    Column("plan", String(10), nullable=False),  # plumbline.billing.plan_data.PlanCode
    Column("plan_since", Date, nullable=False),
    Column("ground", String(500), nullable=False),  # why listing is free, in the supplier's words
    Column("pay_by", String(10), nullable=False),  # plumbline.billing.schemas.PayBy
    Column("purchase_order", String(60), nullable=False),
    Column("invoice_name", String(200), nullable=False),
    Column("invoice_email", String(254), nullable=False),
    Column("address", Json, nullable=False),  # plumbline.billing.port_asks.Address
    Column("country", String(2), nullable=False),  # decides how VAT falls
    Column("vat_number", String(20), nullable=False),
    Column("customer", String(100), unique=True),  # at the processor, once it is there
    Column("version", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("opened_by", String(200), nullable=False),
    UniqueConstraint("supplier_id"),
)

billing_subscriptions = Table(
    "billing_subscriptions",
    metadata,
    identifier(),
    reference("account_id", "billing_accounts.id"),
    Column("edition", String(8), nullable=False),  # of the plans
    Column("products", Integer, nullable=False),  # that the year was begun with
    Column("products_now", Integer, nullable=False),  # that are charged for by now
    Column("pay_by", String(10), nullable=False),
    Column("state", String(10), nullable=False),  # plumbline.billing.states.SubscriptionState
    Column("currency", String(3), nullable=False),
    Column("net", BigInteger, nullable=False),  # a year
    Column("first", Date),  # of the year that runs, or ran last
    Column("last", Date),
    Column("ends", Boolean, nullable=False),  # at the end of that year
    Column("page", Text),  # of the processor, where the first payment is made
    Column("processor_id", String(100), unique=True),
    Column("version", Integer, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
Index(
    "uq_billing_subscriptions_open",
    billing_subscriptions.c.account_id,
    unique=True,
    sqlite_where=billing_subscriptions.c.ended_at.is_(None),
    postgresql_where=billing_subscriptions.c.ended_at.is_(None),
)

billing_invoices = Table(
    "billing_invoices",
    metadata,
    identifier(),
    reference("account_id", "billing_accounts.id", index=False),
    reference("subscription_id", "billing_subscriptions.id", nullable=True),
    Column("about", String(100), nullable=False),  # "2026-Q4", or a listing's year at the processor
    Column("state", String(15), nullable=False),  # plumbline.billing.states.InvoiceState
    Column("number", String(60), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("net", BigInteger, nullable=False),
    Column("vat", BigInteger, nullable=False),
    Column("credited", BigInteger, nullable=False),  # gross, by credit notes
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("settled_on", Date),  # paid, void, given up, or credited in full
    Column("purchase_order", String(60), nullable=False),
    Column("page", Text),  # of the processor, where it can be seen and paid
    Column("processor_id", String(100), unique=True),
    Column("version", Integer, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("account_id", "about"),
)

billing_lines = Table(
    "billing_lines",
    metadata,
    identifier(),
    reference("account_id", "billing_accounts.id", index=False),
    reference("invoice_id", "billing_invoices.id", nullable=True),  # none yet: it waits for the quarter's end
    Column("charge", String(15), nullable=False),  # plumbline.billing.charges.Charge
    Column("about", String(300), nullable=False),
    Column("words", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("net", BigInteger, nullable=False),
    Column("vat", BigInteger, nullable=False),
    Column("percent", String(10), nullable=False),
    Column("treatment", String(20), nullable=False),
    Column("added_on", Date, nullable=False),
    UniqueConstraint("account_id", "charge", "about"),  # nothing is charged twice
)

billing_credits = Table(
    "billing_credits",
    metadata,
    identifier(),
    reference("account_id", "billing_accounts.id"),
    reference("invoice_id", "billing_invoices.id"),
    reference("line_id", "billing_lines.id", index=False),
    Column("state", String(10), nullable=False),  # plumbline.billing.states.IntentState
    Column("currency", String(3), nullable=False),
    Column("net", BigInteger, nullable=False),
    Column("vat", BigInteger, nullable=False),
    Column("back", String(10), nullable=False),  # refund | outside | open: nothing was paid yet
    Column("reason", String(30), nullable=False),
    Column("words", Text, nullable=False),
    Column("number", String(60), nullable=False),
    Column("processor_id", String(100), unique=True),
    Column("refund_id", String(100), unique=True),  # of the money on its way back, at the processor
    Column("refund_state", String(20), nullable=False),  # as the processor calls it; "" where none is sent
    Column("given_on", Date, nullable=False),
    Column("given_by", String(200), nullable=False),
    CheckConstraint("net > 0", name="gives_back"),
)

# What an organisation bought through the market: each order or contract once.
billing_bought = Table(
    "billing_bought",
    metadata,
    identifier(),
    Column("source", String(20), nullable=False),  # order | contract | refund
    Column("source_id", String(100), nullable=False),
    reference("organisation_id", "organisations.id"),
    reference("supplier_id", "suppliers.id", index=False),
    Column("currency", String(3), nullable=False),
    Column("net", BigInteger, nullable=False),  # below zero where an order was undone
    Column("day", Date, nullable=False),
    Column("charge_taken", Boolean, nullable=False),  # out of the payment itself, so not invoiced
    reference("line_id", "billing_lines.id", nullable=True, index=False),  # that charges for it
    Column("recorded_at", UtcDateTime, nullable=False),
    UniqueConstraint("source", "source_id"),
)
Index("ix_billing_bought_supplier_id_day", billing_bought.c.supplier_id, billing_bought.c.day)

# What the processor is to do: written first, in the transaction of what it is about.
billing_intents = Table(
    "billing_intents",
    metadata,
    identifier(),
    reference("account_id", "billing_accounts.id"),
    Column("about_id", Uuid, nullable=False, index=True),  # the account, subscription, invoice or credit
    Column("asked", Json, nullable=False),  # plumbline.billing.intents.Asked: what, with all that it needs
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("failure", Text, nullable=False),
    Column("thing", String(100), nullable=False),  # what came of it, at the processor
    Column("asked_at", UtcDateTime, nullable=False),
    Column("asked_by", String(200), nullable=False),
    Column("due_at", UtcDateTime, index=True),  # none once it is over
    Column("claimed_until", UtcDateTime),
    Column("ended_at", UtcDateTime),
)

# What the processor said, by its own id: what it is about, never what it claims. Kept for good.
billing_events = Table(
    "billing_events",
    metadata,
    identifier(),
    Column("event_id", String(255), nullable=False, unique=True),
    Column("type", String(100), nullable=False),
    Column("kind", String(60), nullable=False),
    Column("thing", String(255), nullable=False),
    Column("account", String(100), nullable=False),  # the connected account it happened on
    Column("made_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("handled_at", UtcDateTime),
    Column("outcome", String(20), nullable=False),  # plumbline.billing.inbox.Outcome
    Column("attempts", Integer, nullable=False),
    Column("failure", Text, nullable=False),
    Column("due_at", UtcDateTime, index=True),  # none once it is handled
    Column("claimed_until", UtcDateTime),
)

# That a supplier was told of a stage, once for each invoice.
billing_notices = Table(
    "billing_notices",
    metadata,
    identifier(),
    reference("account_id", "billing_accounts.id"),
    reference("invoice_id", "billing_invoices.id", index=False),
    Column("stage", String(10), nullable=False),  # plumbline.billing.standing.Stage
    Column("given_on", Date, nullable=False),
    UniqueConstraint("invoice_id", "stage"),
)

billing_runs = Table(
    "billing_runs",
    metadata,
    identifier(),
    Column("night", Date, unique=True),  # of the nightly run: one a night; none for a run by hand
    Column("started_by", String(200), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("counts", Json, nullable=False),
    Column("differences", Json, nullable=False),  # plumbline.billing.differences.Difference
)
