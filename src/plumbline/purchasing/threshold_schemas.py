"""What thresholds look like, inside and outside. Amounts are text: "40000.00"."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from catalog.purchasing.legal import AuthorityClass
from plumbline.purchasing.schemas import Pounds, Reason


class ThresholdIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Up to how much the organisation buys directly, and from which day on."""

    net: Annotated[str, Meta(max_length=20, description="Pounds, net of VAT.", examples=["40000.00"])]
    authority_class: AuthorityClass  # as the law classes the organisation: nobody guesses it
    valid_from: Annotated[date, Meta(description="Today or later.")]
    reason: Reason


class CeilingOut(msgspec.Struct, frozen=True, kw_only=True):
    """What the law sets, as published."""

    net: Annotated[Pounds, Meta(description="With VAT, if `includes_vat`.")]
    includes_vat: bool
    begins: date
    source: str
    sureness: Annotated[str, Meta(description="verified, sourced, or secondary: how sure we are of it.")]


class ThresholdOut(msgspec.Struct, frozen=True, kw_only=True):
    """One setting of the threshold."""

    version: int
    net: Pounds
    authority_class: AuthorityClass
    valid_from: date
    reason: str
    set_by: str
    set_at: datetime


class ThresholdsOut(msgspec.Struct, frozen=True, kw_only=True):
    """The threshold in force today, and every setting there was, the newest first."""

    in_force: ThresholdOut | None
    history: list[ThresholdOut]
    ceilings: dict[str, CeilingOut]
