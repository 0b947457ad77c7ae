"""Suppliers who are paid through the market, and orders that are paid to them."""

import msgspec
import pytest

from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port_errors import PaymentRefused
from plumbline.kit.money import Money
from tests.contract.shop import Shop, in_shop, may_be_paid


def order(shop: Shop, account: str) -> asks.OrderCheckoutAsk:
    """An order over £1,200, VAT and all, of which £24 are ours."""
    return asks.OrderCheckoutAsk(
        reference="order-1",
        customer=shop.customer,
        description="Order 1: a year of Wren",
        gross=Money.of(1200),
        on_behalf=asks.OnBehalf(account=account, fee=Money.of(24)),
        success_url="https://plumbline.example/orders/1",
        cancel_url="https://plumbline.example/orders/1",
    )


async def order_by_invoice(shop: Shop) -> things.Invoice:
    """An order over £1,000 and VAT on an invoice that was made final; £20 of it are ours."""
    ask = asks.InvoiceAsk(
        reference="order-2",
        customer=shop.customer,
        purchase_order="PO-77",
        on_behalf=asks.OnBehalf(account=await may_be_paid(shop), fee=Money.of(20)),
    )
    draft = await shop.processor.draft_invoice(ask, key="draft")
    line = asks.ItemAsk(
        reference="order-2",
        customer=shop.customer,
        description="A year of Wren",
        net=Money.of(1000),
        tax_rate=shop.vat,
        invoice=draft.id,
    )
    await shop.processor.add_item(line, key="line")
    return await shop.processor.finalise_invoice(draft.id, key="final")


def test_a_supplier_is_paid_only_once_they_answered() -> None:
    """Until then an order for them is refused; the page of questions is good for minutes."""

    async def test(shop: Shop) -> None:
        ask = asks.AccountAsk(reference="supplier-9", name="Wren Systems", email="wren@wren.example")
        account = await shop.processor.add_account(ask, key="account")
        assert (account.may_charge, account.may_be_paid, account.told_all) == (False, False, False)
        assert account.wanted
        link = await shop.processor.onboard(
            account.id, return_url="https://a", refresh_url="https://b", key="l"
        )
        assert link.expires
        assert link.expires > shop.clock.now()
        with pytest.raises(PaymentRefused) as refused:
            await shop.processor.check_out_order(order(shop, account.id), key="order")
        assert refused.value.reason == "insufficient_capabilities_for_transfer"
        shop.standin.answer_onboarding(account.id)
        now = await shop.processor.read(things.Account, account.id)
        assert (now.may_charge, now.may_be_paid, now.told_all, now.wanted) == (True, True, True, ())
        last = shop.standin.webhooks()[-1]
        event = shop.processor.event(last.body, last.signature(shop.clock.now()), shop.clock.now())
        assert (event.type, event.account) == ("account.updated", account.id)

    in_shop(test)


def test_an_order_is_paid_to_the_supplier_less_our_fee() -> None:
    """And a refund takes it from them again, with the fee in proportion."""

    async def test(shop: Shop) -> None:
        account = await may_be_paid(shop)
        page = await shop.processor.check_out_order(order(shop, account), key="order")
        shop.standin.pay_checkout(page.id)
        done = await shop.processor.read(things.Checkout, page.id)
        payment = await shop.processor.read(things.Payment, done.payment)
        assert (done.paid, payment.gross, payment.fee) == (True, Money.of(1200), Money.of(24))
        assert (payment.on_behalf_of, payment.reference) == (account, "order-1")
        part = asks.RefundAsk(
            reference="r", payment=payment.id, gross=Money.of(400), from_account=True, with_fee=True
        )
        await shop.processor.refund(part, key="refund")
        charge = shop.standin.look(shop.standin.look(payment.id)["latest_charge"])
        assert shop.standin.look(charge["application_fee"])["amount_refunded"] == 800
        with pytest.raises(PaymentRefused):
            await shop.processor.close_checkout(page.id, key="close")

    in_shop(test)


def test_a_payment_without_a_fee_gives_none_back() -> None:
    """Asked for the fee of a payment that has none, Stripe refuses the whole refund; without, it is made."""

    async def test(shop: Shop) -> None:
        account = await may_be_paid(shop)
        free = asks.OnBehalf(account=account, fee=Money(0))
        wanted = msgspec.structs.replace(order(shop, account), on_behalf=free)
        page = await shop.processor.check_out_order(wanted, key="order")
        shop.standin.pay_checkout(page.id)
        payment = (await shop.processor.read(things.Checkout, page.id)).payment
        ask = asks.RefundAsk(reference="r", payment=payment, from_account=True, with_fee=True)
        with pytest.raises(PaymentRefused, match="it has no application fee"):
            await shop.processor.refund(ask, key="with")
        made = await shop.processor.refund(msgspec.structs.replace(ask, with_fee=False), key="without")
        assert (made.gross, made.state) == (Money.of(1200), "succeeded")

    in_shop(test)


def test_a_refund_of_an_invoice_gets_its_credit_note() -> None:
    """The note is the paper of a refund that was made from the supplier's account: no more money moves."""

    async def test(shop: Shop) -> None:
        final = await order_by_invoice(shop)
        shop.standin.pay_invoice(final.id)
        payment = (await shop.processor.read(things.Invoice, final.id)).payment
        back = asks.RefundAsk(reference="r", payment=payment, gross=Money.of(120), from_account=True)
        refund = await shop.processor.refund(back, key="refund")
        ask = asks.CreditAsk(
            reference="r",
            invoice=final.id,
            lines=(asks.CreditLine(line=final.lines[0].id, net=Money.of(100)),),
            reason="order_change",
            refunded=refund.id,
        )
        note = await shop.processor.credit(ask, key="note")
        assert (note.net, note.gross, note.refunds) == (Money.of(100), Money.of(120), (refund.id,))
        with pytest.raises(PaymentRefused, match="linked to credit notes already"):
            await shop.processor.credit(ask, key="another")
        charge = shop.standin.look(shop.standin.look(payment)["latest_charge"])
        assert charge["amount_refunded"] == 12000

    in_shop(test)


def test_a_refund_may_wait_or_fail_later() -> None:
    """To Stripe's own test cards: one that waits for days, one that went through and comes back."""

    async def test(shop: Shop) -> None:
        account = await may_be_paid(shop)
        ends = {
            "pm_card_pendingRefund": ("pending", "succeeded"),
            "pm_card_refundFail": ("succeeded", "failed"),
        }
        for method, (begins, end) in ends.items():
            page = await shop.processor.check_out_order(order(shop, account), key=method)
            shop.standin.pay_checkout(page.id, method)
            payment = (await shop.processor.read(things.Checkout, page.id)).payment
            ask = asks.RefundAsk(reference=method, payment=payment, from_account=True)
            made = await shop.processor.refund(ask, key=f"refund {method}")
            assert made.state == begins
            shop.advance(days=6)
            assert (await shop.processor.read(things.Refund, made.id)).state == end

    in_shop(test)


def test_an_order_by_invoice_bears_the_purchase_order_and_the_fee() -> None:
    """The supplier's invoice, sent with the buyer's number; the payment on its page carries our fee."""

    async def test(shop: Shop) -> None:
        final = await order_by_invoice(shop)
        account = final.on_behalf_of
        assert (bool(account), final.purchase_order, final.state) == (True, "PO-77", "open")
        shop.standin.pay_invoice(final.id)
        paid = await shop.processor.read(things.Invoice, final.id)
        payment = await shop.processor.read(things.Payment, paid.payment)
        assert (paid.state, payment.fee, payment.on_behalf_of) == ("paid", Money.of(20), account)

    in_shop(test)


def test_a_page_closes_by_itself_or_by_us() -> None:
    """After a day, or when we say so; nobody pays on it then."""

    async def test(shop: Shop) -> None:
        account = await may_be_paid(shop)
        first = await shop.processor.check_out_order(order(shop, account), key="first")
        second = await shop.processor.check_out_order(order(shop, account), key="second")
        assert (await shop.processor.close_checkout(first.id, key="close")).state == "expired"
        shop.advance(days=1)
        late = await shop.processor.read(things.Checkout, second.id)
        assert (late.state, late.url, late.paid) == ("expired", "", False)

    in_shop(test)
