"""Test houses over the API: public to read. Listing and ending keys takes a person, on /test-houses."""

from collections.abc import Sequence

from litestar import get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from plumbline.evidence import houses
from plumbline.evidence.house_schemas import HouseList
from plumbline.evidence.routes import TAG
from plumbline.storage.engine import Database


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


handlers: Sequence[ControllerRouterHandler] = (list_test_houses,)
