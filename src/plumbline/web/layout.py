"""What the header of every page shows: the sections, the current one, and who is signed in."""

from typing import Any, Final

import msgspec
from litestar import Request

from plumbline.accounts.roles import Permission


class Section(msgspec.Struct, frozen=True):
    """One entry of the navigation."""

    path: str
    text: str


SECTIONS: Final = (
    Section("/products", "Find products"),
    Section("/rank", "Rank"),
    Section("/compare", "Compare"),
    Section("/standards", "Standards"),
    Section("/organisations", "Organisations"),
    Section("/shortlists", "Shortlists"),
)
ASSESS: Final = Section("/assess", "Assess")
"""For assessors alone."""
MODERATE: Final = Section("/moderate", "Moderate")
"""For those who moderate feedback."""
ORDERS: Final = Section("/orders", "Orders")
"""For those who buy, and for those who were sent an order."""
COLLECT: Final = Section("/collect", "Collect feedback")
"""For procurement officers alone."""
PAY: Final = Section("/billing", "Plan and invoices")
"""For suppliers alone."""
ACCOUNTS: Final = Section("/billing/accounts", "Accounts of suppliers")
"""For the market's operator."""


def layout(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """`sections`, `section` (path of the current one, or ""), `here`, and of whoever is signed in
    the name and the token that every form carries (both None for nobody).
    """
    path = request.url.path
    session = request.scope.get("state", {}).get("session")
    assesses = session is not None and session.identity.may(Permission.DECIDE_ON_EVIDENCE)
    collects = session is not None and session.identity.may(Permission.COLLECT_FEEDBACK)
    moderates = session is not None and session.identity.may(Permission.MODERATE_FEEDBACK)
    pays = session is not None and session.identity.may(Permission.PAY)
    keeps = session is not None and session.identity.may(Permission.KEEP_BILLING)
    orders = session is not None and session.identity.may(Permission.READ_ORDERS)
    beside = (
        *((ORDERS, orders), (ASSESS, assesses), (MODERATE, moderates), (COLLECT, collects)),
        *((PAY, pays), (ACCOUNTS, keeps)),
    )
    sections = (*SECTIONS, *(each for each, theirs in beside if theirs))
    current = next((s.path for s in sections if path == s.path or path.startswith(f"{s.path}/")), "")
    return {
        "sections": sections,
        "section": current,
        "here": f"{path}?{request.url.query}" if request.url.query else path,
        "signed_in": session.identity.name if session else None,
        "form_token": session.form_token if session else None,
    }
