"""Orders on both engines: who sees them, who may decide, what stands in the way, and what comes of them."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select, update

from catalog.words import GateState
from plumbline.accounts.roles import Role
from plumbline.kit.clock import FixedClock, today
from plumbline.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.purchasing import contracts, deciding, service
from plumbline.purchasing.schemas import Answer, Outcome, WordsIn
from plumbline.storage import tables
from plumbline.storage.engine import Database
from tests.storage.orders_made import PLAN, WHY, Scene


@pytest.fixture
def scene(database: Database, clock: FixedClock) -> Scene:
    """A trust and a supplier, ready to trade."""
    return Scene(database, clock)


def refused(kind: type[Exception], words: str, act: Callable[..., object], *given: object) -> None:
    """The act is refused in these words."""
    with pytest.raises(kind, match=words):
        act(*given)


def test_from_a_shortlist_to_a_contract(scene: Scene) -> None:
    """The price is frozen with its arithmetic; the contract says who, what, how long and for how much."""
    order = scene.seen(scene.accepted())
    assert (order.state, order.net, order.vat, order.gross) == ("accepted", "3579.99", "716.00", "4295.99")
    assert [line.arithmetic for line in order.lines] == [
        "40 users × £64.50 × 1 year = £2,580.00",
        "£999.99, once = £999.99",
    ]
    assert [(step.act, step.made_by) for step in order.steps] == [
        ("draft", "bea"),
        ("request", "bea"),
        ("approve", "petra"),
        ("send", "bea"),
        ("accept", "sam"),
    ]
    assert order.contract_id is not None
    with scene.database.read(scene.buyer.tenant) as db:
        found = contracts.contract_of(db, scene.buyer, order.contract_id)
    assert (found.product, found.release, found.purchase_order_number) == ("scope", "1.0", "PO-1")
    assert (found.starts_on, found.ends_on) == (date(2026, 11, 23), date(2027, 11, 22))
    assert (found.notice_days, found.notice_by, found.net, found.gross) == (
        90,
        date(2027, 8, 24),
        "3579.99",
        "4295.99",
    )


def test_a_later_price_changes_no_order(scene: Scene) -> None:
    """What was drafted stays at the price it was drafted at."""
    order_id = scene.requested()
    with scene.database.write(THE_OPERATOR) as db:
        db.execute(update(tables.price_plans).values(plan={"title": "Standard", "charges": []}))
    scene.decide(order_id)
    assert scene.seen(order_id).net == "3579.99"


def test_nobody_approves_their_own_by_whatever_role(scene: Scene) -> None:
    """Not as an officer who drafted it, nor by a second membership, nor what a colleague asked for them."""
    both = scene.member(scene.buyer.person_id, Role.PROCUREMENT_OFFICER)
    mine = scene.requested()
    refused(NotAllowed, "part in this order yourself", scene.decide, mine, both)
    drafted = scene.drafted(by=both)
    scene.request(drafted, by=scene.officer)
    for own in (both, scene.officer):
        refused(NotAllowed, "part in this order yourself", scene.decide, drafted, own)
    refused(NotAllowed, "does not include this", scene.decide, mine, scene.buyer)
    assert scene.seen(mine).state == scene.seen(drafted).state == "awaiting_approval"


def test_the_database_itself_takes_no_decision_on_ones_own(scene: Scene) -> None:
    """Should a service forget to ask, the row is refused."""
    order_id = scene.requested()
    own = update(tables.orders).values(decided_by_id=scene.buyer.person_id)
    for values in (own, update(tables.orders).values(sent_at=scene.clock.now())):
        with pytest.raises(Exception, match="ck_orders"), scene.database.write(scene.buyer.tenant) as db:
            db.execute(values.where(tables.orders.c.id == order_id))


def test_what_is_refused_goes_no_further(scene: Scene) -> None:
    """Neither sent, nor approved after all."""
    order_id = scene.requested()
    scene.decide(order_id, outcome=Outcome.REFUSE)
    refused(Conflict, "stands at 'refused'", scene.send, order_id)
    refused(Conflict, "stands at 'refused'", scene.decide, order_id)


def test_nobody_else_sees_an_order(scene: Scene) -> None:
    """Its supplier only once it was sent, and never what the buyer's people told each other."""
    other_buyer = scene.person("otto", Role.BUYER, elsewhere=True)
    other_seller = scene.person("olga", Role.SUPPLIER, elsewhere=True)
    order_id = scene.approved()
    for stranger in (other_buyer, other_seller, scene.seller):
        refused(NotFound, "no such order", scene.seen, order_id, stranger)
    scene.send(order_id)
    for stranger in (other_buyer, other_seller):
        refused(NotFound, "no such order", scene.seen, order_id, stranger)
    theirs = scene.seen(order_id, scene.seller)
    assert [step.act for step in theirs.steps] == ["send"]
    assert (theirs.shortlist_id, theirs.added_up, theirs.together) == (None, [], None)
    with scene.database.read(scene.seller.tenant) as db:
        assert [each.id for each in service.orders_of(db, scene.seller)] == [order_id]
    with scene.database.read(other_seller.tenant) as db:
        assert not service.orders_of(db, other_seller)
        assert not contracts.contracts_of(db, other_seller)


def test_the_same_person_does_not_answer_for_the_supplier(scene: Scene) -> None:
    """Whoever asked for an order does not accept it on the other side."""
    both = scene.member(scene.buyer.person_id, Role.SUPPLIER)
    order_id = scene.approved()
    scene.send(order_id)
    refused(NotAllowed, "part in this order yourself", scene.answer, order_id, both)


def test_a_shortlist_without_every_reason_is_none_to_order_from(scene: Scene) -> None:
    """And what it has out is not ordered; another's shortlist is not there."""
    with scene.database.write(scene.buyer.tenant) as db:
        db.execute(
            tables.shortlist_decisions.delete().where(tables.shortlist_decisions.c.product_slug == "lamp")
        )
    refused(Conflict, "1 of the shortlist's 2 products still lack a reason", scene.drafted)
    stranger = scene.person("otto", Role.BUYER, elsewhere=True)
    refused(NotFound, "no such shortlist", scene.drafted, stranger)


def test_what_is_out_is_not_ordered(scene: Scene) -> None:
    """Nor what the shortlist never had."""
    for slug in ("lamp", "nowhere"):
        refused(Invalid, "does not have", partial(scene.drafted, product=slug))


def test_a_dated_public_record_is_no_offer(scene: Scene) -> None:
    """A real product of whose present price nothing is known."""
    with scene.database.write(THE_OPERATOR) as db:
        db.execute(update(tables.products).values(origin="public_record"))
    refused(Conflict, "Ask the supplier", scene.drafted)


def test_without_a_price_that_holds_today_nothing_is_ordered(scene: Scene) -> None:
    """No plan, or one that begins tomorrow."""
    with scene.database.write(THE_OPERATOR) as db:
        db.execute(tables.price_plans.delete())
    refused(Invalid, "publishes no price: ask the supplier", scene.drafted)
    scene.publish(PLAN, today(scene.clock) + timedelta(days=1))
    refused(Invalid, "hold from 24 November 2026 on: ask the supplier", scene.drafted)


@pytest.mark.parametrize(
    "changed",
    [
        {"starts_on": date(2026, 11, 22)},
        {"starts_on": date(2028, 12, 1)},
        {"size": {}},
        {"size": {"user": 0}, "plan": "Gold"},
    ],
)
def test_bad_terms_are_refused_with_a_pointer(scene: Scene, changed: dict[str, Any]) -> None:
    """A term that began yesterday or begins in three years, no size, no such plan: nothing is written."""
    with pytest.raises(Invalid) as error:
        scene.drafted(**changed)
    assert error.value.problems
    with scene.database.read(scene.buyer.tenant) as db:
        assert service.orders_of(db, scene.buyer) == []


def test_a_shut_gate_stops_it_at_every_step(scene: Scene) -> None:
    """Drafting, asking, approving and sending are all held against the gate of the day."""
    stops = (scene.drafted(), scene.requested(), scene.approved())
    scene.stands(GateState.PHASING_OUT)
    refused(Conflict, "does not pass the gate today", scene.drafted)
    acts: tuple[Callable[..., None], ...] = (scene.request, scene.decide, scene.send)
    for act, order_id in zip(acts, stops, strict=True):
        refused(Conflict, "does not pass the gate today", act, order_id)
    scene.decide(stops[1], outcome=Outcome.REFUSE)  # what may not be bought can still be refused


def test_a_known_end_of_the_gate_is_acknowledged_or_nothing_is_asked(scene: Scene) -> None:
    """The reason is kept with the request, and the approver reads it."""
    order_id = scene.drafted()
    scene.stands(GateState.ELIGIBLE_UNTIL, date(2027, 3, 1))
    with pytest.raises(Invalid) as error:
        scene.request(order_id)
    assert [each.pointer for each in error.value.problems] == ["/standing_reason"]
    assert [each.field for each in scene.seen(order_id).concerns] == ["standing_reason"]
    scene.request(order_id, standing_reason="The supplier renews its certificate in January.")
    asked = scene.seen(order_id).steps[-1]
    assert asked.reasons == {"standing": "The supplier renews its certificate in January."}


def test_what_comes_up_after_the_request_is_not_approved_unseen(scene: Scene) -> None:
    """Nobody gave a reason for it, so nobody may approve it."""
    order_id = scene.requested()
    scene.stands(GateState.IN_REMEDIATION)
    refused(Conflict, "Since it was asked for, this has changed", scene.decide, order_id)


def test_above_the_threshold_nothing_is_asked_for(scene: Scene) -> None:
    """Lowered after the request, it stops the approval; set for another day, it does not count today."""
    scene.set_threshold("3579.98")
    order_id = scene.drafted()
    assert [each.bar for each in scene.seen(order_id).obstacles] == ["above_threshold"]
    refused(Conflict, "buys directly up to £3,579.98", scene.request, order_id)
    scene.set_threshold("3579.99")
    scene.request(order_id)
    scene.set_threshold("10.00")
    refused(Conflict, "buys directly up to £10.00", scene.decide, order_id)


def test_an_order_in_parts_is_added_up(scene: Scene) -> None:
    """Asked for within twelve months and not come to nothing: it counts, and a reason has to say why."""
    scene.set_threshold("7000.00")
    first, second = scene.approved(), scene.drafted()
    assert scene.seen(second).together == "7159.98"
    with pytest.raises(Invalid) as error:
        scene.request(second)
    assert [each.pointer for each in error.value.problems] == ["/together_reason"]
    with scene.database.write(scene.buyer.tenant) as db:
        deciding.cancel(db, scene.clock, scene.buyer, first, WordsIn(reason="We ordered the wrong size."))
    assert scene.seen(second).together == "3579.99"
    scene.request(second)


def test_what_was_ordered_more_than_a_year_ago_does_not_count(scene: Scene) -> None:
    """On the same day a year later it still does; on the next day no longer."""
    scene.set_threshold("7000.00")
    scene.requested()
    later = scene.drafted(starts_on=date(2027, 12, 1))
    for day, together in ((date(2027, 11, 23), "7159.98"), (date(2027, 11, 24), "3579.99")):
        scene.snapshot.as_of = day
        assert scene.seen(later).together == together


def test_a_purchase_order_number_is_used_once(scene: Scene) -> None:
    """Two orders under one number could not be told apart in the buyer's own books."""
    first, second = scene.approved(), scene.approved()
    scene.send(first, "PO-7")
    refused(Conflict, "has this purchase-order number", scene.send, second, " PO-7 ")
    refused(Invalid, "cannot be seen", scene.send, second, "PO\u200b-8")
    scene.send(second, "PO-8")


def test_a_declined_order_makes_no_contract(scene: Scene) -> None:
    """Nor does one that was taken back before it was answered."""
    declined, cancelled = scene.approved(), scene.approved()
    scene.send(declined, "PO-1")
    scene.answer(declined, answer=Answer.DECLINE)
    scene.send(cancelled, "PO-2")
    with scene.database.write(scene.buyer.tenant) as db:
        deciding.cancel(db, scene.clock, scene.buyer, cancelled, WordsIn(reason=WHY))
    refused(Conflict, "stands at 'cancelled'", scene.answer, cancelled)
    with scene.database.read(scene.buyer.tenant) as db:
        assert contracts.contracts_of(db, scene.buyer) == []


def test_what_was_bought_is_recorded_once_for_the_markets_charge(scene: Scene) -> None:
    """In the transaction that makes the contract, on the day in London: billing charges a share of it."""
    scene.accepted()
    with scene.database.read(THE_OPERATOR) as db:
        found = db.execute(select(tables.billing_bought)).all()
    assert [(each.source, each.supplier_id, each.day, each.net, each.charge_taken) for each in found] == [
        ("contract", scene.supplier_id, date(2026, 11, 23), 357_999, False)
    ]


def test_every_act_leaves_its_event(scene: Scene) -> None:
    """In the transaction of the change: who, what, when."""
    order_id = scene.accepted()
    wanted = select(tables.events.c.action).where(tables.events.c.subject_id == str(order_id))
    with scene.database.read(THE_OPERATOR) as db:
        found = list(db.scalars(wanted.order_by(tables.events.c.sequence)))
    assert found == ["order.drafted", "order.requested", "order.approved", "order.sent", "order.accepted"]
