"""The headers that every answer carries, whatever answers: a page, a file, a refusal, a path of nobody."""

from typing import Final

from litestar.datastructures import MutableScopeHeaders

SECURITY_HEADERS: Final = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",  # for browsers that do not know frame-ancestors
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
# What is no page of ours may do nothing at all, should somebody open it as one.
BARE_POLICY: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HSTS: Final = "max-age=31536000"  # a year


def secure(headers: MutableScopeHeaders, *, status: int, personal: bool, https: bool) -> None:
    """Complete the headers of an answer.

    `personal`: the request carried a proof of who sends it. Such answers, and errors, are kept by nobody
    unless their route says otherwise.
    """
    for name, value in SECURITY_HEADERS.items():
        headers[name] = value
    if https:
        headers["strict-transport-security"] = HSTS
    headers.setdefault("content-security-policy", BARE_POLICY)
    headers.setdefault("cache-control", "no-store" if personal or status >= 400 else "no-cache")
