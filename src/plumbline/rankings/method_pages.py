"""Pages of the published methods: how products are ranked, in words and figures."""

from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from catalog.feedback.policy import feedback_policy
from catalog.interoperability.exchanges import exchanges
from plumbline.kit.errors import NotFound
from plumbline.web.templating import page
from scoring.like_me.rule import like_me_rule
from scoring.method import CURRENT, methods, with_estate


@get("/methods", include_in_schema=False, sync_to_thread=False)
def methods_page(request: Request[Any, Any, Any]) -> Response[str]:
    """Every published method, newest first."""
    newest = sorted(methods().values(), key=lambda method: (method.published, method.id), reverse=True)
    return page("rankings/methods.jinja", request=request, methods=newest)


@get("/methods/{method_id:str}", include_in_schema=False, sync_to_thread=False)
def method_page(request: Request[Any, Any, Any], method_id: FromPath[str]) -> Response[str]:
    """One method: criteria, weights, anchors, and what happens to what is not known."""
    method = methods().get(method_id)
    if method is None:
        raise NotFound("There is no method with this id.", next_step="See the list of methods.")
    return page(
        "rankings/method.jinja",
        request=request,
        method=method,
        release=feedback_policy().release,
        is_current=CURRENT in (method.id, method.extends),
        estate_form=with_estate(method),
        exchanges=exchanges(),
        like_me=like_me_rule(),
    )
