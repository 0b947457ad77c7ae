"""The page of what comments on all products are about. That of one product stands on its own page."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.types import ControllerRouterHandler

from plumbline.feedback.themes import themes_of_market
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.templating import page


@get("/themes", include_in_schema=False, sync_to_thread=True)
def themes_page(
    request: Request[Any, Any, Any],
    database: NamedDependency[Database],
    market: NamedDependency[MarketSource],
) -> Response[str]:
    """The themes of the market."""
    snapshot = market.current()
    with database.read() as db:
        themes = themes_of_market(db, snapshot.felt.released)
    fiction = snapshot.has_fiction
    return page("feedback/market_themes.jinja", request=request, themes=themes, demonstration=fiction)


handlers: Sequence[ControllerRouterHandler] = (themes_page,)
