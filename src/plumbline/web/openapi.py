"""The OpenAPI document: its words, and the corrections that make it say what the service does.

Litestar derives the schema from the structs. Two things it cannot know are put right afterwards:
whole-number bounds come out as floats, and `forbid_unknown_fields` leaves no trace.
"""

import json
from typing import Any, Final

from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme, Tag

TAGS: Final = {
    "Standards": "The minimum open standards, as of any date.",
    "Organisations": "Trusts, ICBs, former CCGs, and who answers for whom today.",
    "Suppliers": "Who makes the products.",
    "Products": "Find products; see what they do and what they cost.",
    "Evidence": "What was handed in, what was decided on it, and what follows.",
    "Rankings": "Gate first, then rank by your own weights; every ranking leaves a receipt.",
    "Comparisons": "Two to five products side by side.",
    "Shortlists": "A frozen snapshot with a reason for every product in and out.",
    "Accounts": "Who you are, and tokens for programs.",
}
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_BEARER: Final = SecurityScheme(
    type="http",
    scheme="bearer",
    description="An API token, made on the account page or by POST /api/v1/sessions.",
)


def openapi_config() -> OpenAPIConfig:
    """OpenAPI 3.1 for `/api/v1`; pages are left out by their handlers."""
    return OpenAPIConfig(
        title="Plumbline",
        version="1",
        description=(
            "An open marketplace for health IT. Nothing is claimed that is not evidenced. "
            "Standards, catalogue, comparisons and rankings are public to read; the rest needs a token. "
            "Errors are RFC 9457 problem details whose type is a page of this service."
        ),
        path="/api/v1/schema",
        tags=[Tag(name=name, description=words) for name, words in TAGS.items()],
        components=Components(security_schemes={"bearer": _BEARER}),
        render_plugins=[],
    )


def document_of(app: Litestar) -> str:
    """The document of `app` as stable, indented JSON that ends with a newline."""
    schema = _corrected(app.openapi_schema.to_schema())
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _corrected(node: Any) -> Any:
    if isinstance(node, list):
        return [_corrected(item) for item in node]
    if not isinstance(node, dict):
        return node
    fixed = {key: _corrected(value) for key, value in node.items()}
    for bound in _BOUNDS:
        value = fixed.get(bound)
        if isinstance(value, float) and value.is_integer():
            fixed[bound] = int(value)
    return fixed
