"""JSON, XML and YAML, whatever they say."""

from typing import Final

from catalog.evidence.limits import MOST_BYTES, MOST_NODES, MOST_XML_NODES, MOST_YAML_BYTES
from tests.faults.hostile.made import LAUGHS, Documents, as_json, filled, listed, numbered

DOCUMENTS: Final[Documents] = {
    "JSON arrays 100,000 deep": lambda: (b"[" * 100_000 + b"]" * 100_000,),
    "JSON objects 100,000 deep": lambda: (b'{"a":' * 100_000 + b"1" + b"}" * 100_000,),
    "JSON never closed, 8 MiB deep": lambda: (b"[" * MOST_BYTES,),
    "keys twice": lambda: (
        b'{"kind":"instance","resourceType":"CapabilityStatement","kind":"requirements"}',
    ),
    "YAML aliases": lambda: (
        b"a0: &a0 [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12)),
    ),
    "billion laughs": lambda: (b'<?xml version="1.0"?><!DOCTYPE l [' + LAUGHS + b"]><l>&a9;</l>",),
    "external entity": lambda: (b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/hostname">]><bom>&a;</bom>',),
    "DOCTYPE in UTF-16": lambda: (
        '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>'.encode("utf-16"),
    ),
    "50 MB of whitespace": lambda: (b" " * 50_000_000,),
    "8 MiB of whitespace": lambda: (b" " * MOST_BYTES,),
    "8 MiB of whitespace, then JSON": lambda: (b" " * (MOST_BYTES - 2) + b"{}",),
    "empty arrays": lambda: (filled(b"[", b"[],", b"[]]"),),
    "empty objects": lambda: (filled(b"[", b"{},", b"{}]"),),
    "as many objects as are read": lambda: (b"[" + b'{"a":1},' * (MOST_NODES // 2 - 5) + b"{}]",),
    "as many empty objects as are read": lambda: (b"[" + b"{}," * (MOST_NODES // 2 - 5) + b"{}]",),
    "as many numbers as are read": lambda: (b"[" + b"1e300," * (MOST_NODES - 5) + b"1]",),
    "as many keys as are read": lambda: (listed("{", '"k#":#', "}", count=MOST_NODES - 5),),
    "as many strings as are read": lambda: (listed("[", '"string #"', "]", count=MOST_NODES - 5),),
    "long keys": lambda: (listed("{", '"' + "k" * 60 + '#":[]', "}"),),
    "one long string": lambda: (b'["' + b"a" * (MOST_BYTES - 10) + b'"]',),
    "one long string of four bytes a letter": lambda: (
        b'["' + "\N{GRINNING FACE}".encode() * ((MOST_BYTES - 10) // 4) + b'"]',
    ),
    "ASCII with one wide letter": lambda: (
        b'["' + b"a" * (MOST_BYTES - 20) + "\N{GRINNING FACE}".encode() + b'"]',
    ),
    "escapes": lambda: (b'["' + b"\\u0041" * ((MOST_BYTES - 10) // 6) + b'"]',),
    "lone surrogates": lambda: (b'["' + b"\\ud800" * 1000 + b'"]',),
    "one huge number": lambda: (b"[" + b"9" * (MOST_BYTES - 10) + b"]",),
    "huge numbers": lambda: (filled(b"[", b"9" * 4000 + b",", b"1]"),),
    "a number with a huge exponent": lambda: (b'{"resourceType":"CapabilityStatement","date":1e999999999}',),
    "NUL in every name": lambda: (as_json({"resourceType\0": "x", "\0": "\0" * 1000}),),
    "XML elements": lambda: (filled(b"<a>", b"<b/>", b"</a>"),),
    "as many XML elements as are read": lambda: (b"<a>" + b"<b/>" * (MOST_XML_NODES - 10) + b"</a>",),
    "XML attributes": lambda: (numbered(b"<a ", 'a#="" ', b"/>"),),
    "XML attributes, many elements": lambda: (
        filled(b"<a>", b'<b a="" b="" c="" d="" e="" f=""/>', b"</a>"),
    ),
    "XML text": lambda: (b"<a>" + b"x" * (MOST_BYTES - 10) + b"</a>",),
    "XML of wide letters": lambda: (
        b"<a>" + "\N{GRINNING FACE}".encode() * (MOST_BYTES // 4 - 10) + b"</a>",
    ),
    "XML character references": lambda: (filled(b"<a>", b"&#65;", b"</a>"),),
    "XML namespaces": lambda: (numbered(b"<a ", 'xmlns:n#="urn:n#" ', b"/>"),),
    "XML with one long namespace, many elements": lambda: (
        b'<bom xmlns="urn:' + b"n" * 1_000_000 + b'">' + b"<b/>" * 100_000 + b"</bom>",
    ),
    "XML with one long namespace, elements of many names": lambda: (
        numbered(b'<bom xmlns="urn:' + b"n" * 100_000 + b'">', "<b#/>", b"</bom>"),
    ),
    "XML 100,000 deep": lambda: (b"<a>" * 100_000 + b"</a>" * 100_000,),
    "XML instructions": lambda: (filled(b"<a>", b"<?p?>", b"</a>"),),
    "XML comments": lambda: (filled(b"<a>", b"<!---->", b"</a>"),),
    "YAML flow, deep": lambda: (
        b"a: " + b"[" * (MOST_YAML_BYTES // 2 - 10) + b"]" * (MOST_YAML_BYTES // 2 - 10),
    ),
    "YAML flow, wide": lambda: (filled(b"a: [", b"1,", b"1]", most=MOST_YAML_BYTES),),
    "YAML flow of maps": lambda: (filled(b"a: [", b"{},", b"1]", most=MOST_YAML_BYTES),),
    "YAML block": lambda: (numbered(b"", "k#: v\n", b"", most=MOST_YAML_BYTES),),
    "YAML sequence": lambda: (filled(b"a:\n", b"- \n", b"", most=MOST_YAML_BYTES),),
    "YAML keys that are lists": lambda: (filled(b"a: 1\n", b"? [a]\n: 1\n", b"", most=MOST_YAML_BYTES),),
    "YAML merge keys": lambda: (filled(b"a:\n", b"  - {<<: {a: 1}}\n", b"", most=MOST_YAML_BYTES),),
    "YAML base 60": lambda: (b"a: " + b"1:" * 400_000 + b"1\n",),
    "YAML integer": lambda: (b"a: " + b"9" * 1_000_000 + b"\n",),
    "YAML hexadecimal": lambda: (b"a: 0x" + b"f" * 1_000_000 + b"\n",),
    "YAML documents": lambda: (filled(b"a: 1\n", b"--- a\n", b"", most=MOST_YAML_BYTES),),
    "YAML days that are none": lambda: (b"a: 2026-99-99\nspdxVersion: 1\nopenapi: 3\n",),
    "YAML binary": lambda: (b"openapi: !!binary " + b"A" * 900_000 + b"\n",),
    "YAML that looks like OpenAPI, too much of it": lambda: (
        numbered(b"openapi: 3.0.0\npaths:\n", "  /p#: {get: {responses: {}}}\n", b"", most=MOST_YAML_BYTES),
    ),
    "as much OpenAPI in YAML as is read": lambda: (
        numbered(b"openapi: 3.0.0\npaths:\n", "  /p#: {get: {responses: {}}}\n", b"", count=9_000),
    ),
    "as many maps in YAML as are read": lambda: (b"a: [" + b"{}," * 49_000 + b"1]",),
}
