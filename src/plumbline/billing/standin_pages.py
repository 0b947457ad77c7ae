"""The pages of the payment processor, where a stand-in answers for it: only in a demonstration.

As with the processor, whoever has the address of a page may use it. Elsewhere nothing is at these addresses.
"""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ControllerRouterHandler

from plumbline.billing.standin_port import PLACES, StandInDesk, act, page_of
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.web.forms import Form
from plumbline.web.problems import status_of
from plumbline.web.templating import page

Asked = Request[Any, Any, Any]


@get("/stand-in/{place:str}/{thing:str}", include_in_schema=False, sync_to_thread=True)
def standin_page(
    request: Asked, standin: NamedDependency[StandInDesk], place: FromPath[str], thing: FromPath[str]
) -> Response[str]:
    """What is to be paid or answered, and the ways to do it."""
    return _page(request, standin, place, thing, None)


@post("/stand-in/{place:str}/{thing:str}", include_in_schema=False, sync_to_thread=True)
def standin_choice(
    request: Asked,
    standin: NamedDependency[StandInDesk],
    open_form: NamedDependency[Form],
    place: FromPath[str],
    thing: FromPath[str],
) -> Response[Any]:
    """Done as a person would have; the same page says what came of it."""
    found = _thing(standin, place, thing)
    try:
        act(standin, place, found, open_form.text("choice", 100))
    except KeyError:
        error: Conflict | Invalid = Invalid.field("/choice", "Choose one of these.")
        return _page(request, standin, place, thing, error)
    except Conflict as refused:
        return _page(request, standin, place, thing, refused)
    return Redirect(f"/stand-in/{place}/{thing}", status_code=303)


def required(standin: StandInDesk | None) -> StandInDesk:
    """The stand-in; where there is none, there is nothing at the addresses of these pages."""
    if standin is None:
        raise NotFound(
            "Nothing stands in for the payment processor here.", next_step="Go to the start page: /"
        )
    return standin


def _thing(standin: StandInDesk, place: str, thing: str) -> dict[str, Any]:
    try:
        found = standin.look(thing)
        if found["object"] == PLACES[place]:
            return found
    except KeyError:
        pass
    raise NotFound("The stand-in has no such page.", next_step="Go back to where you came from.")


def _page(
    request: Asked, standin: StandInDesk, place: str, thing: str, error: Conflict | Invalid | None
) -> Response[str]:
    shown = page_of(place, _thing(standin, place, thing))
    return page(
        "billing/standin.jinja",
        request=request,
        status=status_of(error) if error else 200,
        shown=shown,
        address=f"/stand-in/{place}/{thing}",
        error=error,
    )


handlers: Sequence[ControllerRouterHandler] = (standin_page, standin_choice)
