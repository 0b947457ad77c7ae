"""Payments of orders on both engines, against the stand-in: whatever breaks, there is one charge or none."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Final

import pytest

from plumbline.integrations.stripe.fake.faults import Crashed
from plumbline.integrations.stripe.fake.faults import Way as FaultWay
from plumbline.kit.clock import FixedClock
from plumbline.kit.errors import Conflict
from plumbline.purchasing import charging
from plumbline.purchasing.schemas import ChargeIn, Way
from plumbline.storage.engine import Database
from tests.storage.till import Till

DAY: Final = timedelta(days=1).total_seconds()
STEPS: Final = (
    (Way.CARD, "POST /v1/customers"),
    (Way.CARD, "POST /v1/checkout"),
    (Way.INVOICE, "POST /v1/invoices"),
    (Way.INVOICE, "POST /v1/invoiceitems"),
    (Way.INVOICE, "finalize"),
)


@pytest.mark.parametrize("way", [Way.CARD, Way.INVOICE])
def test_an_order_is_paid_to_the_penny(till: Till, way: Way) -> None:
    """Asked for £4,295.99, all of it for the supplier's account; paid once the processor says so."""
    payment_id = till.charge(way)
    asyncio.run(till.payments.carry_out(payment_id, again=False))
    assert till.state == "invoiced"
    sent = [
        form for said, form in till.standin.requests if said.endswith(("/checkout/sessions", "/invoices"))
    ]
    assert "application_fee_amount" not in str(sent) or "'application_fee_amount': '0'" in str(sent)
    till.pay(way)
    till.reconcile()
    (payment,) = till.scene.seen(till.order_id).payments
    assert (till.state, payment.state, payment.gross) == ("paid", "paid", "4295.99")


@pytest.mark.parametrize("fault", ["crash before", "crash after", "lost before", "lost after"])
@pytest.mark.parametrize(("way", "at"), STEPS)
def test_what_breaks_on_the_way_ends_with_one_charge(till: Till, way: Way, at: str, fault: FaultWay) -> None:
    """We die, or the line does, before or after the processor did it: asked again, it is there once."""
    payment_id = till.charge(way)
    till.standin.faults.add(fault, at, times=1 if "crash" in fault else 9)
    with suppress(Crashed):
        asyncio.run(till.payments.carry_out(payment_id, again=False))
    till.standin.faults = type(till.standin.faults)()
    till.reconcile()
    till.pay(way)
    till.reconcile()
    assert (till.state, len(till.scene.payments(till.order_id))) == ("paid", 1)


def test_a_crash_right_after_it_was_written_down_loses_nothing(till: Till) -> None:
    """Nobody was asked; the next run asks, two days later too."""
    till.charge(Way.INVOICE)
    till.clock.advance(2 * DAY)
    till.reconcile()
    assert till.scene.payments(till.order_id)[0].state == "asked"


def test_an_invoice_is_found_after_the_key_was_forgotten(till: Till) -> None:
    """Made, and then we died; two days later the processor knows no key, and there is still one invoice."""
    payment_id = till.charge(Way.INVOICE)
    till.standin.faults.add("crash after", "finalize")
    with suppress(Crashed):
        asyncio.run(till.payments.carry_out(payment_id, again=False))
    till.clock.advance(2 * DAY)
    till.reconcile()
    drafted = [said for said, _ in till.standin.requests if said == "POST /v1/invoices"]
    assert (len(drafted), till.scene.payments(till.order_id)[0].state) == (1, "asked")


def test_a_page_that_ran_out_lets_the_buyer_ask_again(till: Till) -> None:
    """Nothing was taken; the order waits for its payment as before."""
    asyncio.run(till.payments.carry_out(till.charge(Way.CARD)))
    till.clock.advance(2 * DAY)
    till.reconcile()
    assert (till.state, till.scene.payments(till.order_id)[0].state) == ("accepted", "failed")
    asyncio.run(till.payments.carry_out(till.charge(Way.CARD)))
    till.pay(Way.CARD)
    till.reconcile()
    assert till.state == "paid"


def test_a_payment_that_stands_is_not_asked_for_twice(till: Till) -> None:
    """Nor is a supplier paid here that has not answered the processor."""
    till.charge(Way.CARD)
    with pytest.raises(Conflict, match="stands at 'payment asked for'"):
        till.charge(Way.INVOICE)


def test_a_supplier_who_is_not_known_to_the_processor_is_paid_outside(
    database: Database, clock: FixedClock
) -> None:
    """The buyer is told what to do, and notes it with its number."""
    till = Till(database, clock)
    with pytest.raises(Conflict, match="cannot be paid here yet"):
        till.charge(Way.CARD)
    said = ChargeIn(way=Way.OUTSIDE, reason="By bank transfer, invoice 17.")
    assert charging.charge(database, clock, till.scene.buyer, till.order_id, said) is None
    assert till.state == "paid"
