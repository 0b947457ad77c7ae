"""The page of one's own account: who one is here, for whom one acts, and acting for somebody else."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts.browser import secret_of, session_cookie
from plumbline.accounts.identity import Session
from plumbline.accounts.roles import PERMISSIONS, Permission
from plumbline.accounts.service import identity_for, memberships_of
from plumbline.accounts.sessions import renew_session
from plumbline.kit.clock import Clock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.templating import page

PAGES: Final = {
    Permission.READ_SHORTLISTS: "/shortlists",
    Permission.MAKE_SHORTLISTS: "/rank",
    Permission.GIVE_FEEDBACK: "/products",
    Permission.COLLECT_FEEDBACK: "/collect",
    Permission.MODERATE_FEEDBACK: "/moderate",
    Permission.DECIDE_ON_EVIDENCE: "/assess",
    Permission.KEEP_TEST_HOUSES: "/test-houses",
    Permission.READ_ORDERS: "/orders",
    Permission.REQUEST_ORDERS: "/shortlists",
    Permission.APPROVE_ORDERS: "/orders",
    Permission.ANSWER_ORDERS: "/orders",
    Permission.READ_PURCHASE_THRESHOLD: "/purchase-threshold",
    Permission.SET_PURCHASE_THRESHOLD: "/purchase-threshold",
}
"""Where somebody does on a page what a permission lets them do. What has none is not promised."""
FOR_PROGRAMS: Final = frozenset(
    {
        Permission.LIST_PRODUCTS,
        Permission.SUBMIT_EVIDENCE,
        Permission.AGREE_PLANS,
        Permission.READ_EVENTS,
    }
)
"""What has operations of the API, and no page yet."""


@get("/account", include_in_schema=False, sync_to_thread=True)
def account_page(
    request: Request[Any, Any, Any], session: NamedDependency[Session], database: NamedDependency[Database]
) -> Response[str]:
    """Name, role, what the role includes, and the other memberships."""
    identity = session.identity
    with database.read() as db:
        memberships = memberships_of(db, identity.person_id)
    return page(
        "accounts/account.jinja",
        request=request,
        identity=identity,
        pages=[(each, PAGES[each]) for each in sorted(PERMISSIONS[identity.role]) if each in PAGES],
        reads_shortlists=identity.may(Permission.READ_SHORTLISTS),
        for_programs=sorted(PERMISSIONS[identity.role] & FOR_PROGRAMS),
        others=[each for each in memberships if each.membership_id != identity.membership_id],
    )


@post("/account/memberships/{membership_id:uuid}", include_in_schema=False, sync_to_thread=True)
def act_as(
    request: Request[Any, Any, Any],
    membership_id: FromPath[UUID],
    session: NamedDependency[Session],
    form: NamedDependency[Form],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[Any]:
    """Act in another membership from now on: a new session, and the one before is closed."""
    with database.write(session.identity.tenant) as db:
        identity = identity_for(db, session.identity.person_id, membership_id)
        opened = renew_session(db, clock, session, secret_of(request) or "", identity=identity)
    return Redirect("/account", status_code=303, cookies=[session_cookie(settings, opened.secret)])


handlers: Sequence[ControllerRouterHandler] = (account_page, act_as)
