# ruff: noqa: E501 a table of documents, one an entry
"""FHIR and Inferno."""

from typing import Final

from catalog.evidence.limits import MOST_BYTES, MOST_XML_NODES
from tests.faults.hostile.made import Documents, as_json, coverage, inferno_rows, listed, numbered, statement

DOCUMENTS: Final[Documents] = {
    "a statement of many resources": lambda: (
        listed(
            statement() + ',"rest":[{"mode":"server","resource":[',
            '{"type":"Patient"}',
            "]}]}",
            count=110_000,
        ),
    ),
    "a statement of many resources of their own": lambda: (
        listed(
            statement() + ',"rest":[{"mode":"server","resource":[',
            '{"type":"R#","interaction":[{"code":"read"}]}',
            "]}]}",
        ),
    ),
    "a statement of many interactions": lambda: (
        listed(
            statement() + ',"rest":[{"mode":"server","resource":[{"type":"Patient","interaction":[',
            '{"code":"c#"}',
            "]}]}]}",
        ),
    ),
    "a statement of many search parameters": lambda: (
        listed(
            statement() + ',"rest":[{"mode":"server","resource":[{"type":"Patient","searchParam":[',
            '{"name":"p#","type":"string"}',
            "]}]}]}",
        ),
    ),
    "a statement of many rests": lambda: (listed(statement() + ',"rest":[', '{"mode":"server"}', "]}"),),
    "a statement of many extensions": lambda: (
        listed(
            statement() + ',"rest":[{"mode":"server","security":{"extension":[',
            '{"url":"u","extension":[]}',
            "]}}]}",
        ),
    ),
    "a statement as XML": lambda: (
        numbered(
            b'<CapabilityStatement xmlns="http://hl7.org/fhir"><kind value="instance"/><fhirVersion value="4.0.1"/>'
            b'<status value="active"/><rest><mode value="server"/>',
            '<resource><type value="R#"/></resource>',
            b"</rest></CapabilityStatement>",
            count=MOST_XML_NODES // 3 - 10,
        ),
    ),
    "a statement as XML, short resources": lambda: (
        b'<CapabilityStatement xmlns="http://hl7.org/fhir"><kind value="instance"/><fhirVersion value="4.0.1"/>'
        b'<status value="active"/><rest><mode value="server"/>'
        + b"<resource/>" * (MOST_XML_NODES - 10)
        + b"</rest></CapabilityStatement>",
    ),
    "a test report of many tests": lambda: (
        listed(
            '{"resourceType":"TestReport","status":"completed","result":"pass","test":[',
            '{"name":"t#","action":[{"assert":{"result":"pass"}}]}',
            "]}",
        ),
    ),
    "a test report of many actions": lambda: (
        listed(
            '{"resourceType":"TestReport","status":"completed","result":"pass","test":[{"action":[',
            '{"assert":{"result":"pass"}}',
            "]}]}",
        ),
    ),
    "Inferno rows": lambda: (inferno_rows('{"test_id":"t#","result":"pass"}'),),
    "Inferno rows that are nothing": lambda: (
        inferno_rows('{"test_id":"t","result":"pass"}', 1)[:-1] + b",1" * 140_000 + b"]",
    ),
    "Inferno secrets": lambda: (
        inferno_rows(
            '{"test_id":"t#","result":"pass","inputs":[{"name":"token","value":"abcdefghijklmno#"}]}'
        ),
    ),
    "Inferno secrets in one string": lambda: (
        b'[{"test_id":"t","result":"pass","inputs":[{"name":"token","value":"'
        + b" ".join(b"tok%07d" % n for n in range(700_000))
        + b'"}]}]',
    ),
    "Inferno message that is all tokens": lambda: (
        b'[{"test_id":"t","result":"pass","result_message":"' + b"abcd1234efgh5678ij " * 400_000 + b'"}]',
    ),
    "Inferno secrets, parameters": lambda: (
        b'[{"test_id":"t","result":"pass","inputs":[{"name":"url","value":"'
        + b"token=abcd&" * 750_000
        + b'"}]}]',
    ),
    "Inferno inputs of JSON in JSON": lambda: (
        as_json(
            [
                {
                    "test_id": "t",
                    "result": "pass",
                    "inputs": [{"name": "a", "value": "[" + "{}," * 60_000 + "{}]"}],
                }
            ]
        ),
    ),
    "Inferno rows joined with a table": lambda: (
        inferno_rows('{"test_id":"t#","result":"pass"}', 30_000),
        coverage(9_000, ",".join(f"t{n}" for n in range(9))),
    ),
    "Inferno rows joined with many ids": lambda: (
        inferno_rows('{"test_id":"t#","result":"pass"}', 30_000),
        coverage(1, ",".join(f"t{n}" for n in range(900_000)))[:MOST_BYTES],
    ),
    "Inferno rows joined with ten tables": lambda: (
        inferno_rows('{"test_id":"t#","result":"pass"}', 30_000),
        *[coverage(9_000, "t1,t2")] * 10,
    ),
    "a coverage table of many rows": lambda: (coverage(400_000, ""),),
    "a coverage table of many ids": lambda: (coverage(9_000, "a," * 200),),
    "a coverage table of many columns": lambda: (
        b"Req Set,ID,Requirement,Conformance," + b"full id(s)," * 500_000 + b"\n" + b"s,1,r,SHALL\n" * 100,
    ),
    "a coverage table of short rows": lambda: (
        b"Req Set,ID,Requirement,Conformance," + b"a full id(s)," * 300 + b"\n" + b"s,1,r,SHALL\n" * 19_000,
    ),
    "a coverage table with an open quote": lambda: (
        b'Req Set,ID,Requirement,Conformance,full id(s)\n"' + b"a,\n" * 2_000_000,
    ),
}
