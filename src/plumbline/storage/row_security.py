"""The second wall, on PostgreSQL: whose rows a transaction may touch, held by the database itself.

A rule says which rows of a table are a tenant's own. Every transaction of the service enters as a
role without any right to pass by (a superuser would walk through the wall), and leaves for whom it
is in settings that end with it. A table without a rule that names somebody stands in `OPEN`, with
the reason. See docs/decisions/0014-a-second-wall.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from plumbline.kit.errors import NotFound, Unavailable
from plumbline.kit.tenant import System, Tenant

ROLE: Final = "plumbline_service"
POLICY: Final = "tenant"


class Rule(NamedTuple):
    """`own` is an SQL condition on a row; `systems` may touch every row."""

    own: str
    systems: tuple[System, ...] = (System.OPERATOR,)


def _mine(kind: str) -> str:
    # A setting that an earlier transaction of the connection made reads as '' and not as NULL.
    return f"nullif(current_setting('plumbline.{kind}', true), '')::uuid"


_MY_MEMBERSHIP: Final = (
    "EXISTS (SELECT FROM memberships WHERE memberships.id = membership_id"
    f" AND memberships.person_id = {_mine('person')})"
)
_BEFORE_ANYBODY_IS_KNOWN: Final = (System.OPERATOR, System.SIGN_IN)
_SENT_TO_ME: Final = f"(supplier_id = {_mine('supplier')} AND sent_at IS NOT NULL)"
_ORDERING: Final = (System.OPERATOR, System.ORDERING)
_LIVE: Final = (System.OPERATOR, System.LIVE_CHECKS)
_BILLING: Final = (System.OPERATOR, System.BILLING)
# Looked up through the wall of the accounts themselves.
_OF_MY_ACCOUNT: Final = Rule(
    "EXISTS (SELECT FROM billing_accounts WHERE billing_accounts.id = account_id)", _BILLING
)
_NOBODYS_BILLING: Final = Rule("false", _BILLING)

RULES: Final[dict[str, Rule]] = {
    "shortlists": Rule(f"organisation_id = {_mine('organisation')}"),
    # Looked up through the wall of the shortlists themselves.
    "shortlist_decisions": Rule("EXISTS (SELECT FROM shortlists WHERE shortlists.id = shortlist_id)"),
    "sessions": Rule(_MY_MEMBERSHIP, _BEFORE_ANYBODY_IS_KNOWN),
    "api_tokens": Rule(_MY_MEMBERSHIP, _BEFORE_ANYBODY_IS_KNOWN),
    "recovery_codes": Rule(f"person_id = {_mine('person')}", _BEFORE_ANYBODY_IS_KNOWN),
    # Nobody's: who may look again, and so write for the readers, is between the service's own processes.
    "recheck_lease": Rule("false", (System.OPERATOR, System.RECHECK)),
    "person_identities": Rule(f"person_id = {_mine('person')}", _BEFORE_ANYBODY_IS_KNOWN),
    "live_checks": Rule(f"supplier_id = {_mine('supplier')}", _LIVE),
    # Looked up through the wall of the checks themselves.
    "live_looks": Rule("EXISTS (SELECT FROM live_checks WHERE live_checks.id = live_check_id)"),
    "products_in_use": Rule(f"organisation_id = {_mine('organisation')}"),
    "interests": Rule(f"person_id = {_mine('person')}"),
    "purchase_thresholds": Rule(f"organisation_id = {_mine('organisation')}"),
    # A supplier sees what was sent to it, and nothing that its buyer is still thinking about.
    "orders": Rule(f"organisation_id = {_mine('organisation')} OR {_SENT_TO_ME}", _ORDERING),
    # Looked up through the wall of the orders themselves; what the buyer's people told each other is theirs.
    "order_steps": Rule(
        "EXISTS (SELECT FROM orders WHERE orders.id = order_id AND"
        f" (NOT internal OR orders.organisation_id = {_mine('organisation')}))"
    ),
    "order_payments": Rule("EXISTS (SELECT FROM orders WHERE orders.id = order_id)"),
    "order_refunds": Rule("EXISTS (SELECT FROM orders WHERE orders.id = order_id)"),
    "payees": Rule(f"supplier_id = {_mine('supplier')}", _ORDERING),
    "contracts": Rule(f"organisation_id = {_mine('organisation')} OR supplier_id = {_mine('supplier')}"),
    "billing_accounts": Rule(f"supplier_id = {_mine('supplier')}", _BILLING),
    "billing_subscriptions": _OF_MY_ACCOUNT,
    "billing_invoices": _OF_MY_ACCOUNT,
    "billing_lines": _OF_MY_ACCOUNT,
    "billing_credits": _OF_MY_ACCOUNT,
    "billing_intents": _OF_MY_ACCOUNT,
    "billing_notices": _OF_MY_ACCOUNT,
    # Whoever bought writes it down, and whoever sold is charged for it.
    "billing_bought": Rule(
        f"supplier_id = {_mine('supplier')} OR organisation_id = {_mine('organisation')}", _BILLING
    ),
    "billing_events": _NOBODYS_BILLING,
    "billing_runs": _NOBODYS_BILLING,
}

OPEN: Final[dict[str, str]] = {
    "products": "Public: the catalogue says whose product it is.",
    "memberships": "Read to find out who somebody is and for whom they act, before anybody is known.",
    "second_factors": "No row means that no code is asked for: a hidden row would open a door. Sealed.",
    "events": "One log for everybody, proved as a whole. Reading it is a permission of its own.",
}


def protect(table: str) -> Iterator[str]:
    """The SQL that puts the wall around a table, its owner shut out too. For a migration."""
    rule = RULES[table]
    names = ", ".join(f"'{system}'" for system in rule.systems)
    condition = f"{rule.own} OR current_setting('plumbline.system', true) IN ({names})"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY {POLICY} ON {table} USING ({condition}) WITH CHECK ({condition})"


def unprotect(table: str) -> Iterator[str]:
    """The SQL that takes the wall away."""
    yield f"DROP POLICY {POLICY} ON {table}"
    yield f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"


_NO_SUCH_ROLE, _REFUSED = "22023", "42501"


def begin_for(db: Connection) -> None:
    """Begin a transaction: with the option `tenant` as the role and for them, else as the user itself.

    One message to the server does it all, so the wall costs no journey. Raises `Unavailable` where
    the user cannot act as the role.
    """
    tenant = db.get_execution_options().get("tenant")
    if tenant is None:
        db.exec_driver_sql("BEGIN")
        return
    try:
        db.exec_driver_sql(
            "; ".join(["BEGIN", f"SET LOCAL ROLE {ROLE}", *_settings(tenant, only_named=True)])
        )
    except DBAPIError as error:
        if _state(error) not in (_NO_SUCH_ROLE, _REFUSED):
            raise
        raise Unavailable(
            f"The database's user cannot act as the role {ROLE}.",
            next_step=f"As a superuser: CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO the user. Start again.",
        ) from error


def go_on_for(db: Connection, tenant: Tenant) -> None:
    """From here on the transaction is for `tenant`, and for nobody else; whom it acts as stays."""
    db.exec_driver_sql("; ".join(_settings(tenant)))


def _settings(tenant: Tenant, *, only_named: bool = False) -> Iterator[str]:
    """Values are hexadecimal digits and our own words. What is empty, or was never set, is nobody."""
    named = {
        "organisation": tenant.organisation_id and tenant.organisation_id.hex,
        "supplier": tenant.supplier_id and tenant.supplier_id.hex,
        "person": tenant.person_id and tenant.person_id.hex,
        "system": tenant.system and System(tenant.system),
    }
    for kind, value in named.items():
        if value or not only_named:
            yield f"SET LOCAL plumbline.{kind} = '{value or ''}'"


@contextmanager
def refused_rows() -> Iterator[None]:
    """Turn the wall's refusal of a row into `NotFound`, as another's thing reads everywhere.

    It is known by the driver's codes, never by its words.
    """
    try:
        yield
    except DBAPIError as error:
        source = getattr(getattr(error.orig, "diag", None), "source_function", None)
        if _state(error) != _REFUSED or source != "ExecWithCheckOptions":
            raise
        raise NotFound(
            "There is nothing of yours that this could be written to. Nothing was written.",
            next_step="Look up what is yours, and whom you act for: /account",
        ) from error


def _state(error: DBAPIError) -> str | None:
    return getattr(error.orig, "sqlstate", None)
