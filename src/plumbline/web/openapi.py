"""The OpenAPI document: its words, and the corrections that make it say what the service does.

Litestar derives the schema from the structs. Four things it cannot know are put right here:
whole-number bounds come out as floats, `forbid_unknown_fields` leaves no trace, errors are problem
details and nothing else, and the worked examples live in files that tests run.
"""

import json
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import msgspec
from litestar import Litestar
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import OpenAPIRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme, Tag

from plumbline.web.idempotency_document import describe_key, keepings
from plumbline.web.problems import PROBLEM_JSON

TAGS: Final = {
    "Standards": "The minimum open standards, as of any date.",
    "Organisations": "Trusts, ICBs, former CCGs, and who answers for whom today.",
    "Suppliers": "Who makes the products.",
    "Products": "Find products; see what they do and what they cost.",
    "Capabilities": "What products can do, in the words of the public catalogue.",
    "Evidence": "What was handed in, what was decided on it, and what follows.",
    "Assessing": "What waits for assessors, where it stands in their queue, and how well they agree.",
    "Feedback": "What the people who use a product say of it.",
    "Rankings": "Gate first, then rank by your own weights; every ranking leaves a receipt.",
    "Comparisons": "Two to five products side by side.",
    "Shortlists": "A frozen snapshot with a reason for every product in and out.",
    "Orders": "Buy directly below your organisation's threshold, with the approval of a second person.",
    "Contracts": "What was agreed, and up to how much an organisation buys directly.",
    "Accounts": "Who you are, and tokens for programs.",
}
_BOUNDS: Final = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_BEARER: Final = SecurityScheme(
    type="http",
    scheme="bearer",
    description="An API token, made on the account page or by POST /api/v1/sessions.",
)
_RETRY_AFTER: Final = {"description": "Seconds to wait.", "required": True, "schema": {"type": "integer"}}
EXAMPLES: Final = Path(__file__).parents[3] / "openapi" / "examples"
Example = Mapping[str, Any]


def openapi_config(plugin: OpenAPIRenderPlugin) -> OpenAPIConfig:
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
        # Naming one keeps the framework's own away: pages that fetch scripts from other sites.
        render_plugins=[plugin],
    )


def read_examples(folder: Path = EXAMPLES) -> dict[str, Example]:
    """The worked examples in `folder` by operation id; none where the folder is not (in a wheel)."""
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}


def document_of(app: Litestar, examples: Mapping[str, Example]) -> str:
    """The document of `app` as stable, indented JSON that ends with a newline.

    `examples` are worked examples by operation id; their requests become the examples of the
    operation's parameters and body.
    """
    # A default that is a struct comes out of the framework as it is; `to_builtins` makes it JSON.
    schema = _whole_bounds(msgspec.to_builtins(app.openapi_schema.to_schema()))
    _close(schema.get("components", {}).get("schemas", {}))
    keeping = keepings(app)
    for path, method, operation in operations(schema):
        _only_problems(operation["responses"])
        _bounded(operation)
        describe_key(operation, method, keeping)
        if example := examples.get(operation.get("operationId", "")):
            _show(operation, path, method, example["request"])
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def operations(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation of a document: its path, its method in lower case, and itself."""
    for path, item in schema["paths"].items():
        for method, operation in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                yield path, method, operation


def path_values(template: str, path: str) -> dict[str, str]:
    """What stands in `path` for each name in braces of `template`."""
    pairs = zip(template.split("/"), path.split("/"), strict=False)
    return {name[1:-1]: value for name, value in pairs if name.startswith("{")}


def _whole_bounds(node: Any) -> Any:
    if isinstance(node, list):
        return [_whole_bounds(item) for item in node]
    if not isinstance(node, dict):
        return node
    fixed = {key: _whole_bounds(value) for key, value in node.items()}
    for bound in _BOUNDS:
        value = fixed.get(bound)
        if isinstance(value, float) and value.is_integer():
            fixed[bound] = int(value)
    return fixed


def _close(schemas: dict[str, Any]) -> None:
    """Say of every struct that refuses unknown fields that it does."""
    # Of structs of one name, the one that is described: other packages have a Criterion, too.
    for struct in _structs(msgspec.Struct):
        described, config = schemas.get(struct.__name__), struct.__struct_config__
        fields = {*struct.__struct_encode_fields__, *((config.tag_field,) if config.tag_field else ())}
        if described and config.forbid_unknown_fields and set(described.get("properties", ())) == fields:
            described["additionalProperties"] = False


def _only_problems(responses: dict[str, Any]) -> None:
    """Forget the 400 that the framework adds to each operation: here it is a 422, or never comes."""
    if PROBLEM_JSON not in responses.get("400", {}).get("content", {PROBLEM_JSON: None}):
        del responses["400"]


def _bounded(operation: dict[str, Any]) -> None:
    """Say what any operation may answer: an unknown parameter, too many, a body too large or too slow."""
    responses = operation["responses"]
    problem = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in (408, 413, 422, 429) if "requestBody" in operation else (422, 429):
        known = responses.setdefault(
            str(status), {"description": HTTPStatus(status).phrase, "headers": {}, "content": problem}
        )
        if status == 429:
            known["headers"] = {"Retry-After": _RETRY_AFTER}


def _structs(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for struct in base.__subclasses__():
        yield struct
        yield from _structs(struct)


def _show(operation: dict[str, Any], path: str, method: str, request: Example) -> None:
    asked = urlsplit(request["path"])
    values = dict(parse_qsl(asked.query)) | path_values(path, asked.path)
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in values and "{" not in values[parameter["name"]]:
            parameter["example"] = values[parameter["name"]]
    if "body" in request:
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content["example"] = request["body"]
