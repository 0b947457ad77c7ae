"""Between buyer and supplier: sending an order, answering it, and confirming what was delivered."""

from typing import Final
from uuid import UUID

from catalog.purchasing.orders import OrderAct
from plumbline.accounts.identity import Identity
from plumbline.accounts.roles import Permission
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid
from plumbline.market.snapshot import Snapshot
from plumbline.products.rules import name_problems, tidy
from plumbline.purchasing import contracts
from plumbline.purchasing.acting import act_on, check_turn, order_row, said
from plumbline.purchasing.rules import gate_obstacle
from plumbline.purchasing.schemas import Answer, AnswerIn, SendIn, WordsIn
from plumbline.purchasing.standing import gate_then, refuse_obstacle
from plumbline.storage.engine import Connection

NUMBER: Final = "/purchase_order_number"


def send(
    db: Connection, clock: Clock, identity: Identity, snapshot: Snapshot, order_id: UUID, data: SendIn
) -> None:
    """Send an approved order to its supplier, under the number of the buyer's own books.

    Raises `Conflict` where the number is taken, or the product does not pass the gate on the day.
    """
    row = order_row(db, identity, Permission.REQUEST_ORDERS, order_id, lock=True)
    check_turn(row, OrderAct.SEND, identity)
    number = tidy(data.purchase_order_number)
    for problem in name_problems(NUMBER, number):
        raise Invalid(problem.detail, problems=(problem,))
    refuse_obstacle(gate_obstacle(gate_then(snapshot, row.product_slug)))
    sent_at = clock.now()
    act_on(db, clock, identity, row, OrderAct.SEND, purchase_order_number=number, sent_at=sent_at)


def answer(db: Connection, clock: Clock, identity: Identity, order_id: UUID, data: AnswerIn) -> None:
    """Accept an order, which makes the contract, or decline it with a reason."""
    row = order_row(db, identity, Permission.ANSWER_ORDERS, order_id, lock=True)
    if data.answer is Answer.ACCEPT:
        act_on(db, clock, identity, row, OrderAct.ACCEPT, reason=data.reason.strip())
        contracts.agree(db, clock, identity, row)
    else:
        check_turn(row, OrderAct.DECLINE, identity)
        act_on(db, clock, identity, row, OrderAct.DECLINE, reason=said(data.reason))


def fulfil(db: Connection, clock: Clock, identity: Identity, order_id: UUID, data: WordsIn) -> None:
    """Confirm, as the buyer, that what was paid for was delivered."""
    row = order_row(db, identity, Permission.REQUEST_ORDERS, order_id, lock=True)
    act_on(db, clock, identity, row, OrderAct.FULFIL, reason=said(data.reason))
