"""An invoice of a party's supplier, open and with one line: as if the processor had made it."""

from uuid import UUID

from sqlalchemy import insert, select

from plumbline.kit.clock import FixedClock, today
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import CHARGING
from plumbline.storage import tables
from plumbline.storage.engine import Database

MONEY = {"currency": "GBP", "net": 10_000, "vat": 2_000}


def open_invoice(database: Database, clock: FixedClock, supplier: str, words: str) -> UUID:
    """Its id. The supplier has an account: the demonstration gave it one."""
    invoice, day = new_id(), today(clock)
    of_it = (
        select(tables.billing_accounts.c.id).join(tables.suppliers).where(tables.suppliers.c.slug == supplier)
    )
    with database.write(CHARGING) as db:
        account = db.execute(of_it).scalar_one()
        made = {"id": invoice, "account_id": account, "about": str(invoice), "state": "open", "number": "F-1"}
        days = {"issued_on": day, "due_on": day, "made_at": clock.now()}
        more = {"credited": 0, "purchase_order": "", "version": 1, "processor_id": str(invoice)}
        db.execute(insert(tables.billing_invoices).values(**made, **MONEY, **days, **more))
        line = {
            "id": new_id(),
            "account_id": account,
            "invoice_id": invoice,
            "charge": "listing",
            "words": words,
        }
        span = {"about": str(invoice), "first": day, "last": day, "added_on": day}
        taxed = {"percent": "20", "treatment": "standard"}
        db.execute(insert(tables.billing_lines).values(**line, **MONEY, **span, **taxed))
    return invoice
