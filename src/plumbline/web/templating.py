"""Jinja with the NHS.UK design system in front of it, and the one way a page is answered."""

from pathlib import Path
from typing import Any, Final

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from litestar import MediaType, Request, Response

from plumbline.web import csp
from plumbline.web.filters import FILTERS
from plumbline.web.layout import layout
from plumbline.web.static_files import FINGERPRINT

FOLDER: Final = Path(__file__).parent / "templates"

# Needed as they are by the design system's macros: undefined values that chain, and escaping.
environment: Final = Environment(
    loader=ChoiceLoader([FileSystemLoader(FOLDER), PackageLoader("nhsuk_frontend_jinja")]),
    undefined=ChainableUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
environment.filters.update(FILTERS)
environment.globals["fingerprint"] = FINGERPRINT


def page(
    template: str,
    *,
    request: Request[Any, Any, Any] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> Response[str]:
    """The page `template` ("products/search.jinja") rendered with `context`.

    With `request` the header knows the current section and who is signed in.
    """
    known = layout(request) if request is not None else {}
    html = environment.get_template(template).render(**known, **context)
    always = {"content-security-policy": csp.POLICY, "vary": "cookie"}
    if known.get("signed_in"):
        always["cache-control"] = "no-store"  # names a person, and carries a form's token
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=always | (headers or {}))
