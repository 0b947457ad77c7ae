"""How much of what was paid can be given back, and the VAT that goes with it. Pure.

The payment processor reckons the VAT of each credit note anew, from its net amount. So a part is taken only
if its VAT and that of the rest both come out to the penny: whatever the parts, the notes then sum up to the
invoice.
"""

from decimal import Decimal
from typing import Final

import msgspec

from plumbline.kit.money import Money, shown

LOOKS_BELOW: Final = 2_000
"""So many pennies below, an amount that comes out is looked for. At 20 per cent, five are enough."""


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a payment; `percent` is the rate of its VAT."""

    net: Money
    vat: Money
    percent: Decimal

    @property
    def gross(self) -> Money:
        """With VAT."""
        return self.net + self.vat


def vat_of_part(left: Left, net: Money) -> Money:
    """The VAT that goes back with `net`. Raises `ValueError`, in words, for what is not to be had."""
    if not 0 < net.minor <= left.net.minor:
        raise ValueError(f"Give back between {shown(Money(1, net.currency))} and {shown(left.net)} net.")
    if not _comes_out(left, net):
        nearest = next(each for each in _below(net) if each.minor == 0 or _comes_out(left, each))
        instead = f" {shown(nearest)} would." if nearest.minor else ""
        raise ValueError(f"The VAT of this part and of the rest do not come out to the penny.{instead}")
    return net.share(left.percent)


def _comes_out(left: Left, net: Money) -> bool:
    part, rest = net.share(left.percent), (left.net - net).share(left.percent)
    return part + rest == left.vat


def _below(net: Money) -> list[Money]:
    least = max(net.minor - LOOKS_BELOW, 0)
    return [Money(minor, net.currency) for minor in (*range(net.minor - 1, least, -1), 0)]
