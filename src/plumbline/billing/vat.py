"""VAT on what the market supplies to suppliers: which rate, and what an invoice has to say.

What is covered: services of a UK market to businesses. Business customers in the UK and the Isle of Man pay
the standard rate, whether they are registered or not, public bodies among them. A business that belongs
elsewhere is outside the scope of UK VAT (Value Added Tax Act 1994, section 7A(2)(a)); in the EU it accounts
for the tax itself (Council Directive 2006/112/EC, Article 196) and its VAT number stands on the invoice.
What is not covered: private persons, exempt or reduced-rated supplies, a market outside the UK, and taxes on
sales of other countries. Whoever is in none of the covered cases cannot open an account.
"""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

import msgspec

from plumbline.billing.plans import vat_rate_on
from plumbline.kit.money import Money

UK: Final = frozenset({"GB", "IM"})
EU: Final = frozenset(
    {
        *(
            "AT",
            "BE",
            "BG",
            "CY",
            "CZ",
            "DE",
            "DK",
            "EE",
            "ES",
            "FI",
            "FR",
            "GR",
            "HR",
            "HU",
            "IE",
            "IT",
            "LT",
        ),
        *("LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)


class VatTreatment(StrEnum):
    """How VAT falls on a line."""

    STANDARD = "standard"
    REVERSE_CHARGE = "reverse_charge"
    OUTSIDE_SCOPE = "outside_scope"


TREATMENT_NAMES: Final[dict[str, str]] = {
    VatTreatment.STANDARD: "UK VAT at the standard rate",
    VatTreatment.REVERSE_CHARGE: "Reverse charge: the customer accounts for VAT",
    VatTreatment.OUTSIDE_SCOPE: "Outside the scope of UK VAT",
}


class Taxed(msgspec.Struct, frozen=True, kw_only=True):
    """An amount with its VAT: net and VAT always make up gross."""

    net: Money
    vat: Money
    percent: Decimal
    treatment: VatTreatment

    @property
    def gross(self) -> Money:
        """What is paid."""
        return self.net + self.vat


def treatment_of(country: str) -> VatTreatment:
    """How VAT falls on a business of a country (ISO 3166, two letters)."""
    if country in UK:
        return VatTreatment.STANDARD
    return VatTreatment.REVERSE_CHARGE if country in EU else VatTreatment.OUTSIDE_SCOPE


def percent_of(treatment: VatTreatment, tax_point: date) -> Decimal:
    """The per cent of the net amount that are due as VAT on a supply made on a day."""
    return vat_rate_on(tax_point).percent if treatment is VatTreatment.STANDARD else Decimal(0)


def taxed(net: Money, treatment: VatTreatment, tax_point: date) -> Taxed:
    """A line with its VAT, rounded to the nearest smallest unit, half up (VAT Notice 700, 17.5.2)."""
    percent = percent_of(treatment, tax_point)
    return Taxed(net=net, vat=net.share(percent), percent=percent, treatment=treatment)
