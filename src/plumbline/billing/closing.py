"""After each quarter: one invoice for each account, of what was bought in it and of the lines that wait."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from plumbline.billing import intents, invoice_rows, repository
from plumbline.billing.applying import BILLING
from plumbline.billing.asking import ask
from plumbline.billing.charges import market_line
from plumbline.billing.metering import add_line
from plumbline.billing.periods import Quarter
from plumbline.billing.plans import edition_of, edition_on
from plumbline.billing.schemas import PayBy
from plumbline.billing.states import InvoiceState, SubscriptionState
from plumbline.billing.vat import treatment_of
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money
from plumbline.storage.engine import Connection


def close_quarter(db: Connection, clock: Clock, account_id: UUID, quarter: Quarter) -> UUID | None:
    """The invoice of an account for a quarter that is over; None where it has one, or nothing is to be paid.

    What comes to less than nothing waits: it is set off against the next. For `CHARGING`.
    """
    account = repository.lock_account(db, account_id)
    if invoice_rows.invoice_about(db, account_id, str(quarter)) is not None:
        return None
    _charge_for_bought(db, clock, account, quarter)
    waiting = [*invoice_rows.waiting_lines(db, account_id, today(clock))]
    if sum(row.net + row.vat for row in waiting) <= 0:
        return None
    return _invoice(db, clock, account, quarter, waiting)


def _charge_for_bought(db: Connection, clock: Clock, account: Any, quarter: Quarter) -> None:
    """A line for each edition of the plans that something was bought under: what was published counts.

    What comes to less than a penny is left for the next quarter, with what is bought then.
    """
    by_edition: defaultdict[str, list[Any]] = defaultdict(list)
    for row in invoice_rows.uncharged(db, account.supplier_id, quarter.period.last):
        by_edition[edition_on(row.day).version].append(row)
    for version, rows in by_edition.items():
        name = str(quarter) if len(by_edition) == 1 else f"{quarter} by the plans of {version}"
        nets = [Money(row.net, row.currency) for row in rows]
        vat = treatment_of(account.country)
        line = market_line(edition_of(version), nets, quarter.period, name, vat)
        line_id = add_line(db, clock, account, line) if line.amount.net.minor else None
        if line_id is not None:
            invoice_rows.charge_for(db, [row.id for row in rows], line_id)


def _invoice(db: Connection, clock: Clock, account: Any, quarter: Quarter, rows: Sequence[Any]) -> UUID:
    identifier, day = new_id(), today(clock)
    days, currency = edition_on(day).payment.days_until_due, rows[0].currency
    net, vat = sum(row.net for row in rows), sum(row.vat for row in rows)
    values = {
        "id": identifier,
        "account_id": account.id,
        "about": str(quarter),
        "state": str(InvoiceState.ASKED),
        "number": "",
        "currency": currency,
        "net": net,
        "vat": vat,
        "credited": 0,
        "issued_on": day,
        "due_on": day + timedelta(days=days),
        "purchase_order": account.purchase_order,
        "version": 1,
        "made_at": clock.now(),
    }
    told = event(clock, BILLING, "billing.invoice_made", "billing_invoice", identifier, about=str(quarter))
    invoice_rows.add_invoice(db, values, event=told)
    invoice_rows.put_on(db, [row.id for row in rows], identifier)
    asked = intents.Invoice(
        collection="charge_automatically" if _pays_by_itself(db, account) else "send_invoice",
        days_until_due=days,
        purchase_order=account.purchase_order,
        items=tuple(_item(row) for row in rows),
        gross=Money(net + vat, currency),
    )
    ask(db, clock, BILLING, account.id, identifier, asked)
    return identifier


def _item(row: Any) -> intents.ItemOf:
    return intents.ItemOf(
        reference=str(row.id),
        words=row.words,
        net=Money(row.net, row.currency),
        rate=intents.rate_of(Decimal(row.percent)),
        first=row.first,
        last=row.last,
    )


def _pays_by_itself(db: Connection, account: Any) -> bool:
    """Has a payment method that money can be taken from: whoever has a listing paid by card or Bacs."""
    listing = repository.open_subscription(db, account.id)
    return (
        listing is not None
        and listing.pay_by != PayBy.INVOICE
        and listing.state in (SubscriptionState.ACTIVE, SubscriptionState.PAST_DUE)
    )
