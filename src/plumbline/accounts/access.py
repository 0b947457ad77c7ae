"""How a program proves who sends a request: the `identity` that an API route asks for."""

from typing import Any, Final

from litestar import Request
from litestar.di import NamedDependency, Provide

from plumbline.accounts.identity import Identity
from plumbline.accounts.tokens import identity_of_token, note_use
from plumbline.kit.clock import Clock
from plumbline.kit.errors import NotSignedIn
from plumbline.kit.tenant import SIGNING_IN
from plumbline.storage.engine import Database
from plumbline.web.limits import count_account

SECURITY: Final = [{"bearer": list[str]()}]
"""`security=` of an operation that asks for `identity`."""


def identity(
    request: Request[Any, Any, Any], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> Identity:
    """Whom the bearer token of the request speaks for. A cookie is no proof here, so that a page of
    another site cannot act through a browser that is signed in.
    """
    token = _bearer(request.headers.get("authorization", ""))
    with database.read(SIGNING_IN) as db:
        used = identity_of_token(db, clock, token)
    count_account(request.scope, used.identity.person_id)
    if used.is_to_be_noted:
        with database.write(used.identity.tenant) as db:
            note_use(db, clock, used.identity)
    return used.identity


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn(
            "This needs a token.",
            next_step="Send it as Authorization: Bearer TOKEN. Make one on /account/tokens, "
            "or by POST /api/v1/sessions.",
        )
    return token.strip()


def address_of(request: Request[Any, Any, Any]) -> str:
    """The network address that a request comes from (`plumbline.web.addresses`)."""
    return request.client.host if request.client else "unknown"


IDENTITY: Final = Provide(identity, sync_to_thread=True)
