"""Jinja with the NHS.UK design system in front of it, and the one way a page is answered."""

from pathlib import Path
from typing import Any, Final

from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from litestar import MediaType, Response

FOLDER: Final = Path(__file__).parent / "templates"

# Needed as they are by the design system's macros: undefined values that chain, and escaping.
environment: Final = Environment(
    loader=ChoiceLoader([FileSystemLoader(FOLDER), PackageLoader("nhsuk_frontend_jinja")]),
    undefined=ChainableUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(
    template: str, *, status: int = 200, headers: dict[str, str] | None = None, **context: Any
) -> Response[str]:
    """The page `template` ("products/search.jinja") rendered with `context`."""
    html = environment.get_template(template).render(**context)
    return Response(html, status_code=status, media_type=MediaType.HTML, headers=headers)
