"""Live checks over the API: a supplier's own, and nobody else's. Nothing here asks a host anything."""

from collections.abc import Sequence
from uuid import UUID

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity
from plumbline.kit.clock import Clock
from plumbline.live import service
from plumbline.live.schemas import LiveCheckIn, LiveCheckList, LiveCheckOut
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems

TAG = ["Evidence"]


@get(
    "/live-checks",
    operation_id="listLiveChecks",
    summary="Your supplier's live checks",
    description="Each server that was registered, whether it is known to be yours, and what came of the "
    "newest looks at it.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_live_checks(
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    settings: NamedDependency[Settings],
) -> LiveCheckList:
    """Those that run first, then those that ended; the newest first."""
    with database.read(identity.tenant) as db:
        found = service.checks_of(db, identity)
    return LiveCheckList(switched_on=settings.live_checks, items=found)


@post(
    "/products/{slug:str}/live-checks",
    operation_id="registerLiveCheck",
    summary="Register the server of your product's current release",
    description="The answer says what to put where, so that the market knows the host to be yours. Once it "
    "stands there the market asks the server once a day for its capability statement and its SMART "
    "configuration, and reads them as it reads files: what they show becomes findings on the release.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def register_live_check(
    slug: FromPath[str],
    data: JSONBody[LiveCheckIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
) -> LiveCheckOut:
    """Nothing is looked up or fetched by this."""
    with database.write(identity.tenant) as db:
        return service.register(db, clock, settings, identity, slug, data)


@get(
    "/live-checks/{live_check_id:uuid}",
    operation_id="getLiveCheck",
    summary="One live check, and the newest looks at its host",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_live_check(
    live_check_id: FromPath[UUID],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
) -> LiveCheckOut:
    """Another supplier's reads as missing."""
    with database.read(identity.tenant) as db:
        return service.check_of(db, identity, live_check_id)


@post(
    "/live-checks/{live_check_id:uuid}/looks",
    operation_id="queueLiveCheck",
    summary="Have the market look at the host soon",
    description="It is put in front of the queue of the worker, which comes to it by itself. At most every "
    "ten minutes.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413),
    sync_to_thread=True,
)
@once
def queue_live_check(
    live_check_id: FromPath[UUID],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> LiveCheckOut:
    """As soon as the worker comes to it."""
    with database.write(identity.tenant) as db:
        return service.queue(db, clock, identity, live_check_id)


@delete(
    "/live-checks/{live_check_id:uuid}",
    operation_id="removeLiveCheck",
    summary="End a live check",
    description="At once and for good: the host is not looked at any more. What was fetched stays evidence. "
    "Removing what has ended is no error.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
@once
def remove_live_check(
    live_check_id: FromPath[UUID],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> None:
    """Also while the worker looks: what it finds then is not recorded."""
    with database.write(identity.tenant) as db:
        service.remove(db, clock, identity, live_check_id)


handlers: Sequence[ControllerRouterHandler] = (
    list_live_checks,
    register_live_check,
    get_live_check,
    queue_live_check,
    remove_live_check,
)
