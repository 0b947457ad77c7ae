"""The pages for whoever was invited, or answered by invitation: a code instead of an account.

One address and one form handler, for nothing of a step may stand in an address: `do` says which it is.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from litestar import Request, Response, get, post
from litestar.di import NamedDependency

from catalog.feedback.policy import feedback_policy
from plumbline.feedback import invitations
from plumbline.feedback.give_form import ASKED, anchors, instrument_of, response_in, typed_in
from plumbline.feedback.moderating_schemas import AppealIn
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Conflict, Invalid
from plumbline.storage.engine import Database
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]
LONGEST_CODE: Final = 40
NO_STORE: Final = {"cache-control": "no-store"}


@get("/give", include_in_schema=False, sync_to_thread=False)
def code_page(request: Asked) -> Response[str]:
    """A field for the code; it may stand in the link that was sent."""
    return _code_page(request, request.query_params.get("code", "")[:LONGEST_CODE])


@post("/give", include_in_schema=False, sync_to_thread=True)
def answer_by_code(
    request: Asked,
    open_form: NamedDependency[Form],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> Response[str]:
    """The step that the form names; an error leads back to it with everything that was typed."""
    step = _STEPS.get(open_form.typed("do"), _open)
    return step(request, open_form, database, clock)


def _open(request: Asked, form: Form, database: Database, clock: Clock) -> Response[str]:
    """From the code to the questions."""
    code = form.typed("code")[:LONGEST_CODE]
    try:
        with database.read() as db:
            asked = invitations.asked_by(db, clock, code)
    except Invalid as error:
        return _code_page(request, code, error)
    typed = Form({"instrument": [form.typed("questions")]})
    return _questions(request, typed, asked, "answer", {"code": code})


def _answer(request: Asked, form: Form, database: Database, clock: Clock) -> Response[str]:
    """From the questions to thanks, with the code that changes the answer."""
    code = form.typed("code")[:LONGEST_CODE]
    try:
        with database.read() as db:
            asked = invitations.asked_by(db, clock, code)
    except Invalid as error:
        return _code_page(request, code, error)
    try:
        response = response_in(form)
        with database.write() as db:
            own, _ = invitations.answer(db, clock, code, response)
            # Before the commit: an answer that nobody could change must not be left behind.
            return _done(request, "given", asked, own)
    except (Invalid, Conflict) as error:
        return _questions(request, form, asked, "answer", {"code": code}, error)


def _yours(request: Asked, form: Form, database: Database, clock: Clock) -> Response[str]:
    """From one's own code to what was said."""
    own = form.typed("own")[:LONGEST_CODE]
    try:
        with database.read() as db:
            _, product, said = invitations.yours(db, clock, own)
    except Invalid as error:
        return _code_page(request, "", error, own)
    before = said.items[0]
    typed = Form({name: [value] for name, value in typed_in(None, before).items()})
    typed.fields["instrument"] = [str(before.instrument)]
    return _questions(request, typed, product, "change", {"own": own}, said=said)


def _change(request: Asked, form: Form, database: Database, clock: Clock) -> Response[str]:
    """The changed answer takes the place of the one before."""
    own = form.typed("own")[:LONGEST_CODE]
    try:
        with database.read() as db:
            _, product, said = invitations.yours(db, clock, own)
    except Invalid as error:
        return _code_page(request, "", error, own)
    try:
        response = response_in(form)
        with database.write() as db:
            invitations.change(db, clock, own, response)
    except (Invalid, Conflict) as error:
        return _questions(request, form, product, "change", {"own": own}, error, said)
    return _done(request, "changed", product, own)


def _withdraw(request: Asked, form: Form, database: Database, clock: Clock) -> Response[str]:
    """The answer is neither counted nor shown any more."""
    own = form.typed("own")[:LONGEST_CODE]
    try:
        with database.write() as db:
            _, product, _ = invitations.yours(db, clock, own)
            invitations.withdraw(db, clock, own)
    except (Invalid, Conflict) as error:
        return _code_page(request, "", error, own)
    return _done(request, "withdrawn", product, own)


def _appeal(request: Asked, form: Form, database: Database, clock: Clock) -> Response[str]:
    """Another moderator is asked to look."""
    own = form.typed("own")[:LONGEST_CODE]
    try:
        with database.write() as db:
            _, product, _ = invitations.yours(db, clock, own)
            invitations.appeal(db, clock, own, AppealIn(text=form.text("text")))
    except (Invalid, Conflict) as error:
        return _code_page(request, "", error, own)
    return _done(request, "appealed", product, own)


_STEPS: Final[Mapping[str, Callable[[Asked, Form, Database, Clock], Response[str]]]] = {
    "open": _open,
    "answer": _answer,
    "yours": _yours,
    "change": _change,
    "withdraw": _withdraw,
    "appeal": _appeal,
}


def _code_page(
    request: Asked, code: str, error: Invalid | Conflict | None = None, own: str = ""
) -> Response[str]:
    return page(
        "feedback/code.jinja",
        request=request,
        status=status_of(error) if error else 200,
        headers=NO_STORE,
        code=code,
        own=own,
        error=error,
    )


def _questions(
    request: Asked,
    form: Form,
    product: Any,
    do: str,
    codes: dict[str, str],
    error: Invalid | Conflict | None = None,
    said: Any = None,
) -> Response[str]:
    instrument = str(instrument_of(form.typed("instrument")))
    return page(
        "feedback/invited.jinja",
        request=request,
        status=status_of(error) if error else 200,
        headers=NO_STORE,
        product=product,
        demonstration=product.origin == "demonstration",
        do=do,
        codes=codes,
        said=said,
        instrument=instrument,
        typed=typed_in(form, None),
        asked=ASKED,
        error=error,
        fields=anchors(error),
    )


def _done(request: Asked, what: str, product: Any, own: str) -> Response[str]:
    return page(
        "feedback/done.jinja",
        request=request,
        headers=NO_STORE,
        what=what,
        product=product,
        demonstration=product.origin == "demonstration",
        own=own,
        gone_days=feedback_policy().release.gone_days,
    )
