"""The cards of the learned models in the API."""

from collections.abc import Sequence
from typing import Final

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.models import service
from plumbline.models.schemas import Card, ModelList
from plumbline.storage.engine import Database
from plumbline.web.responses import problems

TAGS: Final = ["Models"]


@get(
    "/models",
    operation_id="listModels",
    summary="The learned models, each with its card",
    description="The newest of each name. None of them reaches a score, a gate or an award.",
    tags=TAGS,
    sync_to_thread=True,
)
def list_models(database: NamedDependency[Database]) -> ModelList:
    """Every model that was trained here."""
    with database.read() as db:
        return ModelList(items=service.cards(db))


@get(
    "/models/{model_name:str}",
    operation_id="getModel",
    summary="The card of one learned model",
    tags=TAGS,
    responses=problems(404),
    sync_to_thread=True,
)
def get_model(model_name: FromPath[str], database: NamedDependency[Database]) -> Card:
    """What it is for, how and on what it was made, how good it is, and what it cannot do."""
    with database.read() as db:
        return service.card(db, model_name)


handlers: Sequence[ControllerRouterHandler] = (list_models, get_model)
