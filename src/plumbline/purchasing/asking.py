"""What the payment processor is asked for an order: a page to pay on, or an invoice to pay within days.

Every request carries a key made from the payment's own id, so that asking again after a crash has no second
effect. Keys are forgotten at the processor after a day: whoever asks again looks first for what is there.
The market keeps nothing of the money: its own charge is billed by the quarter (docs/decisions).
"""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any, Final, TypeVar

import msgspec

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import PaymentRefused
from plumbline.kit.money import Money
from plumbline.purchasing.schemas import Way

T = TypeVar("T", bound=things.Held)
DAYS_UNTIL_DUE: Final = 30
NO_FEE: Final = Money(0)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the processor answered: its id for it, and the page to pay on."""

    customer: str
    processor_id: str
    page: str


def reference_of(row: Any) -> str:
    """Under which reference the processor knows a payment of ours."""
    return f"order-{row.id}"


async def ask(processor: Processor, row: Any, site: str, *, again: bool) -> Asked:
    """Ask for the payment of `row`. `again` says that it may have been asked for before.

    Raises `ProcessorAway` where it is not known whether it was done: ask again. Any other `ProcessorError`
    means that it will not be.
    """
    customer = await _customer(processor, row, again=again)
    if row.way == Way.CARD:
        return await _page(processor, row, customer, site, again=again)
    return await _invoice(processor, row, customer, again=again)


async def _customer(processor: Processor, row: Any, *, again: bool) -> str:
    """The buyer at the processor. One for each payment: an address on record is never changed behind one."""
    reference = f"buyer-{row.id}"
    found = await already_there(processor, things.Customer, row, reference) if again else None
    if found is None:
        wanted = asks.CustomerAsk(reference=reference, name=row.organisation_name, email=row.email)
        found = await processor.add_customer(wanted, key=f"{reference_of(row)}-customer")
    return found.id


async def _page(processor: Processor, row: Any, customer: str, site: str, *, again: bool) -> Asked:
    found = await already_there(processor, things.Checkout, row, reference_of(row)) if again else None
    if found is None:
        here = f"{site}/orders/{row.order_id}"
        wanted = asks.OrderCheckoutAsk(
            reference=reference_of(row),
            customer=customer,
            description=_words(row),
            gross=Money(row.gross_minor, row.currency),
            on_behalf=_supplier(row),
            success_url=here,
            cancel_url=here,
        )
        found = await processor.check_out_order(wanted, key=reference_of(row))
    return Asked(customer=customer, processor_id=found.id, page=found.url)


async def _invoice(processor: Processor, row: Any, customer: str, *, again: bool) -> Asked:
    """A draft, its one line, and then its number. Begun before, it is gone on with from where it stands."""
    key = reference_of(row)
    found = await already_there(processor, things.Invoice, row, key) if again else None
    if found is None:
        wanted = asks.InvoiceAsk(
            reference=key,
            customer=customer,
            currency=row.currency,
            days_until_due=DAYS_UNTIL_DUE,
            purchase_order=row.purchase_order_number,
            on_behalf=_supplier(row),
        )
        found = await processor.draft_invoice(wanted, key=f"{key}-draft")
    if found.state == "draft":
        found = await _finished(processor, row, found, key)
    return Asked(customer=found.customer, processor_id=found.id, page=found.page)


async def _finished(processor: Processor, row: Any, draft: things.Invoice, key: str) -> things.Invoice:
    """The draft with its line and its number. Raises `PaymentRefused` where it sums up to anything else."""
    if not draft.lines:
        await _add_line(processor, row, draft, key)
        draft = await processor.read(things.Invoice, draft.id)
    if draft.gross != Money(row.gross_minor, row.currency):
        words = f"The processor makes it {draft.gross}, which is not what the order says."
        raise PaymentRefused(words, reason="sums_differ", next_step="Tell the market's operator.")
    return await processor.finalise_invoice(draft.id, key=f"{key}-number")


async def _add_line(processor: Processor, row: Any, draft: things.Invoice, key: str) -> None:
    percent = Decimal(row.vat_rate) * 100
    rate = asks.TaxRateAsk(reference=f"vat-{percent.normalize():f}", percent=percent)
    known = await processor.ensure_tax_rate(rate, key=f"{key}-rate")
    line = asks.ItemAsk(
        reference=f"{key}-line",
        customer=draft.customer,
        description=_words(row),
        net=Money(row.net_minor, row.currency),
        tax_rate=known.id,
        invoice=draft.id,
    )
    await processor.add_item(line, key=f"{key}-line")


async def already_there(processor: Processor, kind: type[T], row: Any, reference: str) -> T | None:
    """What the processor has of ours since the row was written down; None for nothing."""
    things_there: AsyncIterator[T] = processor.since(kind, row.intended_at, reference=reference)
    async for each in things_there:
        return each
    return None


def _supplier(row: Any) -> asks.OnBehalf:
    return asks.OnBehalf(account=row.account, fee=Money(NO_FEE.minor, row.currency))


def _words(row: Any) -> str:
    return f"{row.product_name} from {row.supplier_name}, order {row.purchase_order_number}"
