"""Which IP addresses may be connected to: those of the public Internet, and none that leads anywhere else.

Sources: the special-purpose registries of IANA for IPv4 and IPv6 (RFC 6890 and what followed), and the
addresses at which clouds answer their own machines. Written out here rather than asked of the standard
library alone, whose list differs from one patch release of Python to the next; an address has to pass both.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

IPAddress = IPv4Address | IPv6Address

_REFUSED_V4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network; on many systems another name for this machine
            "10.0.0.0/8",
            "100.64.0.0/10",  # shared by carriers' customers
            "127.0.0.0/8",
            "168.63.129.16/32",  # a cloud's own services for its machines
            "169.254.0.0/16",  # the link, and the metadata of clouds
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)
_GLOBAL_V6: Final = IPv6Network("2000::/3")
"""Nothing else is given out. Outside lie this machine, the link, private ranges, and IPv4 in disguise:
mapped (::ffff:0:0/96), compatible (::/96), and translated (64:ff9b::/96, 64:ff9b:1::/48)."""
_REFUSED_V6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocols, Teredo among them: an IPv4 address in disguise
            "2001:db8::/32",
            "2002::/16",  # 6to4: the same
            "3fff::/20",
        ),
    )
)


def is_public(address: IPAddress) -> bool:
    """May the market connect to it?"""
    if isinstance(address, IPv4Address):
        refused = any(address in network for network in _REFUSED_V4)
    else:
        refused = address not in _GLOBAL_V6 or any(address in network for network in _REFUSED_V6)
    return not refused and address.is_global and not address.is_multicast
