"""What contracts, and the suppliers who are paid, look like. Amounts are text: "12345.60"."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from plumbline.purchasing.schemas import Email, Pounds


class ContractOut(msgspec.Struct, frozen=True, kw_only=True):
    """A contract: who, what, how long, for how much, and how it ends."""

    id: UUID
    order_id: UUID | None
    product: str
    product_name: str
    release: str
    supplier_name: str
    organisation_name: str
    purchase_order_number: str | None
    term_months: int
    starts_on: date
    ends_on: date
    notice_days: int
    notice_by: Annotated[date, Meta(description="The last day to give notice for its end.")]
    currency: str
    net: Pounds
    gross: Pounds
    agreed_at: datetime
    given_back: Annotated[
        list["GivenBackOut"], Meta(description="What went back of it; the contract stands as it was agreed.")
    ] = []
    given_back_net: Pounds = "0.00"
    given_back_gross: Pounds = "0.00"


class GivenBackOut(msgspec.Struct, frozen=True, kw_only=True):
    """Money of its order that the supplier gave back, as the payment processor says."""

    day: date
    net: Pounds
    gross: Pounds
    reason: str


class ContractPage(msgspec.Struct, frozen=True, kw_only=True):
    """Contracts, the one that ends first on top."""

    items: list[ContractOut]


class PayeeIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom the payment processor writes to."""

    email: Email


class PayeeOut(msgspec.Struct, frozen=True, kw_only=True):
    """How a supplier is paid for orders; nothing but "no" where nobody asked to be paid here yet."""

    id: UUID | None
    email: str
    connected: Annotated[bool, Meta(description="Has the payment processor an account for it?")]
    may_be_paid: Annotated[bool, Meta(description="Has the processor all that it asks?")]
    wanted: Annotated[list[str], Meta(description="What the processor still asks, in its own words.")]
    asked_by: str | None
    asked_at: datetime | None
