"""Whether a product's supplier takes new orders through the market: billing's rule, asked in one place."""

from contextlib import suppress

from plumbline.billing.service import refuse_paused
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotFound
from plumbline.kit.tenant import CHARGING
from plumbline.products import reading as products
from plumbline.storage.engine import Database


def refuse_closed(database: Database, clock: Clock, product: str) -> None:
    """Raise `Conflict` where the supplier of a product fell so far behind that its listing is paused.

    In a transaction of its own: a buyer sees nothing of what a supplier pays. Only a new order asks this; one
    that was drafted goes on. What names no product is said to be wrong by the draft itself.
    """
    with database.read(CHARGING) as db, suppress(NotFound):
        refuse_paused(db, clock, products.published(db, product).supplier_id)
