"""Questions about accounts: whose they are, how they stand, what they owe. And the one rule for others:
who is paused begins nothing new through the market.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.billing import invoice_rows, repository, run_rows
from plumbline.billing.differences import Difference
from plumbline.billing.plans import edition_on
from plumbline.billing.port import Mode
from plumbline.billing.schemas import (
    AccountList,
    AccountOut,
    InvoiceList,
    InvoiceOut,
    NoticeOut,
    PayBy,
    RunList,
    RunOut,
    StandingOut,
)
from plumbline.billing.shown import address_out, invoice_out, line_out, listing_out, plan_of
from plumbline.billing.standing import Owed, Stage, Standing, standing_on
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, NotFound
from plumbline.kit.tenant import CHARGING, Tenant
from plumbline.storage.engine import Connection

RUNS_SHOWN = 30


def tenant_of(identity: Identity) -> Tenant:
    """Whose rows billing shows them: the market's operator all, everybody else their own."""
    return CHARGING if identity.may(Permission.KEEP_BILLING) else identity.tenant


def account_of(db: Connection, clock: Clock, identity: Identity, mode: Mode) -> AccountOut:
    """The account of the supplier that somebody acts for."""
    require(identity, Permission.READ_BILLING)
    if identity.supplier is None:
        raise NotFound("You act for no supplier that could have an account.")
    row = repository.account_of(db, identity.supplier.id)
    if row is None:
        return AccountOut(
            supplier=identity.supplier.code,
            supplier_name=identity.supplier.name,
            plan=None,
            standing=_standing_out(Standing(stage=Stage.CURRENT)),
            payments=mode,
        )
    return _account(db, today(clock), row, mode)


def account_id_of(db: Connection, identity: Identity) -> UUID | None:
    """The id of the account of the supplier that somebody acts for, if there is one."""
    row = repository.account_of(db, identity.supplier_id) if identity.supplier_id else None
    return row.id if row is not None else None


def accounts(db: Connection, clock: Clock, identity: Identity, mode: Mode) -> AccountList:
    """Every account, for the market's operator."""
    require(identity, Permission.KEEP_BILLING)
    day = today(clock)
    return AccountList(items=[_account(db, day, row, mode) for row in repository.accounts(db)])


def invoices_of(db: Connection, identity: Identity) -> InvoiceList:
    """The invoices of the supplier that somebody acts for, the newest first."""
    require(identity, Permission.READ_BILLING)
    row = repository.account_of(db, identity.supplier_id) if identity.supplier_id else None
    return InvoiceList(items=_shown(db, invoice_rows.invoices_of(db, [row.id]) if row else []))


def all_invoices(db: Connection, identity: Identity) -> InvoiceList:
    """Every invoice, for the market's operator."""
    require(identity, Permission.KEEP_BILLING)
    return InvoiceList(items=_shown(db, invoice_rows.all_invoices(db)))


def invoice_of(db: Connection, identity: Identity, invoice_id: UUID) -> InvoiceOut:
    """One invoice of the supplier that somebody acts for. Another's reads as missing."""
    require(identity, Permission.READ_BILLING)
    row = invoice_rows.invoice(db, invoice_id)
    if row is None or row.supplier_id != identity.supplier_id:
        raise NotFound("There is no such invoice.", next_step="See yours: /billing")
    return _shown(db, [row])[0]


def any_invoice(db: Connection, identity: Identity, invoice_id: UUID) -> InvoiceOut:
    """One invoice of anybody, for the market's operator."""
    require(identity, Permission.KEEP_BILLING)
    row = invoice_rows.invoice(db, invoice_id)
    if row is None:
        raise NotFound("There is no such invoice.", next_step="See all of them: /billing/accounts")
    return _shown(db, [row])[0]


def runs(db: Connection, identity: Identity) -> RunList:
    """Reconciliations, the newest first, for the market's operator."""
    require(identity, Permission.KEEP_BILLING)
    return RunList(items=[_run(row) for row in run_rows.runs(db, RUNS_SHOWN)])


def standing_of(db: Connection, account_id: UUID, day: date) -> Standing:
    """How an account stands on a day."""
    owed = [Owed(due_on=row.due_on, settled_on=row.settled_on) for row in invoice_rows.owed(db, account_id)]
    return standing_on(day, owed, edition_on(day).falling_behind)


def refuse_paused(db: Connection, clock: Clock, supplier_id: UUID) -> None:
    """Raise `Conflict` where a supplier is paused: nothing new is ordered from it through the market.

    For a transaction as `CHARGING`. What is held, ordered or contracted goes on, and nothing else asks this.
    """
    row = repository.account_of(db, supplier_id)
    if row is not None and standing_of(db, row.id, today(clock)).is_paused:
        raise Conflict(
            "This supplier takes no new orders through the market at the moment.",
            next_step="Buy from it in another way, or ask it. Nothing that you hold changes.",
        )


def _account(db: Connection, day: date, row: Any, mode: Mode) -> AccountOut:
    listing = repository.newest_subscription(db, row.id)
    listed = repository.listed_products(db, row.supplier_id)
    return AccountOut(
        supplier=row.supplier_slug,
        supplier_name=row.supplier_name,
        plan=plan_of(row.plan),
        ground=row.ground,
        pay_by=PayBy(row.pay_by),
        invoice_name=row.invoice_name,
        invoice_email=row.invoice_email,
        address=address_out(row.address),
        vat_number=row.vat_number,
        purchase_order=row.purchase_order,
        known_at_processor=row.customer is not None,
        listing=listing_out(listing, row.country, day, listed) if listing is not None else None,
        waiting=[line_out(each) for each in invoice_rows.waiting_lines(db, row.id, day)],
        standing=_standing_out(standing_of(db, row.id, day)),
        notices=[
            NoticeOut(stage=Stage(each.stage), given_on=each.given_on, invoice_id=each.invoice_id)
            for each in invoice_rows.notices_of(db, row.id)
        ],
        payments=mode,
    )


def _standing_out(found: Standing) -> StandingOut:
    return StandingOut(
        stage=found.stage,
        overdue_since=found.overdue_since,
        next_stage=found.next_stage,
        next_on=found.next_on,
    )


def _shown(db: Connection, rows: Sequence[Any]) -> list[InvoiceOut]:
    ids = [row.id for row in rows]
    lines, given = invoice_rows.lines_of(db, ids), invoice_rows.credits_of(db, ids)
    return [invoice_out(row, lines.get(row.id, []), given.get(row.id, [])) for row in rows]


def _run(row: Any) -> RunOut:
    return RunOut(
        id=row.id,
        night=row.night,
        started_by=row.started_by,
        started_at=row.started_at,
        finished_at=row.finished_at,
        counts=row.counts,
        differences=msgspec.convert(row.differences, list[Difference]),
    )
