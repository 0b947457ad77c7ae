"""Signing in with an identity provider: away to it, and back.

Going away writes nothing here: what has to be known on the way back is sealed in a cookie of the
browser that went. Coming back works once, in that browser, within five minutes.
"""

from collections.abc import Sequence
from hmac import compare_digest
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.accounts import steps
from plumbline.accounts.access import address_of
from plumbline.accounts.arriving import HOME, arrive, headers_of, safe_next, step_cookie, step_in
from plumbline.accounts.linking import person_of
from plumbline.accounts.provider import Provider, ProviderStep, new_step
from plumbline.accounts.provider_settings import CALLBACK
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.tries import Tries, from_address
from plumbline.kit.clock import Clock
from plumbline.kit.errors import DomainError, NotAllowed, NotFound, NotSignedIn, TooMany
from plumbline.kit.tenant import SIGNING_IN
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
LONGEST = 4_000
_STATUS: dict[type[DomainError], int] = {NotSignedIn: 401, NotAllowed: 403, TooMany: 429}


@get("/sign-in/provider", include_in_schema=False, sync_to_thread=True)
def go(
    settings: NamedDependency[Settings],
    clock: NamedDependency[Clock],
    sealer: NamedDependency[Sealer],
    provider: NamedDependency[Provider],
    next: FromQuery[str | None] = None,  # noqa: A002
) -> Response[Any]:
    """To the provider. Its address is asked for again each time, so that an old one is never kept."""
    step = new_step(steps.new_id(), steps.until(clock), safe_next(next or HOME))
    return Redirect(
        provider.address(step),
        status_code=303,
        headers={"cache-control": "no-store"},
        cookies=[step_cookie(settings, steps.sealed(sealer, step))],
    )


@get(CALLBACK, include_in_schema=False, sync_to_thread=True)
def come_back(
    request: Asked,
    settings: NamedDependency[Settings],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    tries: NamedDependency[Tries],
    sealer: NamedDependency[Sealer],
    provider: NamedDependency[Provider],
) -> Response[Any]:
    """Signed in, or a page that says why not. The code is the provider's, and good once."""
    code, state = (request.query_params.get(name, "") for name in ("code", "state"))
    try:
        step = steps.opened(sealer, clock, ProviderStep, step_in(request, settings))
        if not compare_digest(step.id.encode(), state.encode("utf-8", "replace")):
            raise NotSignedIn("This answer belongs to another sign-in.", next_step="Begin again.")
        if not code or len(code) > LONGEST:
            raise NotSignedIn("The identity provider did not sign you in.", next_step="Begin again.")
        with database.write() as db:  # used up before the code is: whoever comes second is refused here
            steps.take(db, clock, step)
        counted = tries.begin(from_address(address_of(request)))
        claims = provider.claims(step, code)
        with database.write(SIGNING_IN) as db:
            identity = person_of(db, clock, claims)
        tries.take_back(counted)
    except (NotSignedIn, NotAllowed, TooMany) as error:
        return _refused(request, settings, provider, error)
    return arrive(request, settings, database, clock, sealer, identity, step.wanted, proven=False)


def required(provider: Provider | None) -> Provider:
    """The one that is set up; where none is, there is nothing at the addresses of these pages."""
    if provider is None:
        raise NotFound("No identity provider is set up here.", next_step="Use your password: /sign-in")
    return provider


def _refused(
    request: Asked, settings: Settings, provider: Provider, error: NotSignedIn | NotAllowed | TooMany
) -> Response[str]:
    answer = page(
        "accounts/not_signed_in.jinja",
        request=request,
        status=_STATUS[type(error)],
        headers=headers_of(error),
        provider=provider.name,
        error=error,
    )
    answer.set_cookie(step_cookie(settings, None))
    return answer


handlers: Sequence[ControllerRouterHandler] = (go, come_back)
