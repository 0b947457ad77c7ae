"""A page of the payment processor for one visit, where a supplier changes how it pays."""

import asyncio
from typing import Any

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.billing import intent_rows, intents, repository
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import NoSuchThing
from plumbline.billing.states import IntentState
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Database


async def opened(
    database: Database, clock: Clock, processor: Processor, identity: Identity, come_back: str
) -> str:
    """The address of the page. The visit is written down first; the address, which opens it, is not kept.

    Raises `Conflict` where the processor does not know the supplier yet, and `ProcessorError`.
    """
    visit, customer = await asyncio.to_thread(_written, database, clock, identity)
    try:
        link = await processor.open_portal(customer, come_back, key=intents.key(visit))
    except NoSuchThing as error:
        raise Conflict(
            "The payment processor does not know you any more.",
            next_step="Ask the market's operator to look: both sides differ.",
        ) from error
    return link.url


def _written(database: Database, clock: Clock, identity: Identity) -> tuple[Any, str]:
    require(identity, Permission.PAY)
    with database.write(identity.tenant) as db:
        row = repository.account_of(db, identity.supplier_id) if identity.supplier_id else None
        if row is None or row.customer is None:
            raise Conflict(
                "The payment processor does not know you yet.",
                next_step="Choose a plan first. If you have, come back in a minute.",
            )
        identifier, now = new_id(), clock.now()
        values = {
            "id": identifier,
            "account_id": row.id,
            "about_id": row.id,
            "asked": {"kind": "portal"},
            "state": str(IntentState.DONE),  # nothing waits for it, and nothing of it has to be repaired
            "attempts": 1,
            "failure": "",
            "thing": "",
            "asked_at": now,
            "asked_by": identity.actor.signature,
            "ended_at": now,
        }
        told = event(clock, identity.actor, "billing.portal_opened", "billing_account", row.id)
        intent_rows.add_intent(db, values, event=told)
    return identifier, str(row.customer)
