"""Everything that decides the standing of one product: its current release's records."""

from datetime import date

import msgspec

from catalog.evidence.record import Decision, Evidence, WorkOffPlan


class ProductHistory(msgspec.Struct, frozen=True, kw_only=True):
    """What is recorded about a product, for its current release, over all time.

    `tags` are those of `catalog.obligations.product_tags`: they say which standards apply. The
    order of `evidence`, `decisions` and `plans` carries no meaning.
    """

    tags: frozenset[str]
    listed_on: date
    withdrawn_on: date | None = None
    evidence: tuple[Evidence, ...] = ()
    decisions: tuple[Decision, ...] = ()
    plans: tuple[WorkOffPlan, ...] = ()


def known_by(history: ProductHistory, as_of: date) -> ProductHistory:
    """The history as it stood at the end of a day: later records have not happened yet.

    A withdrawal after the day is dropped as well: it may not have been announced by then.
    """
    withdrawn = history.withdrawn_on
    return ProductHistory(
        tags=history.tags,
        listed_on=history.listed_on,
        withdrawn_on=withdrawn if withdrawn and withdrawn <= as_of else None,
        evidence=tuple(_as_known(item, as_of) for item in history.evidence if item.known_from <= as_of),
        decisions=tuple(item for item in history.decisions if item.decided_on <= as_of),
        plans=tuple(item for item in history.plans if item.agreed_on <= as_of),
    )


def _as_known(item: Evidence, as_of: date) -> Evidence:
    """That it will be taken back is not known before it is."""
    if item.taken_back_on is None or item.taken_back_on <= as_of:
        return item
    return msgspec.structs.replace(item, taken_back_on=None)
