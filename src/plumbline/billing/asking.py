"""Writes an intent down, in the transaction of what it is about."""

from uuid import UUID

from plumbline.billing import intent_rows, intents
from plumbline.billing.states import IntentState
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.identifiers import new_id
from plumbline.storage.engine import Connection


def ask(
    db: Connection, clock: Clock, actor: Actor, account_id: UUID, about_id: UUID, asked: intents.Asked
) -> UUID:
    """The id of the intent. It is carried out after the commit, and after the account's earlier ones."""
    identifier, now = new_id(), clock.now()
    values = {
        "id": identifier,
        "account_id": account_id,
        "about_id": about_id,
        "asked": intents.stored(asked),
        "state": str(IntentState.ASKED),
        "attempts": 0,
        "failure": "",
        "thing": "",
        "asked_at": now,
        "asked_by": actor.signature,
        "due_at": now,
    }
    kind = str(asked.__struct_config__.tag)
    told = event(clock, actor, "billing.intent_asked", "billing_intent", identifier, kind=kind)
    intent_rows.add_intent(db, values, event=told)
    return identifier
