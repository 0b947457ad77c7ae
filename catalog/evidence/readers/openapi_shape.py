"""What an OpenAPI description says that a rule asks for, gathered by hand and in one pass.

Nothing is validated by schema and no reference leaves the document: a `$ref` that does not begin with `#` is
counted and left alone, whatever it leads to. Shape: OpenAPI Specification 3.0, 3.1 and 3.2; Swagger 2.0.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import msgspec

from catalog.evidence.readers.pick import below, dict_of, dicts_of, escaped, text_of, texts_of

METHODS: Final = frozenset(
    {"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}  # query: 3.2
)
_OLD_FLOWS: Final = ("implicit", "password")
_LOCAL: Final = ("localhost", "127.", "[::1]", "0.0.0.0")  # noqa: S104 compared with, never bound to
_LONGEST_CHAIN: Final = 8  # references that lead to references
_LONGEST_REFERENCE: Final = 1_000
_LONGEST_URL: Final = 1_000
_MOST_CHOICES: Final = 50  # values of a variable, names in a path


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """An address at which the interface is offered; `plain` where it begins with http."""

    url: str
    plain: bool
    local: bool
    pointer: str


class Scheme(msgspec.Struct, frozen=True, kw_only=True):
    """A way to sign in: `open` by OAuth 2 or OpenID Connect, `old` the flows that are no longer safe."""

    name: str
    kind: str
    open: bool
    old: tuple[str, ...]
    known: bool
    pointer: str


class Interface(msgspec.Struct, frozen=True, kw_only=True):
    """An interface as it is described."""

    edition: str  # of the specification, as the document says it
    title: str | None
    version: str | None
    operations: int
    json: int  # operations that speak JSON
    secured: int  # operations that some scheme guards
    servers: tuple[Server, ...]
    schemes: tuple[Scheme, ...]
    fhir: bool
    outside: tuple[str, ...]  # places of references that lead out of the document

    @property
    def is_swagger(self) -> bool:
        """Is it Swagger 2.0, from before OpenAPI 3?"""
        return self.edition.startswith("2")


def interface(value: dict[str, Any], edition: str) -> Interface:
    """Take a description apart."""
    operations = list(_operations(value))
    info = dict_of(value.get("info"))
    kinds = (_media(each, value, edition) for _, each in operations)
    paths = dict_of(value.get("paths"))
    return Interface(
        edition=edition,
        title=text_of(info.get("title")),
        version=_text(info.get("version")),
        operations=len(operations),
        json=sum(any("json" in kind.lower() for kind in each) for each in kinds),
        secured=sum(_is_secured(each, value) for _, each in operations),
        servers=tuple(_servers(value, edition)),
        schemes=tuple(_schemes(value, edition)),
        fhir=any(str(path).rstrip("/").endswith(("/metadata", "/Patient")) for path in paths),
        outside=tuple(outside(value)),
    )


def outside(value: Any) -> Iterator[str]:
    """Where references lead out of the document."""
    stack: list[tuple[str, Any]] = [("", value)]
    while stack:
        pointer, each = stack.pop()
        if isinstance(each, dict):
            target = each.get("$ref")
            if isinstance(target, str) and not target.startswith("#"):
                yield f"{pointer}/$ref"
            stack.extend((below(pointer, key), inner) for key, inner in each.items() if _holds(inner))
        elif isinstance(each, list):
            stack.extend(
                (below(pointer, number), inner) for number, inner in enumerate(each) if _holds(inner)
            )


def _holds(value: Any) -> bool:
    return isinstance(value, dict | list)


def _operations(value: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for item in dict_of(value.get("paths")).values():
        for method, operation in islice(_resolved(item, value).items(), _MOST_CHOICES):
            if str(method).lower() in METHODS and isinstance(operation, dict):
                yield str(method), operation


def _resolved(item: Any, whole: Mapping[str, Any]) -> dict[str, Any]:
    """The object, or the one inside the same document that its reference leads to; else nothing."""
    for _ in range(_LONGEST_CHAIN):
        target = dict_of(item).get("$ref")
        if not isinstance(target, str):
            return dict_of(item)
        if not target.startswith("#/") or len(target) > _LONGEST_REFERENCE:
            return {}
        item = whole
        for part in target[2:].split("/"):
            item = dict_of(item).get(part.replace("~1", "/").replace("~0", "~"))
    return {}


def _media(operation: Mapping[str, Any], whole: Mapping[str, Any], edition: str) -> set[str]:
    """The media types that an operation answers with, or takes."""
    if edition.startswith("2"):
        own = [*_some(operation.get("produces")), *_some(operation.get("consumes"))]
        return set(own or [*_some(whole.get("produces")), *_some(whole.get("consumes"))])
    responses = islice(dict_of(operation.get("responses")).values(), _MOST_CHOICES)
    contents = (_resolved(body, whole).get("content") for body in (*responses, operation.get("requestBody")))
    return {str(kind)[:100] for each in contents for kind in islice(dict_of(each), _MOST_CHOICES)}


def _some(value: Any) -> list[str]:
    """The first of a list that operations may share."""
    return texts_of(value[:_MOST_CHOICES]) if isinstance(value, list) else []


def _is_secured(operation: Mapping[str, Any], whole: Mapping[str, Any]) -> bool:
    """Its own `security` stands before that of the whole; an empty list or choice guards nothing."""
    said = operation.get("security", whole.get("security"))
    return (
        isinstance(said, list)
        and bool(said)
        and all(isinstance(each, dict) and each for each in said[:_MOST_CHOICES])
    )


def _servers(value: Mapping[str, Any], edition: str) -> Iterator[Server]:
    if edition.startswith("2"):
        host = text_of(value.get("host"))
        for number, scheme in enumerate(texts_of(value.get("schemes"))):
            if host:
                yield _server(
                    f"{scheme}://{host}{text_of(value.get('basePath')) or ''}", f"/schemes/{number}"
                )
        return
    for number, server in dicts_of(value.get("servers")):
        if url := text_of(server.get("url")):
            yield from _choices(url[:_LONGEST_URL], server, f"/servers/{number}/url")


def _choices(url: str, server: Mapping[str, Any], pointer: str) -> Iterator[Server]:
    """The address, with each value that a variable before `://` can take."""
    before, mark, after = url.partition("://")
    name = before[1:-1] if before.startswith("{") and before.endswith("}") else ""
    variable = dict_of(dict_of(server.get("variables")).get(name))
    values = texts_of(variable.get("enum")) or texts_of([variable.get("default")])
    if not (mark and values):
        yield _server(url, pointer)
    for value in values[:_MOST_CHOICES] if mark else ():
        yield _server(f"{value}://{after}", pointer)


def _server(url: str, pointer: str) -> Server:
    scheme, mark, rest = url.strip().lower().partition("://")
    plain = bool(mark) and scheme in ("http", "ws")
    return Server(url=url, plain=plain, local=rest.startswith(_LOCAL), pointer=pointer)


def _schemes(value: Mapping[str, Any], edition: str) -> Iterator[Scheme]:
    old = edition.startswith("2")
    place = "/securityDefinitions" if old else "/components/securitySchemes"
    said = (
        value.get("securityDefinitions") if old else dict_of(value.get("components")).get("securitySchemes")
    )
    for name, raw in dict_of(said).items():
        scheme = _resolved(raw, value)
        kind = text_of(scheme.get("type")) or ""
        flows = [str(scheme.get("flow"))] if old else list(dict_of(scheme.get("flows")))
        bearer = kind == "http" and str(scheme.get("scheme")).lower() == "bearer"
        yield Scheme(
            name=str(name),
            kind=f"{kind} {text_of(scheme.get('scheme')) or ''}".strip(),
            open=kind in ("oauth2", "openIdConnect") or (bearer and _names_oauth(scheme)),
            old=tuple(flow for flow in _OLD_FLOWS if kind == "oauth2" and flow in flows),
            known=bool(kind),
            pointer=f"{place}/{escaped(str(name))}",
        )


def _names_oauth(scheme: Mapping[str, Any]) -> bool:
    """Does the start of any of its words say OAuth? A scheme may be shared by thousands of names."""
    said = (part for pair in list(scheme.items())[:_MOST_CHOICES] for part in pair if isinstance(part, str))
    return any("oauth" in part[:_LONGEST_URL].lower() for part in said)


def _text(value: Any) -> str | None:
    """YAML makes a number of 1.0."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else text_of(value)
