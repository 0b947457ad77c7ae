"""The Content-Security-Policy of every page: nothing from another host, nothing inline.

The design system's template has exactly one inline script; it is allowed by its hash rather than
by a nonce, so that a page's bytes, and with them its ETag, depend on nothing but its content.
A test recomputes the hash from a rendered page.
"""

from typing import Final

INLINE_SCRIPT_HASH: Final = "sha256-tDOvXJi1PXbg0CWjLCCYSNHRXtps26K4JXkE3M6u/c0="

POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' '{INLINE_SCRIPT_HASH}'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
