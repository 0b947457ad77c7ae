"""The log over the API: checkpoint, key and proofs for everybody, events for auditors."""

from collections.abc import Sequence
from typing import Annotated

from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.audit import service
from plumbline.audit.keys import ORIGIN, private_key, public_text
from plumbline.audit.schemas import EventPage, KeyOut, Proof
from plumbline.kit.clock import Clock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.responses import problems

TAG = ["Audit"]
MOST_EVENTS = 1_000
LARGEST = 2**53
Number = Annotated[int, QueryParameter(ge=0, le=LARGEST)]


@get(
    "/audit/checkpoint",
    operation_id="getAuditCheckpoint",
    summary="The log's newest signed checkpoint",
    description="A C2SP checkpoint: name, size, root, signature. Keep it: the log can never again be "
    "anything that does not begin with it.",
    tags=TAG,
    media_type=MediaType.TEXT,
    responses=problems(503),
    sync_to_thread=True,
)
def get_checkpoint(
    database: NamedDependency[Database], clock: NamedDependency[Clock], settings: NamedDependency[Settings]
) -> Response[str]:
    """At most a minute behind the log."""
    note = service.signed(database, clock, private_key(settings.audit_key_path))
    return Response(note, media_type=MediaType.TEXT)


@get(
    "/audit/key",
    operation_id="getAuditKey",
    summary="The public key of the log",
    tags=TAG,
    responses=problems(503),
    sync_to_thread=True,
)
def get_key(settings: NamedDependency[Settings]) -> KeyOut:
    """What `plumbline audit verify --key` takes."""
    key = private_key(settings.audit_key_path).public_key()
    return KeyOut(origin=ORIGIN, algorithm="Ed25519", key=public_text(key))


@get(
    "/audit/proofs/inclusion",
    operation_id="proveInclusion",
    summary="Prove that an event is in the log",
    tags=TAG,
    responses=problems(422),
    sync_to_thread=True,
)
def prove_inclusion(database: NamedDependency[Database], sequence: Number, size: Number) -> Proof:
    """RFC 9162, 2.1.3: against the root of a checkpoint of that size."""
    with database.read() as db:
        return service.prove_inclusion(db, sequence, size)


@get(
    "/audit/proofs/consistency",
    operation_id="proveConsistency",
    summary="Prove that an earlier log is the beginning of a later one",
    tags=TAG,
    responses=problems(422),
    sync_to_thread=True,
)
def prove_consistency(database: NamedDependency[Database], earlier: Number, later: Number) -> Proof:
    """RFC 9162, 2.1.4: between the roots of two checkpoints."""
    with database.read() as db:
        return service.prove_consistency(db, earlier, later)


@get(
    "/audit/events",
    operation_id="listAuditEvents",
    summary="Read the log in the order of its numbers",
    description="For auditors and administrators. The numbers have no gap: ask again for what comes after "
    "`last`, and nothing is missed.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 422),
    sync_to_thread=True,
)
def list_events(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    after: Annotated[int, QueryParameter(ge=-1, le=LARGEST, description="-1 for the beginning.")] = -1,
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_EVENTS)] = 100,
) -> EventPage:
    """Without anything that names a person."""
    require(identity, Permission.READ_EVENTS)
    with database.read() as db:
        return service.events_after(db, after, limit)


handlers: Sequence[ControllerRouterHandler] = (
    get_checkpoint,
    get_key,
    prove_inclusion,
    prove_consistency,
    list_events,
)
"""Registered in `plumbline.app`."""
