"""What the market's operator does about an invoice: give back with a credit note, note a bank transfer."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.words import is_plain
from plumbline.billing import intents, invoice_rows
from plumbline.billing.asking import ask
from plumbline.billing.charges import credit_of
from plumbline.billing.schemas import CreditIn, TransferIn
from plumbline.billing.states import IntentState, InvoiceState
from plumbline.billing.vat import Taxed, VatTreatment
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money
from plumbline.storage.engine import Connection


def give_back(db: Connection, clock: Clock, identity: Identity, invoice_id: UUID, data: CreditIn) -> UUID:
    """So much of a line, with a credit note: it lowers what is due, or sends back what was paid.

    Raises `Conflict` for an invoice that is not final, void or given up, and `Invalid` for more than is left.
    """
    row = _invoice(db, identity, invoice_id, (InvoiceState.OPEN, InvoiceState.PAID))
    words = _words(data.words)
    line = _line(db, invoice_id, data.line_id)
    given = invoice_rows.credits_of(db, [invoice_id]).get(invoice_id, [])
    already = [_taxed(each, line) for each in given if _counts(each, line)]
    amount = _amount(data, line, already)
    identifier, back = new_id(), "outside" if data.outside else "refund"
    values = {
        "id": identifier,
        "account_id": row.account_id,
        "invoice_id": invoice_id,
        "line_id": line.id,
        "state": str(IntentState.ASKED),
        "currency": line.currency,
        "net": amount.net.minor,
        "vat": amount.vat.minor,
        "back": back if row.state == InvoiceState.PAID else "open",
        "reason": data.reason,
        "words": words,
        "number": "",
        "refund_state": "",
        "given_on": today(clock),
        "given_by": identity.actor.signature,
    }
    told = event(
        clock, identity.actor, "billing.given_back", "billing_invoice", invoice_id, net=str(amount.net.units)
    )
    invoice_rows.add_credit(db, values, event=told)
    asked = intents.Credit(
        invoice=invoice_id,
        line=line.id,
        net=amount.net,
        reason=data.reason,  # type: ignore[arg-type]
        back=back,  # type: ignore[arg-type]
        words=words,
    )
    ask(db, clock, identity.actor, row.account_id, identifier, asked)
    return identifier


def note_transfer(
    db: Connection, clock: Clock, identity: Identity, invoice_id: UUID, data: TransferIn
) -> None:
    """The money of an open invoice came by bank transfer."""
    row = _invoice(db, identity, invoice_id, (InvoiceState.OPEN,))
    told = event(
        clock,
        identity.actor,
        "billing.transfer_noted",
        "billing_invoice",
        invoice_id,
        words=_words(data.words),
    )
    if not invoice_rows.change_invoice(db, invoice_id, {}, event=told, version=row.version):
        raise Conflict("The invoice was changed meanwhile.", next_step="Read it again.")
    ask(db, clock, identity.actor, row.account_id, invoice_id, intents.PaidOutside())


def _invoice(db: Connection, identity: Identity, invoice_id: UUID, states: tuple[InvoiceState, ...]) -> Any:
    require(identity, Permission.KEEP_BILLING)
    row = invoice_rows.invoice(db, invoice_id, lock=True)
    if row is None:
        raise NotFound("There is no such invoice.", next_step="See all of them: /billing/accounts")
    if row.state not in states:
        raise Conflict(
            f"The invoice is {row.state}, and this cannot be done to it.", next_step="Read it again."
        )
    return row


def _line(db: Connection, invoice_id: UUID, line_id: UUID) -> Any:
    lines = {line.id: line for line in invoice_rows.lines_of(db, [invoice_id]).get(invoice_id, [])}
    if line_id not in lines:
        raise Invalid.field("/line_id", "The invoice has no such line.")
    return lines[line_id]


def _counts(credit: Any, line: Any) -> bool:
    return bool(credit.line_id == line.id and credit.state != IntentState.REFUSED)


def _taxed(row: Any, line: Any) -> Taxed:
    return Taxed(
        net=Money(row.net, row.currency),
        vat=Money(row.vat, row.currency),
        percent=Decimal(line.percent),
        treatment=VatTreatment(line.treatment),
    )


def _amount(data: CreditIn, line: Any, already: list[Taxed]) -> Taxed:
    try:
        return credit_of(_taxed(line, line), Money.of(data.net, line.currency), already)
    except ValueError as error:
        raise Invalid.field("/net", str(error)) from error


def _words(text: str) -> str:
    words = text.strip()
    if not words or not is_plain(words):
        raise Invalid.field("/words", "Say why, on one line, in characters that can be seen.")
    return words
