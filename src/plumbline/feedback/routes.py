"""Feedback over the API: reading, for now; collecting it comes with the experience model."""

from collections.abc import Sequence

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.feedback import service
from plumbline.feedback.schemas import FeedbackOut
from plumbline.storage.engine import Database
from plumbline.web.responses import problems


@get(
    "/products/{slug:str}/feedback",
    operation_id="getProductFeedback",
    summary="What the users of a product say of it",
    description="A figure is shown only where enough people from enough organisations answered.",
    tags=["Feedback"],
    responses=problems(404),
    sync_to_thread=True,
)
def get_product_feedback(slug: FromPath[str], database: NamedDependency[Database]) -> FeedbackOut:
    """The mean with its number, and the newest comments."""
    with database.read() as db:
        return service.feedback_on(db, slug)


handlers: Sequence[ControllerRouterHandler] = (get_product_feedback,)
