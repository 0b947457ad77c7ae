"""Carries intents to the processor, one at a time for each account, and records what came of each.

The intent was committed first. A worker that dies before it asked, while it asked, or before it wrote down
what came back leaves the intent as it was: whoever claims it next looks for what is there, and goes on.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import structlog

from plumbline.billing import applying, intent_rows, intents, invoice_rows, port_things, repository
from plumbline.billing.following import Follower
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import ProcessorAway, ProcessorError
from plumbline.billing.sending import Differs, Done, Job, send
from plumbline.billing.states import IntentState, InvoiceState, SubscriptionState
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.storage.engine import Connection, Database

CLAIM: Final = timedelta(minutes=5)
"""Longer than any request with its retries; after it, another worker takes up what one left behind."""
WAITS: Final = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1800))
"""Before the second try, the third and so on; the last is kept to."""
log = structlog.get_logger()


class Carrier:
    """Several may run beside each other."""

    def __init__(self, database: Database, clock: Clock, processor: Processor) -> None:
        self._clock, self._processor = clock, processor
        self._follower = Follower(database, clock, processor)

    async def run_due(self, *, due: bool = True) -> int:
        """Carry whatever is due, and tell how many tries that took. With `due` at False, all that is open."""
        tried: set[UUID] = set()
        while (job := await self._claim(None, due=due)) and job.id not in tried:
            tried.add(job.id)
            await self._carry(job)
        return len(tried)

    async def carry(self, intent_id: UUID) -> None:
        """Carry one now, if nobody else does and no earlier one of its account is open."""
        job = await self._claim(intent_id, due=False)
        if job is not None:
            await self._carry(job)

    async def _claim(self, only: UUID | None, *, due: bool) -> Job | None:
        def claimed(db: Connection) -> Job | None:
            now = self._clock.now()
            row = intent_rows.claim_intent(db, now, now + CLAIM, only, due=due)
            return None if row is None else job_of(db, row)

        return await self._follower.write(claimed)

    async def _carry(self, job: Job) -> None:
        try:
            done = await send(self._processor, job)
        except ProcessorAway as error:
            await self._put_off(job, error.detail)
        except (ProcessorError, Differs) as error:
            await self._refuse(job, getattr(error, "detail", str(error)))
        else:
            await self._record(job, done)

    async def _record(self, job: Job, done: Done) -> None:
        """Our rows first, from what the processor holds; the intent is done only after them."""
        await self._follower.follow(type(done.thing), done.thing.id)
        if done.invoice is not None:
            await self._follower.follow(port_things.Invoice, done.invoice.id)
        await self._end(job, IntentState.DONE, done.thing.id, "")

    async def _put_off(self, job: Job, why: str) -> None:
        log.warning("billing.intent_away", intent=str(job.id), why=why)

        def put_off(db: Connection) -> None:
            row = intent_rows.intent(db, job.id, lock=True)
            wait = WAITS[min(row.attempts, len(WAITS)) - 1]
            values = {"due_at": self._clock.now() + wait, "claimed_until": None, "failure": why}
            if row.ended_at is None:
                intent_rows.change_intent(db, job.id, values, event=None)

        await self._follower.write(put_off)

    async def _refuse(self, job: Job, why: str) -> None:
        log.warning("billing.intent_refused", intent=str(job.id), why=why)
        await self._end(job, IntentState.REFUSED, "", why)

    async def _end(self, job: Job, state: IntentState, thing: str, why: str) -> None:
        def ended(db: Connection) -> None:
            row = intent_rows.intent(db, job.id, lock=True)
            if row.ended_at is not None:
                return  # another worker was quicker, with the same effect
            values = {
                "state": str(state),
                "thing": thing,
                "failure": why,
                "due_at": None,
                "claimed_until": None,
                "ended_at": self._clock.now(),
            }
            name = f"billing.intent_{state}"
            told = event(
                self._clock, applying.BILLING, name, "billing_intent", job.id, kind=kind_of(job.asked)
            )
            intent_rows.change_intent(db, job.id, values, event=told)
            if state is IntentState.REFUSED:
                self._undo(db, job)

        await self._follower.write(ended)

    def _undo(self, db: Connection, job: Job) -> None:
        """What was only waiting for the processor does not happen."""
        told = event(self._clock, applying.BILLING, "billing.refused", "billing_intent", job.id)
        if isinstance(job.asked, intents.Listing | intents.Checkout):
            row = repository.subscription(db, job.about)
            if row is not None and row.processor_id is None and row.ended_at is None:
                values = {"state": str(SubscriptionState.ENDED), "ended_at": self._clock.now()}
                repository.change_subscription(db, row.id, values, event=told)
        elif isinstance(job.asked, intents.Invoice):
            invoice = invoice_rows.invoice(db, job.about)
            if invoice is not None and invoice.state == InvoiceState.ASKED:
                values = {"state": str(InvoiceState.VOID), "settled_on": today(self._clock)}
                invoice_rows.change_invoice(db, invoice.id, values, event=told)
        elif isinstance(job.asked, intents.Credit):
            invoice_rows.change_credit(db, job.about, {"state": str(IntentState.REFUSED)}, event=told)


def job_of(db: Connection, row: Any) -> Job:
    """An intent with the processor's ids that it needs, as our rows know them."""
    asked, account = intents.read_back(row.asked), repository.account(db, row.account_id)
    return Job(
        id=row.id,
        about=row.about_id,
        asked=asked,
        asked_at=row.asked_at,
        again=row.attempts > 1,
        account=account.id,
        customer=account.customer or "",
        thing=_thing(db, row.about_id, asked),
    )


def _thing(db: Connection, about: UUID, asked: intents.Asked) -> str:
    found: Any = None
    if isinstance(asked, intents.Renewal | intents.End | intents.Resume):
        found = repository.subscription(db, about)
    elif isinstance(asked, intents.PaidOutside):
        found = invoice_rows.invoice(db, about)
    elif isinstance(asked, intents.Credit):
        found = invoice_rows.invoice(db, asked.invoice)
    return str(found.processor_id or "") if found is not None else ""


def kind_of(asked: intents.Asked) -> str:
    """The word for what is asked."""
    return str(asked.__struct_config__.tag)
