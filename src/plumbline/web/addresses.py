"""Where a request comes from: the peer of the connection, or what a proxy that we trust says of it.

A header is a stranger's word. `X-Forwarded-For` counts only when the peer is one of the operator's
proxies, and of it only what the last of them wrote: the first address from the right that is none.
"""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from plumbline.settings import SettingsError

KEPT: Final = 4096
"""Peers that were seen last are not taken apart again: whoever asks once asks again."""
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def proxies_of(text: str) -> tuple[Network, ...]:
    """The networks in PLUMBLINE_TRUSTED_PROXIES ("10.0.0.7, 10.1.0.0/24"). Raises `SettingsError`."""
    try:
        return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise SettingsError(
            f"PLUMBLINE_TRUSTED_PROXIES cannot be used: {error}. Expected: 10.0.0.7, 10.1.0.0/24"
        ) from error


def sender_of(peer: str | None, forwarded: str, proxies: Sequence[Network]) -> Address | None:
    """The address that a request comes from; None for a peer that is on no network: a caller in this
    process, or on a Unix socket.
    """
    sender = _peer(peer or "")
    for said in reversed(forwarded.split(",")):
        if sender is None or not any(sender in network for network in proxies):
            break
        before = _address(said.strip())
        if before is None:  # nonsense, or nothing: the proxy itself is all we know
            break
        sender = before
    return sender


@lru_cache(KEPT)
def counted_as(sender: Address) -> str:
    """What limits count: an IPv4 address, or the /64 that one IPv6 subscriber has to draw from."""
    if isinstance(sender, IPv6Address):
        if sender.ipv4_mapped:
            return str(sender.ipv4_mapped)
        return str(ip_network((sender, 64), strict=False))
    return str(sender)


def _address(text: str) -> Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None


_peer = lru_cache(KEPT)(_address)
