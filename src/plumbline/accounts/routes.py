"""Accounts over the API: sign in, see who you are, make and revoke tokens."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, delete, get, post
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from litestar.types import ControllerRouterHandler

from plumbline.accounts import service, tokens
from plumbline.accounts.access import SECURITY, address_of
from plumbline.accounts.identity import Identity, Party
from plumbline.accounts.schemas import (
    MembershipOut,
    MeOut,
    PartyOut,
    SessionIn,
    SessionOut,
    TokenIn,
    TokenList,
    TokenMadeOut,
    TokenOut,
)
from plumbline.accounts.sealing import Sealer
from plumbline.accounts.second_factor import prove_second
from plumbline.accounts.tries import Tries
from plumbline.kit.clock import Clock
from plumbline.kit.tenant import SIGNING_IN
from plumbline.storage.engine import Database
from plumbline.web.idempotency import TAKES_NO_KEY, once
from plumbline.web.responses import problems

TAG = ["Accounts"]
NO_STORE = CacheControlHeader(no_store=True)


@post(
    "/sessions",
    operation_id="createSession",
    summary="Sign in by password, and get a token for twelve hours",
    description="For a program that starts with a person. For one that runs alone, make a token that "
    "lives longer. Whoever has a second factor sends its code as well: without it the answer is 401, of "
    "the type /problems/code-needed. Ten failures within five minutes, for an account or a network "
    "address, and both wait; of codes five. It takes no Idempotency-Key: its answer is a secret, "
    "and no copy of it is kept.",
    tags=TAG,
    responses=problems(400, 401, 404, 413, 422, 429, 503),
    cache_control=NO_STORE,
    opt=TAKES_NO_KEY,
    sync_to_thread=True,
)
def create_session(
    request: Request[Any, Any, Any],
    data: JSONBody[SessionIn],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    tries: NamedDependency[Tries],
    sealer: NamedDependency[Sealer],
) -> SessionOut:
    """The token stands in this answer and nowhere else."""
    identity = service.prove(database, clock, tries, data.email, data.password, address_of(request))
    prove_second(database, clock, tries, sealer, identity, data.code)
    with database.write(SIGNING_IN) as db:
        if data.membership_id is not None:
            identity = service.identity_for(db, identity.person_id, data.membership_id)
        issued = tokens.make_short_token(db, clock, identity)
    return SessionOut(id=issued.id, token=issued.token, expires_at=issued.expires_at)


@get(
    "/me",
    operation_id="getMe",
    summary="Who the token speaks for, and what they may do",
    tags=TAG,
    security=SECURITY,
    responses=problems(401),
    sync_to_thread=True,
)
def get_me(identity: NamedDependency[Identity], database: NamedDependency[Database]) -> MeOut:
    """The person, the membership they act in, and the others they have."""
    with database.read() as db:
        memberships = service.memberships_of(db, identity.person_id)
    return MeOut(
        name=identity.name,
        email=identity.email,
        acting=_membership(identity),
        permissions=sorted(identity.permissions),
        memberships=[_membership(each) for each in memberships],
    )


@get(
    "/tokens",
    operation_id="listTokens",
    summary="Your tokens, the newest first",
    tags=TAG,
    security=SECURITY,
    responses=problems(401),
    sync_to_thread=True,
)
def list_tokens(identity: NamedDependency[Identity], database: NamedDependency[Database]) -> TokenList:
    """Without their secrets, which are not kept."""
    with database.read(identity.tenant) as db:
        found = tokens.tokens_of(db, identity)
    return TokenList(items=[TokenOut(**msgspec.structs.asdict(each)) for each in found])


@post(
    "/tokens",
    operation_id="createToken",
    summary="Make a token for a program",
    description="It acts in the membership of the token that makes it, within its scopes. Sign in to make "
    "one: a token that is itself held to scopes makes none.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 413, 422),
    cache_control=NO_STORE,
    sync_to_thread=True,
)
@once
def create_token(
    data: JSONBody[TokenIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> TokenMadeOut:
    """The token stands in this answer and nowhere else."""
    with database.write(identity.tenant) as db:
        issued = tokens.make_token(db, clock, identity, data.name, data.days, data.scopes)
    return TokenMadeOut(**msgspec.structs.asdict(issued))


@delete(
    "/tokens/{token_id:uuid}",
    operation_id="revokeToken",
    summary="Revoke a token of yours",
    description="At once and for good. Revoking it twice is no error. A token that is held to scopes "
    "revokes itself, and no other.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
@once
def revoke_token(
    token_id: Annotated[UUID, PathParameter(description="The token's id, not the token.")],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> None:
    """A token may revoke itself: that is signing out."""
    with database.write(identity.tenant) as db:
        tokens.revoke_token(db, clock, identity, token_id)


def _membership(identity: Identity) -> MembershipOut:
    return MembershipOut(
        id=identity.membership_id,
        role=identity.role,
        organisation=_party(identity.organisation),
        supplier=_party(identity.supplier),
    )


def _party(party: Party | None) -> PartyOut | None:
    return None if party is None else PartyOut(code=party.code, name=party.name)


handlers: Sequence[ControllerRouterHandler] = (
    create_session,
    get_me,
    list_tokens,
    create_token,
    revoke_token,
)
