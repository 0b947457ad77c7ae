"""Direct purchases: thresholds, orders with their steps and payments, and who is paid. Money in pence."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from plumbline.storage.tables.base import Json, UtcDateTime, identifier, metadata, reference

# Appended to, never changed: the newest of those that are in force on a day counts.
purchase_thresholds = Table(
    "purchase_thresholds",
    metadata,
    identifier(),
    reference("organisation_id", "organisations.id", index=False),
    Column("version", Integer, nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("authority_class", String(20), nullable=False),  # catalog.purchasing.legal.AuthorityClass
    Column("valid_from", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("set_by", String(200), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    UniqueConstraint("organisation_id", "version"),
    CheckConstraint("net_minor >= 0", name="not_below_zero"),
)

# What both sides may read. What the buyer's people wrote for each other stands in the steps.
orders = Table(
    "orders",
    metadata,
    identifier(),
    reference("organisation_id", "organisations.id", index=False),
    reference("supplier_id", "suppliers.id", index=False),
    reference("product_id", "products.id"),
    reference("release_id", "releases.id", index=False),
    reference("shortlist_id", "shortlists.id"),
    Column("state", String(20), nullable=False),  # catalog.purchasing.orders.OrderState
    Column("version", Integer, nullable=False),
    Column("organisation_name", String(300), nullable=False),
    Column("supplier_name", String(300), nullable=False),
    Column("product_name", String(300), nullable=False),
    Column("product_slug", String(120), nullable=False),
    Column("release_version", String(40), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("plan_title", String(200), nullable=False),
    Column("size", Json, nullable=False),
    Column("term_months", Integer, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("notice_days", Integer, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("vat_minor", BigInteger, nullable=False),
    Column("gross_minor", BigInteger, nullable=False),
    Column("vat_rate", String(10), nullable=False),
    Column("arithmetic", Json, nullable=False),  # lines of the sum, as they were worked out
    Column("purchase_order_number", String(60)),
    Column("drafted_by", String(200), nullable=False),
    Column("drafted_by_id", Uuid, ForeignKey("people.id"), nullable=False),
    Column("requested_by_id", Uuid, ForeignKey("people.id")),
    Column("decided_by_id", Uuid, ForeignKey("people.id")),
    Column("drafted_at", UtcDateTime, nullable=False),
    Column("requested_on", Date),
    Column("sent_at", UtcDateTime),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("organisation_id", "purchase_order_number"),
    CheckConstraint("net_minor + vat_minor = gross_minor AND net_minor > 0", name="adds_up"),
    # The database's own wall: nobody decides about what they drafted or asked for.
    CheckConstraint(
        "decided_by_id <> drafted_by_id AND decided_by_id <> requested_by_id", name="second_person"
    ),
    CheckConstraint("sent_at IS NULL OR decided_by_id IS NOT NULL", name="sent_after_decision"),
    Index(None, "organisation_id", "requested_on"),
    Index(None, "supplier_id", "sent_at"),
)

# Appended to, never changed.
order_steps = Table(
    "order_steps",
    metadata,
    identifier(),
    reference("order_id", "orders.id", index=False),
    Column("number", Integer, nullable=False),  # the order's version that it made
    Column("act", String(20), nullable=False),  # catalog.purchasing.orders.OrderAct, or "draft"
    Column("state", String(20), nullable=False),
    Column("internal", Boolean, nullable=False),  # for the buyer alone
    Column("reason", Text, nullable=False),
    Column("facts", Json, nullable=False),
    Column("made_by", String(200), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    UniqueConstraint("order_id", "number"),
)
_DECISIONS = order_steps.c.act.in_(("approve", "refuse"))
_ANSWERS = order_steps.c.act.in_(("accept", "decline"))
Index(
    "uq_order_steps_decision",
    order_steps.c.order_id,
    unique=True,
    sqlite_where=_DECISIONS,
    postgresql_where=_DECISIONS,
)
Index(
    "uq_order_steps_answer",
    order_steps.c.order_id,
    unique=True,
    sqlite_where=_ANSWERS,
    postgresql_where=_ANSWERS,
)

# Written before the processor is asked: the row's id is what makes asking twice have one effect.
order_payments = Table(
    "order_payments",
    metadata,
    identifier(),
    reference("order_id", "orders.id", index=False),
    Column("number", Integer, nullable=False),
    Column("way", String(10), nullable=False),  # card | invoice
    Column("state", String(10), nullable=False),  # intended | asked | paid | failed
    Column("email", String(254), nullable=False),  # where the processor sends it
    Column("account", String(100), nullable=False),  # the supplier's, at the processor
    Column("customer", String(100)),  # the buyer's, at the processor
    Column("currency", String(3), nullable=False),
    Column("gross_minor", BigInteger, nullable=False),
    Column("processor_id", String(200)),
    Column("page", Text),  # of the processor, to pay on
    Column("payment", String(200)),  # the processor's own of it, once it is paid
    Column("why", Text),  # where it came to nothing
    Column("intended_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("order_id", "number"),
)
_NOT_FAILED = order_payments.c.state != "failed"
Index(
    "uq_order_payments_standing",
    order_payments.c.order_id,
    unique=True,
    sqlite_where=_NOT_FAILED,
    postgresql_where=_NOT_FAILED,
)

# What the supplier gives back of a payment. Written before the processor is asked, as the payment was.
order_refunds = Table(
    "order_refunds",
    metadata,
    identifier(),
    reference("order_id", "orders.id"),
    reference("payment_id", "order_payments.id", index=False),
    Column("number", Integer, nullable=False),
    Column("state", String(10), nullable=False),  # catalog.purchasing.refunds.RefundState
    Column("currency", String(3), nullable=False),
    Column("net_minor", BigInteger, nullable=False),
    Column("vat_minor", BigInteger, nullable=False),
    Column("gross_minor", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("given_by", String(200), nullable=False),
    Column("processor_id", String(200), unique=True),
    Column("credit_note", String(100)),  # its number, of what was paid on an invoice
    Column("credit_page", Text),
    Column("why", Text),  # where it came to nothing
    Column("intended_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("payment_id", "number"),
    CheckConstraint("net_minor + vat_minor = gross_minor AND net_minor > 0", name="adds_up"),
)
_UNDER_WAY = order_refunds.c.state.in_(("intended", "under_way"))
Index(
    "uq_order_refunds_under_way",
    order_refunds.c.payment_id,
    unique=True,
    sqlite_where=_UNDER_WAY,
    postgresql_where=_UNDER_WAY,
)

# The supplier's account at the payment processor, through which it is paid for orders.
payees = Table(
    "payees",
    metadata,
    identifier(),
    Column("supplier_id", Uuid, ForeignKey("suppliers.id"), nullable=False, unique=True),
    Column("email", String(254), nullable=False),
    Column("account", String(100)),  # none until the processor answered
    Column("may_charge", Boolean, nullable=False),
    Column("wanted", Text, nullable=False),  # what the processor still asks of them
    Column("asked_by", String(200), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("read_at", UtcDateTime),
)
