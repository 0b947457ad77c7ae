# ruff: noqa: E501 a table of documents, one an entry
"""Reports about accessibility."""

from typing import Final

from catalog.evidence.limits import MOST_YAML_BYTES
from tests.faults.hostile.made import Documents, listed, numbered

DOCUMENTS: Final[Documents] = {
    "axe rules": lambda: (
        listed(
            '{"testEngine":{"name":"axe-core"},"violations":[',
            '{"id":"r#","tags":["wcag111"],"nodes":[]}',
            "]}",
        ),
    ),
    "axe rules of many tags": lambda: (
        listed(
            '{"testEngine":{"name":"axe-core"},"violations":[{"id":"r","nodes":[],"tags":[',
            '"wcag111"',
            "]}]}",
        ),
    ),
    "axe pages": lambda: (listed("[", '{"url":"https://p#/","violations":[],"passes":[]}', "]"),),
    "axe pages under addresses": lambda: (listed("{", '"https://p#/":{"violations":[],"passes":[]}', "}"),),
    "EARL assertions": lambda: (
        listed(
            '{"@context":"http://www.w3.org/ns/earl","@graph":[',
            '{"@type":"Assertion","test":"WCAG22:info-and-relationships","result":{"outcome":"earl:failed"}}',
            "]}",
        ),
    ),
    "EARL parts of each other": lambda: (
        listed(
            '{"@context":"http://www.w3.org/ns/earl","@graph":[',
            '{"@id":"_:#","@type":"Assertion","test":{"@id":"_:1"},"result":{"@id":"_:2"},"hasPart":[{"@id":"_:0"},{"@id":"_:1"}]}',
            "]}",
        ),
    ),
    "EARL remote context": lambda: (
        b'{"@context":"http://127.0.0.1:9/earl","@type":"earl:Assertion","earl:test":"x","earl:result":"y"}',
    ),
    "OpenACR of many notes": lambda: (
        numbered(
            b"title: t\nproduct: {name: p}\ncatalog: 2.4-edition-wcag-2.1-en\nchapters:\n  success_criteria_level_a:\n    criteria:\n",
            "    - {num: 1.1.1, components: [{name: web, adherence: {level: supports}}]}\n",
            b"",
            most=MOST_YAML_BYTES,
        ),
    ),
}
