"""Invoices by themselves: what waits for them, purchase orders, credit notes, and their ends."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port_errors import PaymentRefused
from plumbline.integrations.stripe.fake.refusal import Refusal
from plumbline.kit.money import Money
from tests.contract.shop import START, Shop, in_shop, paid_by_card


async def sent(shop: Shop, *amounts: int) -> things.Invoice:
    """A final invoice over such amounts, net, in pence."""
    ask = asks.InvoiceAsk(reference="invoice-1", customer=shop.customer, purchase_order="PO-1")
    draft = await shop.processor.draft_invoice(ask, key="draft")
    for number, amount in enumerate(amounts):
        line = asks.ItemAsk(
            reference=f"fee-{number}",
            customer=shop.customer,
            description="An assessment",
            net=Money(amount),
            tax_rate=shop.vat,
            invoice=draft.id,
        )
        await shop.processor.add_item(line, key=f"line {number}")
    return await shop.processor.finalise_invoice(draft.id, key="final")


def waiting(shop: Shop, number: int) -> asks.ItemAsk:
    """A charge of a quarter that waits for its invoice."""
    quarter = (START - timedelta(days=90), START)
    return asks.ItemAsk(
        reference=f"charge-{number}",
        customer=shop.customer,
        description="Two per cent of what was bought",
        net=Money(100 + number),
        tax_rate=shop.vat,
        period=quarter,
    )


@settings(max_examples=15, deadline=None)
@given(amounts=st.lists(st.integers(1, 10**9), min_size=1, max_size=12))
def test_an_invoice_adds_up_to_the_penny(amounts: list[int]) -> None:
    """However many lines, more than one answer holds included: net and VAT of the lines make the sums."""

    async def test(shop: Shop) -> None:
        invoice = await sent(shop, *amounts)
        assert [line.net.minor for line in invoice.lines] == amounts
        assert invoice.net.minor == sum(amounts)
        assert invoice.vat.minor == sum(line.vat.minor for line in invoice.lines)
        assert invoice.gross == invoice.net + invoice.vat == invoice.left == invoice.due
        assert (invoice.purchase_order, invoice.reference) == ("PO-1", "invoice-1")

    in_shop(test)


def test_what_waits_goes_on_the_next_invoice_once() -> None:
    """The charges of a quarter wait for its invoice, and are on no other."""

    async def test(shop: Shop) -> None:
        for number in range(2):
            await shop.processor.add_item(waiting(shop, number), key=f"charge {number}")
        ask = asks.InvoiceAsk(reference="quarter-1", customer=shop.customer, take_waiting=True)
        draft = await shop.processor.draft_invoice(ask, key="quarter")
        assert [line.reference for line in draft.lines] == ["charge-0", "charge-1"]
        assert draft.lines[0].period == (START - timedelta(days=90), START)
        items = [each async for each in shop.processor.since(things.Item, START)]
        assert {each.invoice for each in items} == {draft.id}
        empty = await shop.processor.draft_invoice(ask, key="another quarter")
        assert empty.lines == ()
        with pytest.raises(PaymentRefused) as refused:
            await shop.processor.finalise_invoice(empty.id, key="final")
        assert refused.value.reason == "invoice_no_customer_line_items"

    in_shop(test)


def test_a_final_invoice_does_not_change() -> None:
    """A purchase order goes on a draft; afterwards neither it nor a line can be added."""

    async def test(shop: Shop) -> None:
        ask = asks.InvoiceAsk(reference="invoice-2", customer=shop.customer)
        draft = await shop.processor.draft_invoice(ask, key="another draft")
        named = await shop.processor.name_purchase_order(draft.id, "PO-2", key="name")
        assert named.purchase_order == "PO-2"
        final = await sent(shop, 500)
        for late in (
            shop.processor.name_purchase_order(final.id, "PO-3", key="late"),
            shop.processor.finalise_invoice(final.id, key="again"),
        ):
            with pytest.raises(PaymentRefused):
                await late

    in_shop(test)


def test_it_is_paid_on_its_page_or_comes_to_another_end() -> None:
    """By a card on its page, after one was refused; void and given up are ends from which nobody pays."""

    async def test(shop: Shop) -> None:
        invoice = await sent(shop, 500)
        with pytest.raises(Refusal):
            shop.standin.pay_invoice(invoice.id, "pm_card_chargeDeclined")
        assert (await shop.processor.read(things.Invoice, invoice.id)).tries == 1
        shop.standin.pay_invoice(invoice.id)
        assert (await shop.processor.read(things.Invoice, invoice.id)).state == "paid"
        with pytest.raises(PaymentRefused):
            await shop.processor.void_invoice(invoice.id, key="void")

    in_shop(test)


@pytest.mark.parametrize(("end", "state"), [("void_invoice", "void"), ("give_up_invoice", "uncollectible")])
def test_an_open_invoice_ends(end: str, state: str) -> None:
    """As a mistake, or as lost."""

    async def test(shop: Shop) -> None:
        invoice = await sent(shop, 500)
        ended = await getattr(shop.processor, end)(invoice.id, key="end")
        assert ended.state == state
        with pytest.raises(PaymentRefused):
            await getattr(shop.processor, end)(invoice.id, key="once more")

    in_shop(test)


def test_a_credit_note_lowers_what_is_due_or_gives_back() -> None:
    """Net and VAT together: before it is paid there is less to pay, afterwards money goes back."""

    async def test(shop: Shop) -> None:
        open_ = await sent(shop, 1000)
        lower = asks.CreditAsk(
            reference="credit-1",
            invoice=open_.id,
            lines=(asks.CreditLine(line=open_.lines[0].id, net=Money(250)),),
            reason="order_change",
        )
        note = await shop.processor.credit(lower, key="lower")
        assert (note.net, note.vat, note.gross) == (Money(250), Money(50), Money(300))
        now = await shop.processor.read(things.Invoice, open_.id)
        assert (now.gross, now.due, now.left, now.credited) == (
            Money(1200),
            Money(900),
            Money(900),
            Money(300),
        )
        paid = await paid_by_card(shop)
        back = asks.CreditAsk(
            reference="credit-2",
            invoice=paid.id,
            lines=(asks.CreditLine(line=paid.lines[0].id, net=Money.of(100)),),
            reason="product_unsatisfactory",
        )
        note = await shop.processor.credit(back, key="back")
        refund = await shop.processor.read(things.Refund, note.refunds[0])
        assert (refund.gross, refund.payment) == (Money.of(120), paid.payment)
        assert await shop.processor.read(things.CreditNote, note.id) == note
        everything = asks.CreditLine(line=paid.lines[0].id, net=paid.net)
        more = asks.CreditAsk(reference="c", invoice=paid.id, lines=(everything,), reason="duplicate")
        with pytest.raises(PaymentRefused):
            await shop.processor.credit(more, key="more")

    in_shop(test)


def test_what_was_paid_outside_goes_back_outside() -> None:
    """A bank transfer is not refunded by the processor: the credit note says so."""

    async def test(shop: Shop) -> None:
        invoice = await sent(shop, 1000)
        await shop.processor.pay_invoice(invoice.id, outside=True, key="paid")
        line = asks.CreditLine(line=invoice.lines[0].id, net=Money(1000))
        ask = asks.CreditAsk(reference="credit", invoice=invoice.id, lines=(line,), reason="order_change")
        with pytest.raises(PaymentRefused):
            await shop.processor.credit(ask, key="by refund")
        outside = asks.CreditAsk(
            reference="credit", invoice=invoice.id, lines=(line,), reason="order_change", back="outside"
        )
        note = await shop.processor.credit(outside, key="outside")
        assert (note.outside, note.refunds) == (Money(1200), ())

    in_shop(test)
