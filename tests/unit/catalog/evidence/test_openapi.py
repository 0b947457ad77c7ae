"""OpenAPI descriptions: declared at most, and no reference is followed out of the document."""

from typing import Any

import pytest

from catalog.evidence.formats import Format
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import refused, seen

CODE = {"type": "oauth2", "flows": {"authorizationCode": {"scopes": {}}}}
READ = {"responses": {"200": {"description": "ok", "content": {"application/fhir+json": {}}}}}


def _api(**more: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ehr", "version": "1.2"},
        "servers": [{"url": "https://ehr.example/fhir"}],
        "paths": {"/Patient": {"get": READ}},
        "components": {"securitySchemes": {"sso": CODE}},
        "security": [{"sso": []}],
        **more,
    }


def _schemes(**schemes: Any) -> dict[str, Any]:
    return {"components": {"securitySchemes": schemes}}


def _lines(document: Any) -> dict[str, Outcome]:
    return {line.requirement_id: line.outcome for line in seen(document).lines}


def test_a_good_description_is_declared() -> None:
    """Documented, offered, signed in to by OAuth 2."""
    found = seen(_api())
    assert (found.format, found.format_version) == (Format.OPENAPI, "3.1.0")
    assert (found.subject.product, found.subject.version) == ("Ehr", "1.2")
    assert {line.requirement_id: line.outcome for line in found.lines} == {
        "API-1": Outcome.MET,
        "API-3": Outcome.MET,
        "C4.1": Outcome.MET,
        "C4.1.1": Outcome.INCONCLUSIVE,
        "C4.1.2": Outcome.INCONCLUSIVE,
    }
    assert {line.assurance for line in found.lines} == {Assurance.DECLARED}


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"servers": [{"url": "http://ehr.example"}]}, Outcome.NOT_MET),
        (
            {"servers": [{"url": "{s}://e.example", "variables": {"s": {"enum": ["https", "http"]}}}]},
            Outcome.NOT_MET,
        ),
        ({"servers": [{"url": "{s}://e.example", "variables": {"s": {"default": "https"}}}]}, Outcome.MET),
        ({"servers": [{"url": "http://localhost:8080"}, {"url": "/fhir"}]}, Outcome.MET),
        (_schemes(sso={"type": "oauth2", "flows": {"implicit": {}}}), Outcome.NOT_MET),
        (_schemes(sso={"type": "oauth2", "flows": {"password": {}}}), Outcome.NOT_MET),
        (_schemes(sso={"type": "openIdConnect", "openIdConnectUrl": "https://e.example"}), Outcome.MET),
        (_schemes(basic={"type": "http", "scheme": "basic"}), Outcome.NOT_MET),
        (_schemes(key={"type": "apiKey"}), Outcome.NOT_MET),
        (_schemes(sso={"$ref": "https://elsewhere.example/s.json"}), Outcome.NOT_EVIDENCED),
        (_schemes(), Outcome.NOT_EVIDENCED),
        ({"security": []}, Outcome.INCONCLUSIVE),
        ({"security": [{"sso": []}, {}]}, Outcome.INCONCLUSIVE),
        (
            {"paths": {"/a": {"get": {"responses": {"200": {"content": {"text/xml": {}}}}}}}},
            Outcome.INCONCLUSIVE,
        ),
    ],
)
def test_how_people_sign_in(change: dict[str, Any], outcome: Outcome) -> None:
    """Plain HTTP and old flows fail; what is not said is not evidenced."""
    assert _lines(_api(**change))["API-3"] is outcome


def test_plain_http_breaks_good_practice() -> None:
    """With the place."""
    found = seen(_api(servers=[{"url": "https://a.example"}, {"url": "HTTP://b.example"}]))
    assert [(s.outcome, s.pointer) for s in found.statements if s.about == "openapi:server"] == [
        (Outcome.MET, "/servers/0/url"),
        (Outcome.NOT_MET, "/servers/1/url"),
    ]
    assert {line.requirement_id: line.outcome for line in found.lines}["C4.1.2"] is Outcome.NOT_MET


def test_references_inside_are_followed_and_loops_end() -> None:
    """A path, a response and a scheme that stand elsewhere in the same document."""
    document = _api(
        paths={"/Patient": {"$ref": "#/components/pathItems/p"}, "/loop": {"$ref": "#/paths/~1loop"}},
        components={
            "pathItems": {"p": {"get": {"responses": {"200": {"$ref": "#/components/responses/r"}}}}},
            "responses": {"r": {"content": {"application/json": {}}}},
            "securitySchemes": {"sso": {"$ref": "#/components/securitySchemes/real"}, "real": CODE},
        },
    )
    assert _lines(document)["API-3"] is Outcome.MET


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:1/x", "file:///etc/hostname", "other.yaml#/a", "//host/x"]
)
def test_references_outside_are_told_and_not_followed(target: str) -> None:
    """Each with its place."""
    found = seen(_api(paths={"/a/b": {"$ref": target}, "/c": {"get": READ}}))
    assert any("not followed: /paths/~1a~1b/$ref" in note for note in found.notes)
    assert not any("127.0.0.1" in each.text for each in found.statements)


SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "Old", "version": "1"},
    "host": "ehr.example",
    "schemes": ["https"],
    "produces": ["application/json"],
    "paths": {"/a": {"get": {}}},
    "security": [{"sso": []}],
    "securityDefinitions": {"sso": {"type": "oauth2", "flow": "accessCode"}},
}


def test_swagger_is_read_as_what_it_is() -> None:
    """There is an interface; it is not documented in OpenAPI 3."""
    found = seen(SWAGGER)
    assert found.format_version == "2.0"
    lines = {line.requirement_id: line.outcome for line in found.lines}
    assert (lines["API-1"], lines["C4.1"]) == (Outcome.NOT_EVIDENCED, Outcome.MET)
    assert lines["API-3"] is Outcome.MET
    assert _lines({**SWAGGER, "schemes": ["http", "https"]})["API-3"] is Outcome.NOT_MET


@pytest.mark.parametrize("change", [{"info": {"title": "Ehr"}}, {"paths": {}}, {"info": None}])
def test_without_version_or_operations_it_documents_nothing(change: dict[str, Any]) -> None:
    """Whatever else it says."""
    assert _lines(_api(**change))["API-1"] is Outcome.NOT_EVIDENCED


def test_yaml_with_an_unquoted_edition() -> None:
    """YAML makes numbers of editions, versions and status codes."""
    text = (
        b"swagger: 2.0\r\ninfo: {title: Old, version: 1.0}\r\npaths:\r\n  /a:\r\n    get:\r\n"
        b"      responses:\r\n        200: {description: ok}\r\n"
    )
    found = seen(text)
    assert (found.format_version, found.subject.version) == ("2.0", "1.0")


@pytest.mark.parametrize(
    ("change", "pointer"), [({"openapi": "4.0.0"}, "/openapi"), ({"paths": [1]}, "/paths")]
)
def test_what_is_refused(change: dict[str, Any], pointer: str) -> None:
    """With the place."""
    found = refused(_api(**change))
    assert (found.format, found.pointer) == (Format.OPENAPI, pointer)
