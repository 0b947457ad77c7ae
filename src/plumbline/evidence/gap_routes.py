"""The gaps of a release, and evidence on it that disagrees, over the API: public, as its conformance is."""

from collections.abc import Sequence

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.evidence.contradicting import contradictions_on
from plumbline.evidence.contradiction_schemas import ContradictionList
from plumbline.evidence.gap_schemas import GapsOut
from plumbline.evidence.gaps import gaps_on
from plumbline.evidence.pack import release_version
from plumbline.evidence.routes import TAG, AsOf, record_of
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.responses import problems


@get(
    "/products/{slug:str}/evidence/gaps",
    operation_id="listEvidenceGaps",
    summary="What keeps a product from passing on a day, and the fewest documents that would close it",
    description="Every requirement that binds, is due and is not shown, with the documents that can show it; "
    "and the shortest list of documents that closes all of them. What waits for an assessor is named apart: "
    "nothing has to be handed in for it.",
    tags=TAG,
    responses=problems(404, 422),
    sync_to_thread=True,
)
def list_evidence_gaps(
    slug: FromPath[str],
    market: NamedDependency[MarketSource],
    database: NamedDependency[Database],
    as_of: AsOf = None,
) -> GapsOut:
    """Nothing recorded after the day is looked at."""
    record, today = record_of(market, slug, None)
    with database.read() as db:
        release = release_version(db, record.slug)
    return gaps_on(record.slug, release, record.history, as_of or today)


@get(
    "/products/{slug:str}/evidence/contradictions",
    operation_id="listContradictions",
    summary="Evidence on a product that disagrees, side by side",
    description="Each requirement about which decided evidence says different things on a day: what each "
    "document says, how strongly, since when and where in it; the first decides, and why. Failure wins.",
    tags=TAG,
    responses=problems(404, 422),
    sync_to_thread=True,
)
def list_contradictions(
    slug: FromPath[str], market: NamedDependency[MarketSource], as_of: AsOf = None
) -> ContradictionList:
    """Nothing recorded after the day is looked at."""
    record, today = record_of(market, slug, None)
    return contradictions_on(record.slug, record.history, as_of or today)


handlers: Sequence[ControllerRouterHandler] = (list_evidence_gaps, list_contradictions)
