"""Pages of the learned models: their cards."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.models import service
from plumbline.storage.engine import Database
from plumbline.web.templating import page


@get("/models", include_in_schema=False, sync_to_thread=True)
def models_page(request: Request[Any, Any, Any], database: NamedDependency[Database]) -> Response[str]:
    """Every model that was trained here."""
    with database.read() as db:
        cards = service.cards(db)
    return page("models/list.jinja", request=request, cards=cards)


@get("/models/{model_name:str}", include_in_schema=False, sync_to_thread=True)
def model_page(
    request: Request[Any, Any, Any], database: NamedDependency[Database], model_name: FromPath[str]
) -> Response[str]:
    """The card of one model."""
    with database.read() as db:
        card = service.card(db, model_name)
    return page("models/one.jinja", request=request, card=card)


handlers: Sequence[ControllerRouterHandler] = (models_page, model_page)
