"""Each night: what became due is metered, the processor is told what a listing is renewed at, a quarter that
is over is invoiced, who is behind is told, and both sides are held against each other. Once a night, whoever
comes first; a run that was cut off is taken up.
"""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from plumbline.billing import invoice_rows, repository, run_rows
from plumbline.billing.applying import BILLING
from plumbline.billing.closing import close_quarter
from plumbline.billing.metering import meter
from plumbline.billing.periods import quarter_before
from plumbline.billing.plans import edition_on
from plumbline.billing.port import Processor
from plumbline.billing.reconcile import Reconciled, Reconciler
from plumbline.billing.renewing import tell_ahead
from plumbline.billing.standing import Owed, starts
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import LONDON, Clock, today
from plumbline.kit.tenant import CHARGING
from plumbline.storage.engine import Connection, Database

R = TypeVar("R")
LONGEST: Final = timedelta(hours=2)
"""After it, a run that did not end was cut off."""


class Night:
    """The nightly work, on a database and with a processor. `at` is a time of day in London."""

    def __init__(self, database: Database, clock: Clock, processor: Processor, at: time | None) -> None:
        self._database, self._clock, self._processor, self._at = database, clock, processor, at

    async def once(self) -> Reconciled | None:
        """Tonight's work, if it is time and nobody did it; None else."""
        night = self._night()
        if night is None or not await self._do(lambda db: bool(repository.accounts(db))):
            return None
        run_id = await self._do(lambda db: self._begin(db, night))
        if run_id is None:
            return None
        await self.charge()
        found = await Reconciler(self._database, self._clock, self._processor).run()
        await self._do(lambda db: finish(db, self._clock, BILLING, run_id, found))
        return found

    async def charge(self) -> None:
        """All but holding both sides against each other: it asks the processor nothing."""
        quarter = quarter_before(today(self._clock))
        for account_id in await self._do(lambda db: [row.id for row in repository.accounts(db)]):
            await self._do(partial(meter, clock=self._clock, account_id=account_id))
            ahead = partial(tell_ahead, clock=self._clock, actor=BILLING, account_id=account_id)
            await self._do(ahead)
            await self._do(partial(tell, clock=self._clock, account_id=account_id))
        last = quarter.period.last
        for account_id in await self._do(lambda db: sorted(invoice_rows.accounts_to_invoice(db, last))):
            close = partial(close_quarter, clock=self._clock, account_id=account_id, quarter=quarter)
            await self._do(close)

    def _night(self) -> date | None:
        """The day on which it was last time to do it."""
        if self._at is None:
            return None
        now = self._clock.now().astimezone(LONDON)
        struck = datetime.combine(now.date(), self._at, LONDON) <= now
        return now.date() if struck else now.date() - timedelta(days=1)

    def _begin(self, db: Connection, night: date) -> UUID | None:
        now = self._clock.now()
        begun = run_rows.begin(db, night, BILLING.name, now)
        return begun or run_rows.take_over(db, night, now - LONGEST, now)

    async def _do(self, work: Callable[[Connection], R]) -> R:
        return await asyncio.to_thread(self._written, work)

    def _written(self, work: Callable[[Connection], R]) -> R:
        with self._database.write(CHARGING) as db:
            return work(db)


def finish(db: Connection, clock: Clock, actor: Actor, run_id: UUID, found: Reconciled) -> None:
    """Note what a run found."""
    values = {
        "finished_at": clock.now(),
        "counts": found.counts,
        "differences": msgspec.to_builtins(found.differences),
    }
    told = event(
        clock,
        actor,
        "billing.reconciled",
        "billing_run",
        run_id,
        differences=len(found.differences),
        left=len(found.left),
    )
    run_rows.finish(db, run_id, values, event=told)


def tell(db: Connection, clock: Clock, account_id: UUID) -> int:
    """Record each stage of falling behind that an invoice came to, once; tells how many were new."""
    day, new = today(clock), 0
    schedule = edition_on(day).falling_behind
    for row in invoice_rows.owed(db, account_id):
        if not Owed(due_on=row.due_on, settled_on=row.settled_on).is_overdue(day):
            continue
        for stage, on in starts(row.due_on, schedule):
            if on <= day:
                values = {
                    "account_id": account_id,
                    "invoice_id": row.id,
                    "stage": str(stage),
                    "given_on": day,
                }
                told = event(clock, BILLING, "billing.told", "billing_invoice", row.id, stage=str(stage))
                new += invoice_rows.add_notice(db, values | {"given_on": day}, event=told)
    return new
