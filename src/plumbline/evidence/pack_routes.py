"""The conformance pack over the API: public, as a file to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from catalog.evidence.pack import MEDIA_TYPE
from plumbline.evidence import pack
from plumbline.evidence.routes import TAG, AsOf, record_of
from plumbline.kit.clock import Clock, today
from plumbline.market.source import MarketSource
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.web.downloads import FileAnswer, attachment
from plumbline.web.responses import problems


@dataclass
class PackAnswer(FileAnswer):
    """A CycloneDX document; its own schema says what stands in it."""

    contents: ClassVar = {MEDIA_TYPE: {"type": "object"}}


@get(
    "/products/{slug:str}/conformance/pack",
    operation_id="getConformancePack",
    summary="A product's conformance on a day as a CycloneDX document with declarations",
    description="Every requirement that the product faces, with its score, its evidence (by SHA-256), who "
    "decided, and the newest checkpoint of the log. What is not shown has no score and says so.",
    tags=TAG,
    responses=problems(404, 422),
    media_type=MEDIA_TYPE,
    operation_class=PackAnswer,
    sync_to_thread=True,
)
def get_conformance_pack(
    slug: FromPath[str],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
    clock: NamedDependency[Clock],
    settings: NamedDependency[Settings],
    as_of: AsOf = None,
) -> Response[bytes]:
    """CycloneDX 1.6. The market's own reader reads it back into the same outcomes."""
    record, day = record_of(market, slug, as_of)
    with database.read() as db:
        content = pack.written(pack.pack_of(db, record, day, today(clock), settings.public_url))
    return attachment(content, pack.file_name(record.slug, day), MEDIA_TYPE)


handlers: Sequence[ControllerRouterHandler] = (get_conformance_pack,)
