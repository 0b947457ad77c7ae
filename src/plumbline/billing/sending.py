"""Does at the processor what an intent asks for, so that however often it is sent it is done once.

The first try sends. Every later one looks first for what is there under our reference: a key is forgotten by
the processor after a day, and the reference is not.
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

import msgspec

from plumbline.billing import intents, port_asks, port_things
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import PaymentRefused
from plumbline.kit.clock import LONDON

T = TypeVar("T", bound=port_things.Held)
SKEW: Final = timedelta(days=1)
"""The processor's clock and ours need not agree: so long before an intent was asked, its thing is sought."""


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """An intent with what it needs of other rows: all of the processor's own ids."""

    id: UUID
    about: UUID
    asked: Any  # intents.Asked
    asked_at: datetime
    again: bool  # it may have been sent before
    account: UUID
    customer: str = ""
    thing: str = ""  # the subscription, or the invoice


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """What the processor holds now: the thing itself, and what goes with it."""

    thing: port_things.Held
    invoice: port_things.Invoice | None = None


class Differs(Exception):
    """The processor's sum is not ours. Nothing was made final; a person has to look."""


async def send(processor: Processor, job: Job) -> Done:
    """Do it, or find that it is done. Raises `ProcessorError`, and `Differs`."""
    way: Callable[[Processor, Job, Any], Awaitable[Done]] = _WAYS[type(job.asked)]
    return await way(processor, job, job.asked)


async def found(processor: Processor, job: Job, kind: type[T]) -> T | None:
    """The thing that is there under the reference of what the intent is about."""
    if not job.again:
        return None
    async for thing in processor.since(kind, job.asked_at - SKEW, reference=str(job.about)):
        return thing
    return None


async def _customer(processor: Processor, job: Job, asked: intents.Customer) -> Done:
    ask = port_asks.CustomerAsk(
        reference=str(job.about), name=asked.name, email=asked.email, address=asked.address
    )
    there = job.customer
    if not there and (known := await found(processor, job, port_things.Customer)):
        there = known.id
    if there:
        return Done(thing=await processor.change_customer(there, ask, key=intents.key(job.id, "change")))
    return Done(thing=await processor.add_customer(ask, key=intents.key(job.id)))


async def _price(
    processor: Processor, job: Job, asked: intents.Listing | intents.Checkout | intents.Renewal
) -> tuple[str, str]:
    """The processor's ids of the price and the rate."""
    price = port_asks.PriceAsk(reference=asked.price, name=asked.words, net=asked.net)
    made = await processor.ensure_price(price, key=intents.key(job.id, "price"))
    return made.id, await _rate(processor, job, asked.rate)


async def _rate(processor: Processor, job: Job, rate: intents.Rate) -> str:
    ask = port_asks.TaxRateAsk(reference=rate.reference, percent=rate.percent)
    made = await processor.ensure_tax_rate(ask, key=intents.key(job.id, f"rate-{rate.reference}"))
    return made.id


async def _listing(processor: Processor, job: Job, asked: intents.Listing) -> Done:
    made = await found(processor, job, port_things.Subscription)
    if made is None:
        price, rate = await _price(processor, job, asked)
        ask = port_asks.SubscriptionAsk(
            reference=str(job.about),
            customer=job.customer,
            price=price,
            tax_rate=rate,
            collection=asked.collection,
            days_until_due=asked.days_until_due,
            purchase_order=asked.purchase_order,
        )
        made = await processor.subscribe(ask, key=intents.key(job.id))
    return Done(thing=made, invoice=await _first_invoice(processor, job, made))


async def _first_invoice(
    processor: Processor, job: Job, made: port_things.Subscription
) -> port_things.Invoice | None:
    """The invoice of the listing's first year: a draft is made final now, not in an hour."""
    if not made.latest_invoice:
        return None
    invoice = await processor.read(port_things.Invoice, made.latest_invoice)
    if invoice.state == "draft":
        return await processor.finalise_invoice(invoice.id, key=intents.key(job.id, "final"))
    return invoice


async def _checkout(processor: Processor, job: Job, asked: intents.Checkout) -> Done:
    page = await found(processor, job, port_things.Checkout)
    if page is not None:
        return Done(thing=page)
    price, rate = await _price(processor, job, asked)
    ask = port_asks.PlanCheckoutAsk(
        reference=str(job.about),
        customer=job.customer,
        price=price,
        tax_rate=rate,
        success_url=asked.come_back,
        cancel_url=asked.come_back,
        methods=asked.methods,
    )
    return Done(thing=await processor.check_out_plan(ask, key=intents.key(job.id)))


async def _renewal(processor: Processor, job: Job, asked: intents.Renewal) -> Done:
    """Before the day, and only if it is not so. Once the year has begun, it would change the next one."""
    now = await processor.read(port_things.Subscription, job.thing)
    if now.ended is not None or now.period[1].astimezone(LONDON).date() != asked.on:
        return Done(thing=now)
    price, rate = await _price(processor, job, asked)
    held = (now.price.id, now.tax_rate and now.tax_rate.id, now.purchase_order)
    if held != (price, rate, asked.purchase_order):
        ask = port_asks.RenewalAsk(price=price, tax_rate=rate, purchase_order=asked.purchase_order)
        now = await processor.renew_at(now.id, ask, key=intents.key(job.id))
    return Done(thing=now)


async def _end(processor: Processor, job: Job, asked: intents.End) -> Done:
    now = await processor.read(port_things.Subscription, job.thing)
    if now.ended is None and not (asked.at_year_end and now.ends_at_period_end):
        key = intents.key(job.id)
        now = await processor.end_subscription(now.id, at_period_end=asked.at_year_end, key=key)
    return Done(thing=now)


async def _resume(processor: Processor, job: Job, _asked: intents.Resume) -> Done:
    now = await processor.read(port_things.Subscription, job.thing)
    if now.ended is None and now.ends_at_period_end:
        now = await processor.resume_subscription(now.id, key=intents.key(job.id))
    return Done(thing=now)


async def _invoice(processor: Processor, job: Job, asked: intents.Invoice) -> Done:
    made = await _made_final(processor, job, asked)
    return Done(thing=made, invoice=made)


async def _made_final(processor: Processor, job: Job, asked: intents.Invoice) -> port_things.Invoice:
    draft = await found(processor, job, port_things.Invoice)
    if draft is None:
        ask = port_asks.InvoiceAsk(
            reference=str(job.about),
            customer=job.customer,
            currency=asked.gross.currency,
            collection=asked.collection,
            days_until_due=asked.days_until_due,
            purchase_order=asked.purchase_order,
        )
        draft = await processor.draft_invoice(ask, key=intents.key(job.id))
    if draft.state != "draft":
        return draft
    there = {line.reference for line in draft.lines}
    for item in asked.items:
        if item.reference not in there:
            await _add(processor, job, draft.id, item)
    whole = await processor.read(port_things.Invoice, draft.id)
    if whole.gross != asked.gross:
        raise Differs(f"the processor's invoice comes to {whole.gross}, and ours to {asked.gross}")
    return await processor.finalise_invoice(draft.id, key=intents.key(job.id, "final"))


async def _add(processor: Processor, job: Job, invoice: str, item: intents.ItemOf) -> None:
    ask = port_asks.ItemAsk(
        reference=item.reference,
        customer=job.customer,
        description=item.words,
        net=item.net,
        tax_rate=await _rate(processor, job, item.rate),
        invoice=invoice,
        period=(_start(item.first), _start(item.last)),
    )
    await processor.add_item(ask, key=intents.key(job.id, item.reference))


async def _credit(processor: Processor, job: Job, asked: intents.Credit) -> Done:
    note = await found(processor, job, port_things.CreditNote)
    if note is None:
        invoice = await processor.read(port_things.Invoice, job.thing)
        ask = port_asks.CreditAsk(
            reference=str(job.about),
            invoice=invoice.id,
            lines=(port_asks.CreditLine(line=_line(invoice, asked.line), net=asked.net),),
            reason=asked.reason,
            back=asked.back,
            memo=asked.words,
        )
        note = await processor.credit(ask, key=intents.key(job.id))
    return Done(thing=note, invoice=await processor.read(port_things.Invoice, job.thing))


def _line(invoice: port_things.Invoice, line: UUID) -> str:
    """The processor's line that is ours: by reference, or the only one, as a listing's year has."""
    named = [each.id for each in invoice.lines if each.reference == str(line)]
    if named or len(invoice.lines) == 1:
        return (named or [invoice.lines[0].id])[0]
    raise PaymentRefused("The invoice has no such line at the processor.", reason="no_such_line")


async def _paid_outside(processor: Processor, job: Job, _asked: intents.PaidOutside) -> Done:
    invoice = await processor.read(port_things.Invoice, job.thing)
    if invoice.state != "paid":
        invoice = await processor.pay_invoice(invoice.id, outside=True, key=intents.key(job.id))
    return Done(thing=invoice, invoice=invoice)


def _start(day: Any) -> datetime:
    """A day as the moment it begins in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


_WAYS: Final[dict[type, Any]] = {
    intents.Customer: _customer,
    intents.Listing: _listing,
    intents.Checkout: _checkout,
    intents.Renewal: _renewal,
    intents.End: _end,
    intents.Resume: _resume,
    intents.Invoice: _invoice,
    intents.Credit: _credit,
    intents.PaidOutside: _paid_outside,
}
