"""The headers that every answer carries, whatever answers: a page, a file, a refusal, a path of nobody.

They are written as the protocol has them, pairs of bytes: this runs for every request, and a mapping
over the pairs costs a tenth of a small answer.
"""

from collections.abc import Iterable
from typing import Final

Pair = tuple[bytes, bytes]

SECURITY_HEADERS: Final[dict[bytes, bytes]] = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"DENY",  # for browsers that do not know frame-ancestors
    b"referrer-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": (
        b"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
}
# What is no page of ours may do nothing at all, should somebody open it as one.
BARE_POLICY: Final = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HSTS: Final = b"max-age=31536000"  # a year


def secured(headers: Iterable[Pair], *, status: int, personal: bool, https: bool) -> list[Pair]:
    """The headers of an answer, completed. Names are in small letters, as the protocol asks.

    `personal`: the request carried a proof of who sends it. Such answers, and errors, are kept by nobody
    unless their route says otherwise.
    """
    own = [pair for pair in headers if pair[0] not in SECURITY_HEADERS]
    said = {name for name, _ in own}
    own.extend(SECURITY_HEADERS.items())
    if https:
        own.append((b"strict-transport-security", HSTS))
    if b"content-security-policy" not in said:
        own.append((b"content-security-policy", BARE_POLICY))
    if b"cache-control" not in said:
        own.append((b"cache-control", b"no-store" if personal or status >= 400 else b"no-cache"))
    return own
