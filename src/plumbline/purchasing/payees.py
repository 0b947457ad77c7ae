"""How a supplier comes to be paid here: an account at the payment processor, which it tells about itself."""

import asyncio
from typing import Any, Final
from uuid import UUID

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.words import email_of
from plumbline.billing import port_asks as asks
from plumbline.billing import port_things as things
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import ProcessorAway, ProcessorError
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotFound
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import ORDERING
from plumbline.purchasing import payment_rows
from plumbline.purchasing.contract_schemas import PayeeIn, PayeeOut
from plumbline.storage.engine import Connection, Database

OURS: Final = "payee-"
NOT_ASKED: Final = PayeeOut(
    id=None, email="", connected=False, may_be_paid=False, wanted=[], asked_by=None, asked_at=None
)
PAYMENTS: Final = Actor(kind="system", name="payments of orders")


def payee_of(db: Connection, identity: Identity) -> PayeeOut:
    """How the supplier that somebody acts for is paid."""
    row = payment_rows.payee(db, _supplier(identity))
    return NOT_ASKED if row is None else _out(row)


def payee_id_of(db: Connection, identity: Identity) -> UUID:
    """The id of the same. Raises `NotFound` where nobody asked for it yet."""
    found = payee_of(db, identity).id
    if found is None:
        raise NotFound("Nobody of your supplier asked to be paid here yet.", next_step="Ask for it: /payee")
    return found


def ask_to_be_paid(db: Connection, clock: Clock, identity: Identity, data: PayeeIn) -> None:
    """Write down that the supplier wants to be paid here; asked again, that the processor writes to somebody
    else. Raises `Stale` for a second one in the same moment.
    """
    supplier_id, email = _supplier(identity), email_of(data.email)
    told = event(clock, identity.actor, "payee.asked", "supplier", supplier_id)
    row = payment_rows.payee(db, supplier_id, lock=True)
    if row is not None:
        payment_rows.change_payee(db, row.id, {"email": email}, event=told)
        return
    values = {
        "id": new_id(),
        "supplier_id": supplier_id,
        "email": email,
        "may_charge": False,
        "wanted": "",
        "asked_by": identity.actor.signature,
        "asked_at": clock.now(),
    }
    payment_rows.add_payee(db, values, event=told)


async def connected(database: Database, clock: Clock, processor: Processor, payee_id: UUID) -> str:
    """The account of a payee at the processor, made if there is none. Raises `ProcessorError`."""
    row = await asyncio.to_thread(_named, database, payee_id)
    if row.account is not None:
        return str(row.account)
    reference = f"{OURS}{row.id}"
    account = None
    async for found in processor.since(things.Account, row.asked_at, reference=reference):
        account = found
    if account is None:
        wanted = asks.AccountAsk(reference=reference, name=row.supplier_name, email=row.email)
        account = await processor.add_account(wanted, key=reference)
    await asyncio.to_thread(_record, database, clock, row, account)
    return account.id


async def onboarding(
    database: Database, clock: Clock, processor: Processor, payee_id: UUID, site: str
) -> things.Link:
    """A page of the processor, for one visit, where the supplier tells it about itself."""
    account = await connected(database, clock, processor, payee_id)
    back, again = f"{site}/payee?back=1", f"{site}/payee"
    # A new link each time, so no key that would give an old one back.
    key = f"{OURS}{payee_id}-{new_id()}"
    return await processor.onboard(account, return_url=back, refresh_url=again, key=key)


async def read_again(database: Database, clock: Clock, processor: Processor) -> None:
    """What the processor says of every payee, recorded where it changed. One that cannot be read waits."""
    for payee_id in await asyncio.to_thread(_everybody, database):
        try:
            await read_one(database, clock, processor, payee_id)
        except ProcessorAway:
            return
        except ProcessorError:
            continue  # an account that the processor refuses or lost stops nobody else's


async def read_one(database: Database, clock: Clock, processor: Processor, payee_id: UUID) -> None:
    """The same of one. Raises `ProcessorError`."""
    account = await processor.read(things.Account, await connected(database, clock, processor, payee_id))
    row = await asyncio.to_thread(_named, database, payee_id)
    await asyncio.to_thread(_record, database, clock, row, account)


def _record(database: Database, clock: Clock, row: Any, account: things.Account) -> None:
    wanted = "; ".join(account.wanted)[:2000]
    if (row.account, row.may_charge, row.wanted) == (account.id, account.may_charge, wanted):
        return
    values = {
        "account": account.id,
        "may_charge": account.may_charge,
        "wanted": wanted,
        "read_at": clock.now(),
    }
    told = event(clock, PAYMENTS, "payee.read", "supplier", row.supplier_id, may_charge=account.may_charge)
    with database.write(ORDERING) as db:
        payment_rows.change_payee(db, row.id, values, event=told)


def _named(database: Database, payee_id: UUID) -> Any:
    with database.read(ORDERING) as db:
        row = payment_rows.payee_named(db, payee_id)
    if row is None:
        raise NotFound("Nobody asked for this.", next_step="Ask for it: /payee")
    return row


def _everybody(database: Database) -> list[UUID]:
    with database.read(ORDERING) as db:
        return payment_rows.payee_ids(db)


def _supplier(identity: Identity) -> UUID:
    require(identity, Permission.ANSWER_ORDERS)
    if identity.supplier_id is None:  # the table of roles gives this to suppliers only
        raise NotFound("You act for no supplier that could be paid.")
    return identity.supplier_id


def _out(row: Any) -> PayeeOut:
    return PayeeOut(
        id=row.id,
        email=row.email,
        connected=row.account is not None,
        may_be_paid=row.may_charge,
        wanted=[each for each in row.wanted.split("; ") if each],
        asked_by=row.asked_by,
        asked_at=row.asked_at,
    )
