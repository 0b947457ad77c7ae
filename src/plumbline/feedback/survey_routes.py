"""Files of survey answers over the API: looked at, then taken whole or not at all."""

from collections.abc import Sequence
from uuid import UUID

from litestar import post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity
from plumbline.feedback import surveys
from plumbline.feedback.routes import TAG
from plumbline.feedback.survey_schemas import SurveyIn, SurveyPreview, SurveyTaken
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import COMPUTES, once
from plumbline.web.responses import problems


@post(
    "/products-in-use/{in_use_id:uuid}/surveys/preview",
    operation_id="previewSurvey",
    summary="See what would be taken of a file of survey answers",
    description="CSV or XLSX. Column by column what it is taken for, line by line what is refused and why. "
    "Nothing is kept.",
    tags=TAG,
    security=SECURITY,
    status_code=200,
    responses=problems(400, 401, 403, 404, 413, 422),
    opt=COMPUTES,
    sync_to_thread=True,
)
def preview_survey(
    in_use_id: FromPath[UUID],
    data: JSONBody[SurveyIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> SurveyPreview:
    """With the columns as they are guessed, or as they are named."""
    with database.read(identity.tenant) as db:
        return surveys.preview(db, clock, identity, in_use_id, data)


@post(
    "/products-in-use/{in_use_id:uuid}/surveys",
    operation_id="takeSurvey",
    summary="Take the answers of a file: all of them, or none",
    description="Formulas and lines that are refused keep the whole file out; a file is taken once. The "
    "answers name nobody, and are marked for moderators like any others.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def take_survey(
    in_use_id: FromPath[UUID],
    data: JSONBody[SurveyIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> SurveyTaken:
    """How many answers there were."""
    with database.write(identity.tenant) as db:
        return surveys.take(db, clock, identity, in_use_id, data)


handlers: Sequence[ControllerRouterHandler] = (preview_survey, take_survey)
