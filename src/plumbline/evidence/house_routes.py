"""Test houses over the API: public to read. Listing and ending keys takes a person, on /test-houses.

Ending a listing only takes trust away, so a program may do it whose token has that scope.
"""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.service import Identity, Permission, require
from plumbline.evidence import houses, unlisting
from plumbline.evidence.house_schemas import HouseList, HouseOut, UnlistIn
from plumbline.evidence.routes import TAG
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems


@get(
    "/test-houses",
    operation_id="listTestHouses",
    summary="Test houses whose signed attestations are taken, with their public keys",
    description="Keys that were retired or withdrawn stay in the list, with the reason: what they signed has "
    "to stay explainable.",
    tags=TAG,
    sync_to_thread=True,
)
def list_test_houses(database: NamedDependency[Database]) -> HouseList:
    """By name; of each the key that was listed last first."""
    with database.read() as db:
        return houses.listed(db)


@post(
    "/test-houses/{test_house_id:uuid}/end",
    operation_id="endTestHouse",
    summary="End the listing of a test house, from a day on and for good",
    description="What it signed and what came in before that day counts as it did. What comes in from that "
    "day on, or says it was issued then, does not count as a test house's. Of a day that lies behind, what "
    "has come in since is read again within minutes, and is for an assessor to look at.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    status_code=200,
    sync_to_thread=True,
)
@once
def end_test_house(
    test_house_id: FromPath[UUID],
    data: JSONBody[UnlistIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> HouseOut:
    """The test house as it stands in the list now."""
    require(identity, Permission.KEEP_TEST_HOUSES)
    with database.write(identity.tenant) as db:
        return unlisting.unlist(db, clock, identity, test_house_id, data)


handlers: Sequence[ControllerRouterHandler] = (list_test_houses, end_test_house)
