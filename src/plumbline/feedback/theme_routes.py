"""What comments are about, over the API."""

from collections.abc import Sequence
from typing import Final

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.feedback.themes import ThemesOut, themes_of_market, themes_on
from plumbline.kit.clock import Clock, today
from plumbline.market.source import MarketSource
from plumbline.storage.engine import Database
from plumbline.web.responses import problems

TAGS: Final = ["Feedback"]


@get(
    "/products/{slug:str}/themes",
    operation_id="getProductThemes",
    summary="What comments on a product are about",
    description="Themes with their words, size, trend and newest comments: told from 10 comments and two "
    "organisations up, once the product's figure may be shown. How they are found: /models/themes",
    tags=TAGS,
    responses=problems(404),
    sync_to_thread=True,
)
def get_product_themes(
    slug: FromPath[str], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> ThemesOut:
    """The largest theme first."""
    with database.read() as db:
        return themes_on(db, slug, today(clock))


@get(
    "/themes",
    operation_id="getThemes",
    summary="What comments on all products are about",
    description="The same over the market, without the comments themselves.",
    tags=TAGS,
    sync_to_thread=True,
)
def get_themes(database: NamedDependency[Database], market: NamedDependency[MarketSource]) -> ThemesOut:
    """The largest theme first."""
    released = market.current().felt.released
    with database.read() as db:
        return themes_of_market(db, released)


handlers: Sequence[ControllerRouterHandler] = (get_product_themes, get_themes)
