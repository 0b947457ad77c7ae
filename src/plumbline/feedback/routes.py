"""Feedback over the API: what users say of a product, for everybody to read."""

from collections.abc import Sequence

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from plumbline.feedback.schemas import FeedbackOut
from plumbline.feedback.shown import feedback_on
from plumbline.kit.clock import Clock, today
from plumbline.storage.engine import Database
from plumbline.web.responses import problems

TAG = ["Feedback"]


@get(
    "/products/{slug:str}/feedback",
    operation_id="getProductFeedback",
    summary="What the users of a product say of it",
    description="A figure is shown only where enough people from enough organisations answered, each "
    "questionnaire apart; the figures of roles leave out so much that no small part can be subtracted. They "
    "move in batches, once a day at most, so that no two of them tell what one person said.",
    tags=TAG,
    responses=problems(404),
    sync_to_thread=True,
)
def get_product_feedback(
    slug: FromPath[str], database: NamedDependency[Database], clock: NamedDependency[Clock]
) -> FeedbackOut:
    """The mean with its number, and the newest comments."""
    with database.read() as db:
        return feedback_on(db, slug, today(clock))


handlers: Sequence[ControllerRouterHandler] = (get_product_feedback,)
