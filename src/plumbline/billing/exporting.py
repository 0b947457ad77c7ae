"""Invoices as a table for accountants: a row for each line, and one for each credit note."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from plumbline.billing.schemas import AmountOut, InvoiceOut
from plumbline.kit.exports import Cell

_COLUMNS: Final = (
    *(
        "document",
        "number",
        "about",
        "supplier",
        "supplier_name",
        "state",
        "issued_on",
        "due_on",
        "settled_on",
    ),
    *("purchase_order", "charge", "words", "first", "last", "treatment", "vat_percent"),
    *("net", "vat", "gross", "currency"),
)


def finance_columns() -> Sequence[str]:
    """The names of the columns."""
    return _COLUMNS


def finance_rows(invoices: Sequence[InvoiceOut]) -> list[Sequence[Cell]]:
    """Credits are below zero, so that columns add up; nothing of what is not final."""
    return [row for invoice in invoices if invoice.number for row in _rows(invoice)]


def _rows(invoice: InvoiceOut) -> Iterator[Sequence[Cell]]:
    about: tuple[Cell, ...] = (
        *(invoice.about, invoice.supplier, invoice.supplier_name, str(invoice.state), invoice.issued_on),
        *(invoice.due_on, invoice.settled_on, invoice.purchase_order),
    )
    lines = {line.id: line for line in invoice.lines}
    for line in invoice.lines:
        what = (str(line.charge), line.words, line.first, line.last, str(line.treatment))
        yield ("invoice", invoice.number, *about, *what, line.amount.vat_percent, *_sums(line.amount, 1))
    for given in invoice.credits:
        if given.number:
            line = lines[given.line_id]
            what = (str(line.charge), given.words, given.given_on, given.given_on, str(line.treatment))
            sums = _sums(given.amount, -1)
            yield ("credit note", given.number, *about, *what, given.amount.vat_percent, *sums)


def _sums(amount: AmountOut, sign: int) -> tuple[Cell, ...]:
    of = (amount.net, amount.vat, amount.gross)
    return (*(sign * Decimal(each) for each in of), amount.currency)
