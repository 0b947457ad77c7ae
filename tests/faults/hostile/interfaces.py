"""Interfaces and sign-in; and names and texts that many items share."""

from typing import Final

from tests.faults.hostile.made import STATEMENT, Documents, as_json, listed

DOCUMENTS: Final[Documents] = {
    "OpenAPI paths": lambda: (
        listed('{"openapi":"3.0.0","info":{"version":"1"},"paths":{', '"/p#":{"get":{}}', "}}"),
    ),
    "OpenAPI references out": lambda: (
        listed('{"openapi":"3.0.0","paths":{', '"/p#":{"$ref":"http://127.0.0.1:9/#"}', "}}"),
    ),
    "OpenAPI references in a ring": lambda: (
        listed('{"openapi":"3.0.0","paths":{', '"/p#":{"$ref":"#/paths/~1p#"}', "}}"),
    ),
    "OpenAPI references of many parts": lambda: (
        b'{"openapi":"3.0.0","paths":{'
        + b",".join(b'"/p%d":{"$ref":"#%s"}' % (n, b"/a" * 40_000) for n in range(100))
        + b"}}",
    ),
    "OpenAPI long names, deep": lambda: (
        b'{"openapi":"3.0.0","' + b"k" * 4_000_000 + b'":[' + b"[]," * 100_000 + b'{"$ref":"x"}]}',
    ),
    "OpenAPI long names, references": lambda: (
        b'{"openapi":"3.0.0","' + b"k" * 4_000_000 + b'":[' + b'{"$ref":"x"},' * 100_000 + b"{}]}",
    ),
    "OpenAPI servers": lambda: (
        listed('{"openapi":"3.0.0","paths":{},"servers":[', '{"url":"http://h#"}', "]}"),
    ),
    "OpenAPI servers of many schemes": lambda: (
        listed(
            '{"openapi":"3.0.0","paths":{},"servers":[{"url":"{s}://'
            + "h" * 100_000
            + '","variables":{"s":{"enum":[',
            '"s#"',
            "]}}}]}",
            count=50_000,
        ),
    ),
    "OpenAPI sign-ins": lambda: (
        listed(
            '{"openapi":"3.0.0","paths":{},"components":{"securitySchemes":{',
            '"s#":{"type":"http","scheme":"bearer"}',
            "}}}",
        ),
    ),
    "OpenAPI sign-ins that share one": lambda: (
        listed(
            '{"openapi":"3.0.0","paths":{},"x":{"type":"http","scheme":"bearer","d":"'
            + "x" * 100_000
            + '"},"components":{"securitySchemes":{',
            '"s#":{"$ref":"#/x"}',
            "}}}",
            count=50_000,
        ),
    ),
    "OpenAPI operations that share an answer": lambda: (
        as_json(
            {
                "openapi": "3.0.0",
                "paths": {f"/p{n}": {"get": {"responses": {"200": {"$ref": "#/x"}}}} for n in range(20_000)},
                "x": {"content": {f"application/x{n}": {} for n in range(20_000)}},
            }
        ),
    ),
    "OpenAPI of shared media types": lambda: (
        as_json(
            {
                "swagger": "2.0",
                "produces": [f"application/x{n}" for n in range(20_000)],
                "paths": {f"/p{n}": {"get": {}} for n in range(20_000)},
            }
        ),
    ),
    "SMART capabilities": lambda: (
        listed(
            '{"authorization_endpoint":"https://a","token_endpoint":"https://t","capabilities":[',
            '"c#"',
            "]}",
        ),
    ),
    "OpenID scopes": lambda: (
        listed(
            '{"issuer":"https://i","authorization_endpoint":"https://a","token_endpoint":"https://t","jwks_uri":"https://j","response_types_supported":["code"],"scopes_supported":[',
            '"s#"',
            "]}",
        ),
    ),
    "a SARIF rule of many relationships": lambda: (
        as_json(
            {
                "version": "2.1.0",
                "runs": [
                    {
                        "tool": {
                            "driver": {
                                "name": "t",
                                "rules": [{"id": "r", "relationships": [{"a": 1}] * 10_000}],
                            }
                        },
                        "results": [{"ruleId": "r", "level": "error"}] * 20_000,
                    }
                ],
            }
        ),
    ),
    "an axe page of a long address": lambda: (
        listed(
            '{"url":"' + "u" * 4_000_000 + '","passes":[],"violations":[',
            '{"id":"r","tags":["wcag111"],"nodes":[]}',
            "]}",
        ),
    ),
    "axe under a long name": lambda: (
        listed(
            '{"' + "u" * 4_000_000 + '":{"passes":[],"violations":[',
            '{"id":"r","tags":["wcag111"],"nodes":[]}',
            "]}}",
        ),
    ),
    "EARL under a long name": lambda: (
        listed(
            '{"@context":"http://www.w3.org/ns/earl","' + "u" * 4_000_000 + '":[',
            '{"test":"t","result":{}}',
            "]}",
        ),
    ),
    "CSAF product of a long name": lambda: (
        listed(
            '{"document":{"csaf_version":"2.0","tracking":{}},"product_tree":{"full_product_names":[{"product_id":"p","name":"'
            + "n" * 2_000_000
            + '"}]},"vulnerabilities":[',
            '{"cve":"CVE-2024-#","product_status":{"fixed":["p"]}}',
            "]}",
        ),
    ),
    "OpenACR chapter of a long name": lambda: (
        listed(
            '{"product":{},"chapters":{"' + "c" * 2_000_000 + '":{"criteria":[',
            '{"num":"1.1.1","components":[{}]}',
            "]}}}",
        ),
    ),
    "a statement of a long version": lambda: (
        as_json(
            STATEMENT
            | {
                "fhirVersion": "4.0" + "1" * 6_000_000,
                "rest": [{"mode": "server", "resource": [{"type": "Patient"}]}],
            }
        ),
    ),
    "OpenAPI names a long way down": lambda: (
        b'{"openapi":"3.0.0","paths":{},"' + b"k" * 4_000_000 + b'":[' + b'{"$ref":"x"},' * 70_000 + b"{}]}",
    ),
}
