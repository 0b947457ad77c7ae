"""Money: a whole number of the smallest unit of a currency. Never a float, never a bare number.

The smallest units follow ISO 4217, List One: most currencies have two digits after the point, some
have none (JPY) and some three (KWD).
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import msgspec

DIGITS: Final = {
    **dict.fromkeys(("CHF", "CZK", "DKK", "EUR", "GBP", "NOK", "PLN", "SEK", "USD"), 2),
    **dict.fromkeys(("JPY", "KRW"), 0),
    **dict.fromkeys(("JOD", "KWD", "TND"), 3),
}
"""Digits after the point, by ISO 4217 code: the currencies that are taken here."""


class Money(msgspec.Struct, frozen=True):
    """`minor` smallest units (pence, cents) of `currency` (ISO 4217, in capitals). May be below zero."""

    minor: int
    currency: str = "GBP"

    def __post_init__(self) -> None:
        """Refuse what is no amount of money. ValueError, as msgspec wants it."""
        if self.currency not in DIGITS:
            raise ValueError(f"{self.currency!r} is not a currency that is taken here.")
        if type(self.minor) is not int:  # True and 1.0 would pass for numbers
            raise ValueError("An amount is a whole number of the smallest unit.")

    @classmethod
    def of(cls, units: Decimal | int | str, currency: str = "GBP") -> "Money":
        """What people write: `Money.of("12.50")`. ValueError if it has too many digits."""
        shifted = Decimal(units).scaleb(DIGITS.get(currency, 0))
        if shifted != shifted.to_integral_value():
            raise ValueError(f"{units} has more digits than {currency} has.")
        return cls(int(shifted), currency)

    @property
    def units(self) -> Decimal:
        """The amount as people write it, with every digit of the currency."""
        return Decimal(self.minor).scaleb(-DIGITS[self.currency])

    def share(self, percent: Decimal) -> "Money":
        """`percent` per cent of it, to the nearest smallest unit; a half goes away from zero."""
        exact = self.minor * percent / 100  # float-free: an int times a Decimal
        return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)), self.currency)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.units}"

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added up.")
        return other.minor


def shown(money: Money) -> str:
    """The amount as people write it: £12,345.60."""
    sign = "£" if money.currency == "GBP" else f"{money.currency} "
    return f"{sign}{money.units:,}"
