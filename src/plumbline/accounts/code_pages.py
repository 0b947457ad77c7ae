"""The second step of signing in: the code of an app, or a recovery code."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts import steps
from plumbline.accounts.arriving import finish, headers_of, status_of, step_in
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.second_factor import prove_code
from plumbline.accounts.service import identity_for
from plumbline.accounts.steps import CodeStep
from plumbline.accounts.tries import Tries
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid, NotSignedIn, TooMany
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/sign-in/code", include_in_schema=False, sync_to_thread=True)
def code_page(
    request: Asked,
    settings: NamedDependency[Settings],
    clock: NamedDependency[Clock],
    sealer: NamedDependency[Sealer],
) -> Response[Any]:
    """Asks for the code; without the first step, that one."""
    try:
        steps.opened(sealer, clock, CodeStep, step_in(request, settings))
    except NotSignedIn:
        return Redirect("/sign-in", status_code=303)
    return _page(request, None)


@post("/sign-in/code", include_in_schema=False, sync_to_thread=True)
def give_code(
    request: Asked,
    open_form: NamedDependency[Form],
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    tries: NamedDependency[Tries],
    sealer: NamedDependency[Sealer],
) -> Response[Any]:
    """To the page that was wanted, in a new session; or asked again."""
    step = steps.opened(sealer, clock, CodeStep, step_in(request, settings))
    with database.read() as db:
        identity = identity_for(db, step.person_id)
    try:
        prove_code(database, clock, tries, sealer, identity, open_form.text("code"))
    except (NotSignedIn, TooMany, Invalid) as error:
        return _page(request, error)
    return finish(request, settings, database, clock, identity, step)


def _page(request: Asked, error: NotSignedIn | TooMany | Invalid | None) -> Response[str]:
    return page(
        "accounts/code.jinja",
        request=request,
        status=status_of(error),
        headers=headers_of(error),
        error=error,
    )


handlers: Sequence[ControllerRouterHandler] = (code_page, give_code)
