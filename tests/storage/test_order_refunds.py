"""Refunds of orders on both engines, against the stand-in: whatever breaks, money goes back once or not."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import pytest
import structlog
from sqlalchemy import select

from plumbline.accounts.identity import Identity
from plumbline.accounts.roles import Role
from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.charges import market_line
from plumbline.billing.periods import quarter_before
from plumbline.billing.plans import edition_on
from plumbline.billing.vat import VatTreatment
from plumbline.integrations.stripe.fake.faults import Crashed
from plumbline.integrations.stripe.fake.faults import Way as FaultWay
from plumbline.kit.audit import event
from plumbline.kit.clock import today
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from plumbline.kit.identifiers import new_id
from plumbline.kit.money import Money
from plumbline.kit.tenant import CHARGING, THE_OPERATOR
from plumbline.purchasing import contracts, refund_rows
from plumbline.purchasing.contract_schemas import ContractOut
from plumbline.purchasing.schemas import OrderOut, Way
from plumbline.storage import tables
from tests.storage.till import Till

HELD_AGAINST: Final = "order.payments.held_against"
DAY: Final = timedelta(days=1).total_seconds()
STEPS: Final = (
    (Way.CARD, "POST /v1/refunds"),
    (Way.INVOICE, "POST /v1/refunds"),
    (Way.INVOICE, "POST /v1/credit_notes"),
)


def seen(till: Till) -> OrderOut:
    return till.scene.seen(till.order_id, till.scene.seller)


def contract(till: Till, by: Identity) -> ContractOut:
    with till.database.read(by.tenant) as db:
        (found,) = contracts.contracts_of(db, by)
        return found


def bought(till: Till) -> list[tuple[str, int]]:
    """What the market charges for, in pence."""
    its = tables.billing_bought.c
    with till.database.read(CHARGING) as db:
        return [(row.source, row.net) for row in db.execute(select(its.source, its.net).order_by(its.id))]


def at_processor(till: Till, kind: str) -> list[dict[str, Any]]:
    with till.standin.world() as world:
        return world.store.all(kind)


@pytest.mark.parametrize("way", [Way.CARD, Way.INVOICE])
def test_all_of_it_goes_back_to_the_penny(till: Till, way: Way) -> None:
    """£4,295.99 to the buyer, out of the supplier's account; of an invoice, with a credit note over it."""
    till.paid(way)
    state = asyncio.run(till.payments.refunds.carry_out(till.give_back(), again=False))
    (refund,) = seen(till).refunds
    assert (state, refund.state, refund.gross, refund.why) == ("given_back", "given_back", "4295.99", None)
    (made,) = at_processor(till, "refund")
    assert (made["amount"], made["status"]) == (429599, "succeeded")
    (sent,) = [form for said, form in till.standin.requests if said == "POST /v1/refunds"]
    assert sent["reverse_transfer"] == "true"
    notes = at_processor(till, "credit_note")
    assert [(note["total"], note["refunds"][0]["refund"]) for note in notes] == (
        [(429599, made["id"])] if way is Way.INVOICE else []
    )
    assert refund.credit_note == (notes[0]["number"] if notes else None)
    assert (till.state, seen(till).returnable) == ("given_back", None)


def test_a_part_goes_back_and_the_order_goes_on(till: Till) -> None:
    """The contract stands as it was agreed, with the fact beside it, for the buyer and for the supplier."""
    till.paid(Way.INVOICE)
    before = contract(till, till.scene.buyer)
    asyncio.run(till.payments.refunds.carry_out(till.give_back("1000.00")))
    assert (till.state, seen(till).returnable) == ("paid", "2579.99")
    for by in (till.scene.buyer, till.scene.seller):
        now = contract(till, by)
        assert (now.net, now.gross) == (before.net, before.gross) == ("3579.99", "4295.99")
        assert (now.given_back_net, now.given_back_gross) == ("1000.00", "1200.00")
        assert [each.reason for each in now.given_back] == ["It was not what was ordered."]
    asyncio.run(till.payments.refunds.carry_out(till.give_back()))
    assert till.state == "given_back"
    assert sum(note["total"] for note in at_processor(till, "credit_note")) == 429599


@pytest.mark.parametrize("fault", ["crash before", "crash after", "lost before", "lost after"])
@pytest.mark.parametrize(("way", "at"), STEPS)
def test_what_breaks_on_the_way_ends_with_one_refund(till: Till, way: Way, at: str, fault: FaultWay) -> None:
    """We die, or the line does, before or after the processor did it, and are back days later."""
    till.paid(way)
    refund_id = till.give_back("1000.00")
    till.standin.faults.add(fault, at, times=1 if "crash" in fault else 9)
    with suppress(Crashed):
        asyncio.run(till.payments.refunds.carry_out(refund_id, again=False))
    till.standin.faults = type(till.standin.faults)()
    till.clock.advance(2 * DAY)
    till.reconcile()
    assert [each["amount"] for each in at_processor(till, "refund")] == [120000]
    assert len(at_processor(till, "credit_note")) == (way is Way.INVOICE)
    (refund,) = seen(till).refunds
    assert (refund.state, bool(refund.credit_note)) == ("given_back", way is Way.INVOICE)
    assert bought(till) == [("contract", 357999), ("refund", -100000)]


def test_a_crash_between_our_commits_is_made_good_once(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """The processor did it and we died before noting it: found by its reference, and counted once."""
    till.paid(Way.CARD)
    refund_id = till.give_back()

    async def die(*_: object, **__: object) -> None:
        raise Crashed

    with monkeypatch.context() as broken:
        broken.setattr(till.payments.refunds, "_moved", die)
        with pytest.raises(Crashed):
            asyncio.run(till.payments.refunds.carry_out(refund_id, again=False))
    assert seen(till).refunds[0].state == "intended"
    till.clock.advance(2 * DAY)
    till.reconcile()
    assert (till.state, len(at_processor(till, "refund"))) == ("given_back", 1)
    assert bought(till) == [("contract", 357999), ("refund", -357999)]


def test_money_on_its_way_is_followed(till: Till) -> None:
    """Nothing counts before the processor says so, whatever a message says; nor does a second one begin."""
    till.paid(Way.CARD, "pm_card_pendingRefund")
    refund_id = till.give_back("1000.00")
    asyncio.run(till.payments.refunds.carry_out(refund_id))
    (made,) = at_processor(till, "refund")
    told = things.Event(
        id="evt_1",
        type="refund.updated",
        created=till.clock.now(),
        kind="refund",
        thing=made["id"],
        account="",
    )
    assert asyncio.run(till.payments.heard(told))
    assert (seen(till).refunds[0].state, bought(till)) == ("under_way", [("contract", 357999)])
    with pytest.raises(Conflict, match="on its way back already"):
        till.give_back("1.00")
    till.clock.advance(6 * DAY)
    assert asyncio.run(till.payments.heard(told))
    assert (seen(till).refunds[0].state, len(bought(till))) == ("given_back", 2)


def test_a_bank_that_sends_it_back_puts_everything_where_it_was(till: Till) -> None:
    """It had gone through; then the bank did not take it. Nobody told us: reconciliation finds it."""
    till.paid(Way.CARD, "pm_card_refundFail")
    asyncio.run(till.payments.refunds.carry_out(till.give_back()))
    assert till.state == "given_back"
    till.clock.advance(6 * DAY)
    found = asyncio.run(till.payments.reconcile())
    assert (found.refunds.failed, till.state) == (1, "paid")
    (refund,) = seen(till).refunds
    assert (refund.state, refund.why) == ("failed", "The buyer’s bank did not take it: lost_or_stolen_card.")
    assert sum(net for _, net in bought(till)) == 357999
    assert contract(till, till.scene.buyer).given_back == []
    till.give_back()  # once more, to another account of theirs


def test_nobody_gives_back_more_than_was_paid(till: Till) -> None:
    """Nor before it was paid, nor a part whose VAT does not come out to the penny."""
    with pytest.raises(Conflict, match="Nothing of this order was paid"):
        till.give_back()
    till.paid(Way.CARD)
    for net in ("3580.00", "0.00", "3579.995"):
        with pytest.raises(Invalid):
            till.give_back(net)
    with pytest.raises(Invalid, match=r"£1,000.01 would"):
        till.give_back("1000.02")
    asyncio.run(till.payments.refunds.carry_out(till.give_back("3579.99")))
    with pytest.raises(Conflict, match="All that was paid has gone back"):
        till.give_back()


def test_only_the_supplier_gives_back(till: Till) -> None:
    """Not the buyer, not another supplier, and nobody who had a part in it as the buyer."""
    till.paid(Way.CARD)
    with pytest.raises(NotAllowed):
        till.give_back(by=till.scene.buyer)
    with pytest.raises(NotFound):
        till.give_back(by=till.scene.person("ann", Role.SUPPLIER, elsewhere=True))
    with pytest.raises(NotAllowed, match="had a part in this order"):
        till.give_back(by=till.scene.member(till.scene.officer.person_id, Role.SUPPLIER))
    assert till.scene.seen(till.order_id).returnable is None


def test_what_went_past_the_processor_goes_back_past_it(till: Till) -> None:
    """An invoice that was settled by a transfer: the refund comes to nothing, with what to do instead."""
    asyncio.run(till.payments.carry_out(till.charge(Way.INVOICE), again=False))
    invoice = till.scene.payments(till.order_id)[0].processor_id
    asyncio.run(till.standin.processor().pay_invoice(invoice, outside=True, key="by hand"))
    till.reconcile()
    asyncio.run(till.payments.refunds.carry_out(till.give_back(), again=False))
    (refund,) = seen(till).refunds
    assert (till.state, refund.state) == ("paid", "failed")
    assert "bank transfer" in (refund.why or "")


def test_a_refund_made_at_the_processor_itself_is_named(till: Till) -> None:
    """Nothing of it is recorded by itself; whoever reconciles is told its id."""
    till.paid(Way.CARD)
    payment = till.scene.payments(till.order_id)[0].payment
    ask = asks.RefundAsk(reference="by hand", payment=payment, gross=Money.of(12), from_account=True)
    made = asyncio.run(till.standin.processor().refund(ask, key="by hand"))
    found = asyncio.run(till.payments.reconcile())
    assert found.refunds.unknown == (made.id,)
    assert made.id in str(found)


def test_each_day_both_sides_are_held_against_each_other(till: Till) -> None:
    """By whatever server runs, once a day: a refund made at the processor itself is warned of."""
    with structlog.testing.capture_logs() as before:
        till.payments.once()
    till.paid(Way.CARD)
    payment = till.scene.payments(till.order_id)[0].payment
    ask = asks.RefundAsk(reference="by hand", payment=payment, gross=Money.of(12), from_account=True)
    made = asyncio.run(till.standin.processor().refund(ask, key="by hand"))
    with structlog.testing.capture_logs() as today:
        till.payments.once()
    till.clock.moment += timedelta(days=1)
    with structlog.testing.capture_logs() as tomorrow:
        till.payments.once()
        till.payments.once()
    told = [[line for line in said if line["event"] == HELD_AGAINST] for said in (before, today, tomorrow)]
    assert (told[0], told[1]) == ([], [])  # nothing was ever asked; this day's round was already
    assert [(line["log_level"], line["refunds"]["unknown"]) for line in told[2]] == [("warning", (made.id,))]


def test_the_quarter_charges_for_what_was_kept(till: Till) -> None:
    """The charge is worked out of the sum, so what went back is taken off to the penny."""
    till.paid(Way.CARD)
    asyncio.run(till.payments.refunds.carry_out(till.give_back("1000.00")))
    quarter = quarter_before(today(till.clock)).period
    nets = [Money(net) for _, net in bought(till)]
    edition = edition_on(today(till.clock))
    line = market_line(edition, nets, quarter, "a quarter", VatTreatment.STANDARD)
    assert line.amount.net == Money.of("2579.99").share(edition.market_percent)
    its = tables.billing_bought.c
    with till.database.read(CHARGING) as db:
        days = db.execute(select(its.day).distinct()).scalars().all()
    assert len(days) == 1  # by the plans under which it was bought


def test_the_log_tells_of_it(till: Till) -> None:
    """Of the order that it was asked for, sent and arrived; of the contract, that so much went back."""
    till.paid(Way.INVOICE)
    asyncio.run(till.payments.refunds.carry_out(till.give_back("1000.00")))
    its = tables.events.c
    with till.database.read(THE_OPERATOR) as db:
        said = db.execute(select(its.action).order_by(its.id)).scalars().all()
    told = [each for each in said if each.startswith(("refund.", "contract."))]
    assert told == [
        "contract.agreed",
        "refund.intended",
        "refund.under_way",
        "refund.given_back",
        "contract.given_back",
        "refund.credit_note",
    ]


def test_an_order_is_given_back_by_one_at_a_time(till: Till) -> None:
    """Written down twice in one moment, the database lets one stand."""
    till.paid(Way.CARD)
    till.give_back("1000.00")
    with till.database.read(till.scene.seller.tenant) as db:
        (row,) = refund_rows.of_orders(db, [till.order_id])
    again = {name: value for name, value in row._asdict().items() if name != "number"} | {"id": new_id()}
    told = event(till.clock, till.scene.seller.actor, "refund.intended", "order", till.order_id)
    with pytest.raises(Stale), till.database.write(till.scene.seller.tenant) as db:
        refund_rows.intend(db, again, event=told)
