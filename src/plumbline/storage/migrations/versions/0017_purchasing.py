"""Direct purchases: thresholds, orders, payments, payees and contracts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from plumbline.storage import row_security

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_MOMENT = sa.DateTime(timezone=True)
_DECISIONS = sa.text("act IN ('approve', 'refuse')")
_ANSWERS = sa.text("act IN ('accept', 'decline')")
_NOT_FAILED = sa.text("state <> 'failed'")
_WALLED = ("purchase_thresholds", "orders", "order_steps", "order_payments", "payees", "contracts")


def upgrade() -> None:
    _thresholds()
    _orders()
    _steps()
    _payments()
    _payees()
    _contracts()
    if op.get_bind().dialect.name == "postgresql":
        for table in _WALLED:
            for statement in row_security.protect(table):
                op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _WALLED:
            for statement in row_security.unprotect(table):
                op.execute(statement)
    for table in ("contracts", "payees", "order_payments", "order_steps", "orders", "purchase_thresholds"):
        op.drop_table(table)


def _thresholds() -> None:
    op.create_table(
        "purchase_thresholds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("authority_class", sa.String(length=20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_at", _MOMENT, nullable=False),
        sa.CheckConstraint("net_minor >= 0", name=op.f("ck_purchase_thresholds_not_below_zero")),
        _foreign("purchase_thresholds", "organisation_id", "organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_thresholds")),
        _unique("purchase_thresholds", "organisation_id", "version"),
    )


def _orders() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_parties(),
        sa.Column("shortlist_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_names(),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("plan_title", sa.String(length=200), nullable=False),
        sa.Column("size", _JSON, nullable=False),
        *_terms(),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.String(length=10), nullable=False),
        sa.Column("arithmetic", _JSON, nullable=False),
        sa.Column("purchase_order_number", sa.String(length=60), nullable=True),
        sa.Column("drafted_by", sa.String(length=200), nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=False),
        sa.Column("requested_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("drafted_at", _MOMENT, nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("sent_at", _MOMENT, nullable=True),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "net_minor + vat_minor = gross_minor AND net_minor > 0", name=op.f("ck_orders_adds_up")
        ),
        sa.CheckConstraint(
            "decided_by_id <> drafted_by_id AND decided_by_id <> requested_by_id",
            name=op.f("ck_orders_second_person"),
        ),
        sa.CheckConstraint(
            "sent_at IS NULL OR decided_by_id IS NOT NULL", name=op.f("ck_orders_sent_after_decision")
        ),
        *_parties_kept("orders"),
        _foreign("orders", "shortlist_id", "shortlists"),
        _foreign("orders", "drafted_by_id", "people"),
        _foreign("orders", "requested_by_id", "people"),
        _foreign("orders", "decided_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        _unique("orders", "organisation_id", "purchase_order_number"),
    )
    for columns in (
        ["product_id"],
        ["shortlist_id"],
        ["organisation_id", "requested_on"],
        ["supplier_id", "sent_at"],
    ):
        op.create_index(op.f(f"ix_orders_{'_'.join(columns)}"), "orders", columns)


def _steps() -> None:
    op.create_table(
        "order_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", _JSON, nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        _foreign("order_steps", "order_id", "orders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_steps")),
        _unique("order_steps", "order_id", "number"),
    )
    for name, where in (("decision", _DECISIONS), ("answer", _ANSWERS)):
        op.create_index(
            f"uq_order_steps_{name}",
            "order_steps",
            ["order_id"],
            unique=True,
            sqlite_where=where,
            postgresql_where=where,
        )


def _payments() -> None:
    op.create_table(
        "order_payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=False),
        sa.Column("customer", sa.String(length=100), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("processor_id", sa.String(length=200), nullable=True),
        sa.Column("page", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("intended_at", _MOMENT, nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=True),
        sa.Column("ended_at", _MOMENT, nullable=True),
        _foreign("order_payments", "order_id", "orders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_payments")),
        _unique("order_payments", "order_id", "number"),
    )
    op.create_index(
        "uq_order_payments_standing",
        "order_payments",
        ["order_id"],
        unique=True,
        sqlite_where=_NOT_FAILED,
        postgresql_where=_NOT_FAILED,
    )


def _payees() -> None:
    op.create_table(
        "payees",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("supplier_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("account", sa.String(length=100), nullable=True),
        sa.Column("may_charge", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("read_at", _MOMENT, nullable=True),
        _foreign("payees", "supplier_id", "suppliers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payees")),
        _unique("payees", "supplier_id"),
    )


def _contracts() -> None:
    op.create_table(
        "contracts",
        sa.Column("id", sa.Uuid(), nullable=False),
        *_parties(),
        sa.Column("order_id", sa.Uuid(), nullable=True),
        *_names(),
        sa.Column("purchase_order_number", sa.String(length=60), nullable=True),
        *_terms(),
        sa.Column("net_minor", sa.BigInteger(), nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", _MOMENT, nullable=False),
        sa.CheckConstraint(
            "starts_on <= ends_on AND net_minor > 0 AND gross_minor >= net_minor",
            name=op.f("ck_contracts_holds"),
        ),
        *_parties_kept("contracts"),
        _foreign("contracts", "order_id", "orders"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
        _unique("contracts", "order_id"),
    )
    for column in ("organisation_id", "supplier_id", "product_id"):
        op.create_index(op.f(f"ix_contracts_{column}"), "contracts", [column])


def _parties() -> list[sa.Column[Any]]:
    names = ("organisation_id", "supplier_id", "product_id", "release_id")
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in names]


def _parties_kept(table: str) -> list[sa.ForeignKeyConstraint]:
    targets = ("organisations", "suppliers", "products", "releases")
    return [_foreign(table, f"{target[:-1]}_id", target) for target in targets]


def _names() -> list[sa.Column[Any]]:
    lengths = {
        "organisation_name": 300,
        "supplier_name": 300,
        "product_name": 300,
        "product_slug": 120,
        "release_version": 40,
    }
    return [sa.Column(name, sa.String(length=length), nullable=False) for name, length in lengths.items()]


def _terms() -> list[sa.Column[Any]]:
    return [
        sa.Column("term_months", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
    ]


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}_{target}"))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))
