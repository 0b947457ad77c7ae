"""`Idempotency-Key` on operations of the API: one effect per key, and the same answer every time.

`@once` goes below the route's decorator. The handler, the rendering of its answer and the row that
remembers it share one transaction: either all of it is committed, or a retry starts from nothing.
"""

from collections.abc import Callable
from functools import partial, wraps
from inspect import Parameter, signature
from typing import Any, Final

import msgspec
from litestar import MediaType, Request, Response
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency, Provide
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from plumbline.accounts.identity import Identity
from plumbline.accounts.sealing import Sealer
from plumbline.kit.clock import Clock
from plumbline.kit.errors import AnswerLost, InFlight, Invalid, KeyReused
from plumbline.kit.idempotency import (
    HEADER,
    ClaimsInFlight,
    Keeping,
    KeptAnswer,
    claim_of,
    key_of,
    request_hash,
)
from plumbline.storage import kept_answers
from plumbline.storage.engine import Connection, Database
from plumbline.storage.units import one_transaction

REPLAYED: Final = "Idempotency-Replayed"
UNSAFE: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OPT: Final = "idempotency"
COMPUTES: Final = {_OPT: Keeping.NOTHING}
"""`opt=` of an operation that changes nothing: it takes a key, and needs to remember none."""
TAKES_NO_KEY: Final = {_OPT: Keeping.REFUSED}
"""`opt=` of an operation whose answer may not be repeated."""
KEPT_FOR_LIFE: Final = {_OPT: Keeping.LIFE}
"""`opt=` of bids and awards: the key is remembered as long as the competition, not for a day."""
Handler = Callable[..., Any]


def keeping_of(handler: BaseRouteHandler) -> Keeping:
    """For how long an operation remembers; a day unless its route says otherwise."""
    keeping: Keeping = handler.opt.get(_OPT, Keeping.DAY)
    return keeping


def sound_key(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """For the whole API: a key that cannot be one is refused before anything is read."""
    if connection.scope.get("method") not in UNSAFE:
        return
    key = key_of(connection.headers.getall(HEADER, []))
    if key is not None and keeping_of(handler) is Keeping.REFUSED:
        raise Invalid.field(
            f"/{HEADER}",
            "This operation takes no key: its answer is a secret, and no copy of it is kept.",
            next_step="Ask without one. Asking twice makes two, and either can be revoked.",
        )


class Keyed(msgspec.Struct, frozen=True, kw_only=True):
    """A request of somebody signed in, and what is needed to answer it once."""

    key: str | None
    asker: tuple[str, ...]
    method: str
    address: str  # path and query
    handler: HTTPRouteHandler
    database: Database
    clock: Clock
    sealer: Sealer
    claims: ClaimsInFlight


def keyed(
    request: Request[Any, Any, Any],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    sealer: NamedDependency[Sealer],
    claims: NamedDependency[ClaimsInFlight],
) -> Keyed:
    """The dependency that `@once` asks for. Who asks is proved first, each time anew."""
    found = keyed_by_code(request, database, clock, sealer, claims)
    return msgspec.structs.replace(found, asker=asker_of(identity))


def keyed_by_code(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    sealer: NamedDependency[Sealer],
    claims: NamedDependency[ClaimsInFlight],
) -> Keyed:
    """The same for operations that a code opens, without an account: whose key it is, the body says."""
    assert isinstance(request.route_handler, HTTPRouteHandler)
    return Keyed(
        key=key_of(request.headers.getall(HEADER, [])),
        asker=(),
        method=request.method,
        address=f"{request.url.path}?{request.url.query}",
        handler=request.route_handler,
        database=database,
        clock=clock,
        sealer=sealer,
        claims=claims,
    )


KEYED: Final = Provide(keyed, sync_to_thread=False)
KEYED_BY_CODE: Final = {"keyed": Provide(keyed_by_code, sync_to_thread=False)}
"""`dependencies=` of an operation under `@once(by=…)`."""


def asker_of(identity: Identity) -> tuple[str, ...]:
    """Person, party and rights: an answer is repeated only to who could have asked for it."""
    scopes = "all" if identity.scopes is None else " ".join(sorted(identity.scopes))
    return str(identity.person_id), str(identity.membership_id), identity.role, scopes


def once(
    handler: Handler | None = None, *, content: str = "data", by: Callable[[Any], str] | None = None
) -> Handler:
    """Make a route's function answer a key once. `content` names the argument that holds the body; `by` tells
    from it whose key it is where nobody is signed in: the hash of the code that opens the operation.
    """
    if handler is None:
        return partial(once, content=content, by=by)

    @wraps(handler)
    def run(*, keyed: Keyed, **arguments: Any) -> Response[Any]:
        asked = partial(handler, **arguments)
        if keyed.key is None:
            return _response(_carried_out(keyed, b"", asked))
        sent = request_hash(keyed.method, keyed.address, arguments.get(content))
        asker = keyed.asker if by is None else ("code", by(arguments[content]))
        claim = claim_of(asker, keyed.key)
        with keyed.claims.alone(claim):
            return _answer_once(keyed, claim, sent, asked)

    extra = Parameter("keyed", Parameter.KEYWORD_ONLY, annotation=NamedDependency[Keyed])
    own = signature(handler)
    run.__signature__ = own.replace(parameters=[*own.parameters.values(), extra])  # type: ignore[attr-defined]
    run.__annotations__ = {**handler.__annotations__, "keyed": NamedDependency[Keyed]}
    return run


def _answer_once(keyed: Keyed, claim: str, sent: bytes, asked: Callable[[], Any]) -> Response[Any]:
    with keyed.database.read() as db:
        known = kept_answers.find(db, claim, keyed.clock.now())
    try:
        if known is not None:
            return _replay(keyed, claim, sent, known)
        return _response(_carried_out(keyed, sent, asked, claim))
    except _AlreadyAnswered as other:
        return _replay(keyed, claim, sent, other.sealed)


def _carried_out(keyed: Keyed, sent: bytes, asked: Callable[[], Any], claim: str | None = None) -> KeptAnswer:
    """Carry it out and render the answer, in one transaction; with a claim, remember it too."""
    with one_transaction(keyed.database, partial(_take, keyed, claim)) as unit:
        answer = _rendered(keyed.handler, sent, asked())
        if claim is not None and unit.connection is not None:  # without an effect there is nothing to keep
            _remember(unit.connection, keyed, claim, answer)
    return answer


class _AlreadyAnswered(Exception):
    """Another process was faster between the look and the claim."""

    def __init__(self, sealed: str) -> None:
        super().__init__("this claim was answered in the meantime")
        self.sealed = sealed


def _take(keyed: Keyed, claim: str | None, db: Connection) -> None:
    """The first statement of the transaction: nobody else works on the claim, and nobody has."""
    if claim is None:
        return
    if not kept_answers.is_alone(db, claim):
        raise InFlight.now()
    if sealed := kept_answers.find(db, claim, keyed.clock.now()):
        raise _AlreadyAnswered(sealed)


def _rendered(handler: HTTPRouteHandler, sent: bytes, made: Any) -> KeptAnswer:
    response = made if isinstance(made, Response) else Response(made)
    said = response.media_type or handler.media_type
    media_type = str(said.value if isinstance(said, MediaType) else said)
    body = b"" if response.content is None else response.render(response.content, media_type)
    return KeptAnswer(
        request=sent,
        status=response.status_code or handler.status_code,
        media_type=media_type,
        location=response.headers.get("location"),
        body=body,
    )


def _remember(db: Connection, keyed: Keyed, claim: str, answer: KeptAnswer) -> None:
    now, lasts = keyed.clock.now(), keeping_of(keyed.handler).lasts
    sealed = keyed.sealer.seal(_purpose(claim), msgspec.msgpack.encode(answer))
    kept_answers.keep(db, claim, sealed, now, None if lasts is None else now + lasts)
    kept_answers.forget(db, now)


def _replay(keyed: Keyed, claim: str, sent: bytes, sealed: str) -> Response[Any]:
    plain = keyed.sealer.open(_purpose(claim), sealed)
    if plain is None:
        raise AnswerLost(
            "This was carried out before, and its answer cannot be read any more.",
            next_step="Do not send it again: read what stands.",
        )
    answer = msgspec.msgpack.decode(plain, type=KeptAnswer)
    if answer.request != sent:
        raise KeyReused(
            "Another request was sent with this key before: its method, path or body differ.",
            next_step="Send a new act with a new key, and a retry exactly as the first try was.",
        )
    return _response(answer, replayed=True)


def _purpose(claim: str) -> str:
    return f"answer {claim}"


def _response(answer: KeptAnswer, *, replayed: bool = False) -> Response[Any]:
    headers = {REPLAYED: "true"} if replayed else {}
    if answer.location is not None:
        headers["location"] = answer.location
    return Response(
        answer.body or None, status_code=answer.status, media_type=answer.media_type, headers=headers
    )
