"""Holds both sides against each other, and repairs: what was never sent is sent, what came back and was not
written down is written down, what moved unheard is followed. What it cannot repair it names.
"""

from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec

from plumbline.billing import applying, intent_rows, intents, invoice_rows, port_things, repository
from plumbline.billing.carrier import Carrier, kind_of
from plumbline.billing.differences import Difference
from plumbline.billing.following import Follower
from plumbline.billing.port import Processor
from plumbline.billing.port_errors import NoSuchThing
from plumbline.billing.states import IntentState
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Connection, Database

LOOKS_BACK: Final = timedelta(days=400)
"""Longer than the year of a listing."""
LISTED: Final = (
    port_things.Customer,
    port_things.Subscription,
    port_things.Invoice,
    port_things.CreditNote,
)


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """What both sides said: how much was held against each other, and what differed."""

    counts: dict[str, int]
    differences: list[Difference]

    @property
    def left(self) -> list[Difference]:
        """What a person has to look at."""
        return [each for each in self.differences if not each.repair]


class Reconciler:
    """`dry`: says what differs and what would be done about it, and does nothing."""

    def __init__(self, database: Database, clock: Clock, processor: Processor, *, dry: bool = False) -> None:
        self._clock, self._processor, self._dry = clock, processor, dry
        self._carrier = Carrier(database, clock, processor)
        self._follower = Follower(database, clock, processor, dry=dry)
        self._differences: list[Difference] = []
        self._counts: dict[str, int] = {}
        self._seen: set[str] = set()

    async def run(self) -> Reconciled:
        """Intents first: what they make is then on both sides. Raises `ProcessorAway`."""
        await self._intents()
        for kind in LISTED:
            async for thing in self._processor.since(kind, self._clock.now() - LOOKS_BACK):
                await self._listed(thing)
        await self._ours()
        if not self._dry:
            await self._carrier.run_due(due=False)  # what had to be asked again
        return Reconciled(counts=self._counts, differences=self._differences)

    async def _intents(self) -> None:
        found = await self._follower.read(lambda db: list(intent_rows.open_intents(db)))
        if found and not self._dry:
            await self._carrier.run_due(due=False)
        for row in found:
            self._count("intent")
            now = await self._follower.read(partial(intent_rows.intent, intent_id=row.id))
            self._differences.append(self._intent(now))

    def _intent(self, row: Any) -> Difference:
        kind = kind_of(intents.read_back(row.asked))
        words = f"{kind} was asked for on {row.asked_at:%d %B %Y}, and what came of it was not recorded"
        repair = "It would be looked for, and else sent with the same key." if self._dry else ""
        if row.state == IntentState.DONE:
            repair = "It was found or sent, and recorded."
        elif row.failure:
            words = f"{kind} came to nothing: {row.failure}"
        return Difference(what="intent", ours=str(row.id), theirs=row.thing, words=words, repair=repair)

    async def _listed(self, thing: port_things.Held) -> None:
        """One thing of the processor's list, if it is ours or looks so."""
        ours = applying.uuid_in(thing.reference)
        mine = await self._follower.read(lambda db: _row(db, thing))
        if mine is None and (ours is not None or await self._is_for_us(thing)):
            await self._stranger(thing)
        elif mine is not None:
            self._count(_word(type(thing)))
            if _id_of(thing, mine) not in (None, thing.id):
                self._two(thing, mine)
                return
            self._seen.add(thing.id)
            await self._follow(type(thing), thing.id, mine.id)

    async def _is_for_us(self, thing: port_things.Held) -> bool:
        """Is it of one of our customers, though it does not say what for?"""
        customer = getattr(thing, "customer", "")
        found = await self._follower.read(
            lambda db: repository.account_of_customer(db, customer) if customer else None
        )
        return found is not None and not thing.reference and isinstance(thing, port_things.Invoice)

    async def _stranger(self, thing: port_things.Held) -> None:
        """Something of ours that we do not know: a listing's invoice is taken in, the rest is named."""
        told = await self._follower.follow(type(thing), thing.id)
        if told is not None and self._follower.told:
            repair = "It would be recorded." if self._dry else "It was recorded."
            self._add(thing, "", "the processor has it, and we did not", repair)
        elif told is None:
            self._add(thing, thing.reference, "the processor has it, and we have nothing it belongs to", "")

    def _two(self, thing: port_things.Held, mine: Any) -> None:
        words = f"there is a second one at the processor beside {_id_of(thing, mine)}"
        self._add(thing, str(mine.id), words, "")

    async def _ours(self) -> None:
        """What we have open and the list did not hold: it was made earlier, or is gone."""
        open_ones = await self._follower.read(_open_ones)
        for kind, row_id, thing in open_ones:
            if thing not in self._seen:
                self._count(_word(kind))
                try:
                    await self._follow(kind, thing, row_id)
                except NoSuchThing:
                    words = "we have it, and the processor knows nothing of it"
                    self._differences.append(
                        Difference(what=_word(kind), ours=str(row_id), theirs=thing, words=words)
                    )

    async def _follow(self, kind: type[port_things.Held], thing: str, ours: UUID) -> None:
        """What followed is a difference that was repaired; what cannot follow is one that was not."""
        self._differences += await self._follower.follow(kind, thing) or []
        repair = "It would be brought up to date." if self._dry else "It was brought up to date."
        for told in self._follower.told:
            moved = " ".join([told.action.removeprefix("billing."), *map(str, told.details.values())])
            words = f"the processor's side had moved: {moved}"
            found = Difference(what=_word(kind), ours=str(ours), theirs=thing, words=words, repair=repair)
            self._differences.append(found)

    def _add(self, thing: port_things.Held, ours: str, words: str, repair: str) -> None:
        self._differences.append(
            Difference(what=_word(type(thing)), ours=ours, theirs=thing.id, words=words, repair=repair)
        )

    def _count(self, what: str) -> None:
        self._counts[what] = self._counts.get(what, 0) + 1


def _word(kind: type[port_things.Held]) -> str:
    return "credit" if kind is port_things.CreditNote else kind.__name__.lower()


def _row(db: Connection, thing: port_things.Held) -> Any | None:
    """Our row of a thing."""
    ours = applying.uuid_in(thing.reference)
    if isinstance(thing, port_things.Subscription):
        return applying.subscription_for(db, thing)
    if isinstance(thing, port_things.Invoice):
        return applying.invoice_for(db, thing)
    if ours is None:
        return None
    if isinstance(thing, port_things.CreditNote):
        return invoice_rows.credit(db, ours)
    return repository.account_named(db, ours)


def _id_of(thing: port_things.Held, row: Any) -> str | None:
    """The processor's id of a thing, as our row has it."""
    found: str | None = row.customer if isinstance(thing, port_things.Customer) else row.processor_id
    return found


def _open_ones(db: Connection) -> list[tuple[type[port_things.Held], UUID, str]]:
    listings = [row for row in repository.open_subscriptions(db) if row.processor_id]
    return [
        *((port_things.Subscription, row.id, row.processor_id) for row in listings),
        *((port_things.Invoice, row.id, row.processor_id) for row in invoice_rows.unsettled(db)),
    ]
