"""The page on which a file of survey answers is looked at and taken. The file travels with the form: what was
seen is what is taken, and nothing is kept between.
"""

import base64
import binascii
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect

from catalog.feedback.policy import feedback_policy
from catalog.feedback.survey import FIELDS
from plumbline.accounts.browser import FORM_TOKEN
from plumbline.accounts.identity import Session
from plumbline.accounts.sessions import check_form_token
from plumbline.feedback import in_use, surveys
from plumbline.feedback.collecting_schemas import InUseOut
from plumbline.feedback.survey_schemas import SurveyIn, SurveyPreview
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid
from plumbline.storage.engine import Database
from plumbline.web.asked import asked_day
from plumbline.web.forms import Form, read_form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


class Sent(msgspec.Struct, frozen=True):
    """The fields of the form, and the file that was chosen or that travels with it."""

    form: Form
    content: bytes


async def sent_survey(request: Asked, session: NamedDependency[Session]) -> Sent:
    """The form, once it is known to belong to the session of somebody who may collect feedback."""
    in_use.collector(session.identity)
    form = await read_form(request)
    check_form_token(session, form.text(FORM_TOKEN))
    part = (await request.form()).get("file")
    chosen = await part.read() if isinstance(part, UploadFile) else b""
    try:
        return Sent(form, chosen or base64.b64decode(form.typed("content"), validate=True))
    except (binascii.Error, ValueError):
        return Sent(form, b"")


@post(
    "/collect/{in_use_id:uuid}/survey",
    include_in_schema=False,
    sync_to_thread=True,
    dependencies={"sent": Provide(sent_survey)},
)
def survey_on_page(
    request: Asked,
    session: NamedDependency[Session],
    sent: NamedDependency[Sent],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
    in_use_id: FromPath[UUID],
) -> Response[Any]:
    """To the preview, again and again as columns are changed; and from it, on `take`, to what was taken."""
    identity, seen = session.identity, None
    with database.read(identity.tenant) as db:
        use = in_use.shown(db, identity, in_use_id)
    try:
        data = _survey(sent, clock)
        with database.read(identity.tenant) as db:
            seen = surveys.preview(db, clock, identity, in_use_id, data)
        if sent.form.typed("do") != "take":
            return _page(request, use, sent, seen)
        with database.write(identity.tenant) as db:
            taken = surveys.take(db, clock, identity, in_use_id, data)
    except (Invalid, Conflict) as error:
        return _page(request, use, sent, seen, error)
    return Redirect(f"/collect/{in_use_id}?taken={taken.answers}", status_code=303)


def _survey(sent: Sent, clock: Clock) -> SurveyIn:
    most = feedback_policy().most_file_bytes
    if not 0 < len(sent.content) <= most:
        raise Invalid.field("/content", f"Choose a CSV or XLSX file of at most {most:,} bytes.")
    names = sorted((name for name in sent.form.names() if name.startswith("column-")), key=_place)
    day = sent.form.typed("given_on").strip()
    return SurveyIn(
        content=sent.content,
        columns=tuple(sent.form.typed(name)[:40] for name in names) if names else None,
        given_on=asked_day(day, clock) if day else None,
    )


def _place(name: str) -> int:
    number = name.removeprefix("column-")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 0


def _page(
    request: Asked,
    use: InUseOut,
    sent: Sent,
    seen: SurveyPreview | None,
    error: Invalid | Conflict | None = None,
) -> Response[str]:
    return page(
        "feedback/survey.jinja",
        request=request,
        status=status_of(error) if error else 200,
        headers={"cache-control": "no-store"},
        use=use,
        seen=seen,
        fields=tuple(FIELDS.items()),
        content=base64.b64encode(sent.content).decode(),
        given_on=sent.form.typed("given_on"),
        most_bytes=feedback_policy().most_file_bytes,
        error=error,
    )
