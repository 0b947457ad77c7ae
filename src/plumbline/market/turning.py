"""The days on which a product's standing turns, kept for the products that were looked at last.

Each such day is judged for itself, which takes longer than all the rest of a product's page.
"""

from collections import OrderedDict
from datetime import date
from typing import Final
from uuid import UUID

from catalog.conformance import ProductHistory, Turn, timeline
from catalog.standards_loader import standards
from plumbline.kit.keeping import keep
from plumbline.market.records import Record

TURNS_KEPT: Final = 1024

_turns: OrderedDict[tuple[UUID, date], tuple[ProductHistory, tuple[Turn, ...]]] = OrderedDict()


def turns_of(record: Record, as_of: date) -> tuple[Turn, ...]:
    """`catalog.conformance.timeline` of the record, as read on the day.

    What is kept is of the very history that the record has: after a write the market reads another, and the
    days are found anew.
    """
    key, history = (record.id, as_of), record.history
    known = _turns.get(key)
    if known is None or known[0] is not history:
        known = keep(_turns, key, (history, timeline(standards(), history, as_of)), TURNS_KEPT)
    return known[1]
