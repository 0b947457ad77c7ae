"""A story of three charges, in processes that die: what is left has to be one of each, on both sides."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import Connection

from plumbline.billing import crediting
from plumbline.billing.schemas import CreditIn
from plumbline.integrations.stripe.fake.faults import Crashed
from plumbline.kit.clock import FixedClock
from plumbline.kit.tenant import CHARGING, NOBODY, Tenant
from plumbline.storage.engine import Database
from tests.storage.billing_scene import OPERATOR, Scene

REQUESTS: Final = 9
"""So many requests the whole story writes: each is a place to die at."""
TRANSACTIONS: Final = 49
"""And so many transactions; the suite dies at some of them, `make faults` at all."""


class Dying(Database):
    """A database whose process dies at one of its transactions: before it commits, or right after."""

    def __init__(self, url: str, at: int = -1, *, committed: bool = False) -> None:
        super().__init__(url)
        self.at, self._committed, self.count = at, committed, 0

    @contextmanager
    def write(self, tenant: Tenant = NOBODY) -> Iterator[Connection]:
        mine, self.count = self.count == self.at, self.count + (tenant == CHARGING)
        mine = mine and tenant == CHARGING
        with super().write(tenant) as db:
            yield db
            if mine and not self._committed:
                raise Crashed
        if mine:
            raise Crashed


def tell(scene: Scene) -> int:
    """The story: a listing on an invoice, a quarter's charge, and a part of it given back. Whoever dies is
    followed, hours later, by a process that reconciles. Tells how often one died.
    """
    scene.choose()
    scene.buy("10000.00", "order-1")
    died = _process(scene)
    scene.advance(days=45)
    died += _process(scene, night=True)
    _give_back(scene)
    return died + _process(scene)


def _process(scene: Scene, *, night: bool = False) -> int:
    died = 0
    while True:
        try:
            scene.night() if night else scene.work()
            asyncio.run(_reconcile(scene))
        except Crashed:
            died += 1
        else:
            if not scene.open_intents():
                return died
        scene.advance(seconds=7200)


async def _reconcile(scene: Scene) -> None:
    from plumbline.billing.reconcile import Reconciler

    await Reconciler(scene.database, scene.clock, scene.standin.processor()).run()


def _give_back(scene: Scene) -> None:
    (invoice,) = [each for each in scene.invoices() if each.about == "2026-Q4"]
    data = CreditIn(line_id=invoice.lines[0].id, net="50.00", reason="order_change", words="Too much.")
    with Database.write(scene.database, CHARGING) as db:
        crediting.give_back(db, scene.clock, OPERATOR, invoice.id, data)


def check(scene: Scene) -> None:
    """One of each on both sides, to the penny, and nothing that differs."""
    held = {kind: len(scene.theirs(kind)) for kind in ("customer", "subscription", "invoice", "credit_note")}
    assert held == {"customer": 1, "subscription": 1, "invoice": 2, "credit_note": 1}
    theirs = sorted((each["total"], each["status"]) for each in scene.theirs("invoice"))
    assert theirs == [(18_000, "open"), (288_000, "open")]
    ours = sorted((each.amount.gross, str(each.state), each.credited) for each in scene.invoices())
    assert ours == [("180.00", "open", "60.00"), ("2880.00", "open", "0.00")]
    (credit,) = [given for each in scene.invoices() for given in each.credits]
    assert (credit.state, credit.amount.gross) == ("done", "60.00")
    assert scene.account().listing is not None
    assert scene.reconcile().differences == []


def scene_on(url: str, clock: FixedClock, at: int = -1, *, committed: bool = False) -> Scene:
    """The story's scene, in whose processes one dies at a transaction."""
    return Scene(Dying(url, at, committed=committed), FixedClock(clock.now()))
