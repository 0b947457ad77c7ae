"""What a year of a listing costs: by the plans and the rate of VAT in force on its first day. Pure."""

from datetime import date
from decimal import Decimal

import msgspec

from plumbline.billing.charges import counted
from plumbline.billing.plan_data import Edition, PlanCode
from plumbline.billing.plans import edition_on
from plumbline.billing.vat import VatTreatment, percent_of
from plumbline.kit.money import Money


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """`percent` of VAT come on top of `net`."""

    edition: str
    products: int
    net: Money
    percent: Decimal
    words: str

    @property
    def reference(self) -> str:
        """Under which the processor holds the price: a price never changes, so it names what made it."""
        return price_reference(self.edition, self.products)


def terms_on(day: date, products: int, vat: VatTreatment, edition: Edition | None = None) -> Terms:
    """The terms of a year that begins on a day, for so many products; for none as for one."""
    edition, products = edition or edition_on(day), max(1, products)
    return Terms(
        edition=edition.version,
        products=products,
        net=edition.listing_fee(PlanCode.LISTING, products),
        percent=percent_of(vat, day),
        words=f"{edition.plan(PlanCode.LISTING).name}, {counted(products)}",
    )


def price_reference(edition: str, products: int) -> str:
    """Our name of a price at the processor."""
    return f"listing-{edition}-{products}"
