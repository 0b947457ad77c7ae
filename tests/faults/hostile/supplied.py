"""What is supplied with software: parts, flaws, scans, signatures."""

import base64
from typing import Final

from catalog.evidence.limits import MOST_BYTES, MOST_XML_NODES
from tests.faults.hostile.made import Documents, as_json, dsse, filled, jws, listed, numbered

DOCUMENTS: Final[Documents] = {
    "CycloneDX parts": lambda: (
        listed('{"bomFormat":"CycloneDX","specVersion":"1.6","components":[', '{"name":"n#"}', "]}"),
    ),
    "CycloneDX vulnerabilities": lambda: (
        listed(
            '{"bomFormat":"CycloneDX","specVersion":"1.6","vulnerabilities":[',
            '{"id":"CVE-2024-#","affects":[{"ref":"a"}],"analysis":{"state":"exploitable"}}',
            "]}",
        ),
    ),
    "CycloneDX vulnerabilities of many ratings": lambda: (
        listed(
            '{"bomFormat":"CycloneDX","specVersion":"1.6","vulnerabilities":[{"id":"CVE-1","affects":[',
            '{"ref":"r#"}',
            "]}]}",
        ),
    ),
    "CycloneDX claims": lambda: (
        listed(
            '{"bomFormat":"CycloneDX","specVersion":"1.6","declarations":{"claims":[',
            '{"bom-ref":"c#","target":"t","predicate":"p","evidence":["e"]}',
            '],"attestations":[{"map":['
            + ",".join('{"requirement":"r","claims":["c0"]}' for _ in range(20_000))
            + "]}]}}",
            count=40_000,
        ),
    ),
    "CycloneDX map that names all claims": lambda: (
        as_json(
            {
                "bomFormat": "CycloneDX",
                "specVersion": "1.6",
                "definitions": {
                    "standards": [
                        {"requirements": [{"bom-ref": f"r{n}", "identifier": "x"} for n in range(9_000)]}
                    ]
                },
                "declarations": {
                    "claims": [
                        {"bom-ref": f"c{n}", "target": "t", "evidence": ["e"] * 3} for n in range(9_000)
                    ],
                    "evidence": [{"bom-ref": "e", "expires": "2027-01-01T00:00:00Z"}] * 9_000,
                    "attestations": [
                        {
                            "map": [
                                {
                                    "requirement": f"r{n}",
                                    "claims": [f"c{m}" for m in range(60)],
                                    "conformance": {"score": 1},
                                }
                                for n in range(1_500)
                            ]
                        }
                    ],
                },
            }
        ),
    ),
    "CycloneDX as XML": lambda: (
        numbered(
            b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><components>',
            '<component type="library"><name>n#</name></component>',
            b"</components></bom>",
            count=MOST_XML_NODES // 3 - 10,
        ),
    ),
    "CycloneDX as XML, vulnerabilities": lambda: (
        numbered(
            b'<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><vulnerabilities>',
            "<vulnerability><id>CVE-#</id><analysis><state>exploitable</state></analysis></vulnerability>",
            b"</vulnerabilities></bom>",
            count=MOST_XML_NODES // 4 - 10,
        ),
    ),
    "SPDX packages": lambda: (
        listed('{"spdxVersion":"SPDX-2.3","packages":[', '{"SPDXID":"s#","name":"n#"}', "]}"),
    ),
    "SPDX relationships": lambda: (
        listed(
            '{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"s"}],"relationships":[',
            '{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"s#"}',
            "]}",
        ),
    ),
    "SPDX creators": lambda: (
        listed(
            '{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"s"}],"creationInfo":{"creators":[',
            '"Tool: t#"',
            "]}}",
        ),
    ),
    "SPDX tags": lambda: (numbered(b"SPDXVersion: SPDX-2.3\n", "PackageName: n#\n", b""),),
    "SPDX tags, short": lambda: (filled(b"SPDXVersion: SPDX-2.3\n", b"PackageName:\n", b""),),
    "SPDX empty lines": lambda: (filled(b"SPDXVersion: SPDX-2.3\n", b"\n", b""),),
    "SPDX text that never ends": lambda: (
        filled(b"SPDXVersion: SPDX-2.3\nPackageName: <text>\n", b"a\n", b""),
    ),
    "SPDX relationships as tags": lambda: (
        numbered(b"SPDXVersion: SPDX-2.3\nPackageName: n\n", "Relationship: a b c#\n", b""),
    ),
    "SPDX one relationship of many words": lambda: (
        filled(b"SPDXVersion: SPDX-2.3\nPackageName: n\nRelationship: ", b"a ", b"\n"),
    ),
    "SARIF results": lambda: (
        listed(
            '{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"t"}},"results":[',
            '{"ruleId":"r#","level":"error","message":{"text":"m"}}',
            "]}]}",
        ),
    ),
    "SARIF rules": lambda: (
        listed(
            '{"version":"2.1.0","runs":[{"results":[],"tool":{"driver":{"name":"t","rules":[',
            '{"id":"r#"}',
            "]}}}]}",
        ),
    ),
    "SARIF runs": lambda: (
        listed('{"version":"2.1.0","runs":[', '{"tool":{"driver":{"name":"t"}},"results":[]}', "]}"),
    ),
    "SARIF results that name rules": lambda: (
        as_json(
            {
                "version": "2.1.0",
                "runs": [
                    {
                        "tool": {"driver": {"name": "t", "rules": [{"id": f"r{n}"} for n in range(10_000)]}},
                        "results": [
                            {"ruleId": "r29999/x/y", "message": {"text": "m"}} for _ in range(30_000)
                        ],
                    }
                ],
            }
        ),
    ),
    "CSAF vulnerabilities": lambda: (
        listed(
            '{"document":{"category":"csaf_vex","csaf_version":"2.0","title":"t"},"vulnerabilities":[',
            '{"cve":"CVE-2024-#","product_status":{"known_affected":["p"]}}',
            "]}",
        ),
    ),
    "CSAF products": lambda: (
        listed(
            '{"document":{"category":"csaf_vex","csaf_version":"2.0"},"vulnerabilities":[{"cve":"CVE-1","product_status":{"known_affected":[',
            '"p#"',
            "]}}]}",
        ),
    ),
    "CSAF threats": lambda: (
        as_json(
            {
                "document": {"category": "csaf_vex", "csaf_version": "2.0"},
                "vulnerabilities": [
                    {
                        "cve": "CVE-1",
                        "product_status": {
                            "known_affected": [f"p{n}" for n in range(9_000)],
                            "known_not_affected": [f"q{n}" for n in range(9_000)],
                        },
                        "threats": [{"category": "impact", "product_ids": [f"q{n}"]} for n in range(10_000)],
                        "remediations": [
                            {"category": "vendor_fix", "product_ids": [f"p{n}"]} for n in range(10_000)
                        ],
                        "flags": [{"label": "x", "product_ids": [f"q{n}"]} for n in range(10_000)],
                    }
                ],
            }
        ),
    ),
    "CSAF branches": lambda: (
        as_json(
            {"document": {"category": "csaf_vex", "csaf_version": "2.0"}, "vulnerabilities": [{"cve": "C"}]}
        )[:-1]
        + b',"product_tree":{"branches":['
        + b'{"branches":[{"product":{"product_id":"p","name":"n"}}]},' * 30_000
        + b"{}]}}",
    ),
    "OSCAL findings": lambda: (
        listed(
            '{"assessment-results":{"uuid":"u","metadata":{"title":"t","version":"1"},"results":[{"title":"r","findings":[',
            '{"title":"f#","target":{"type":"objective-id","target-id":"ac-#","status":{"state":"satisfied"}}}',
            "]}]}}",
        ),
    ),
    "in-toto subjects": lambda: (
        listed(
            '{"_type":"https://in-toto.io/Statement/v1","predicateType":"p","subject":[',
            '{"name":"n#","digest":{"sha256":"ab"}}',
            "]}",
        ),
    ),
    "in-toto tests": lambda: (
        listed(
            '{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://in-toto.io/attestation/test-result/v0.1","subject":[{"name":"a"}],"predicate":{"result":"FAILED","failedTests":[',
            '"t#"',
            "]}}",
        ),
    ),
    "an envelope of many values": lambda: (dsse(b"[" + b"{}," * 1_900_000 + b"{}]"),),
    "an envelope as full as is read": lambda: (dsse(b"[" + b'{"a":1},' * 70_000 + b"{}]"),),
    "an envelope in an envelope": lambda: (dsse(dsse(dsse(b"{}"))),),
    "sigstore attestations": lambda: (
        listed(
            '{"attestation_bundles":[{"attestations":[', '{"verification_material":{},"envelope":{}}', "]}]}"
        ),
    ),
    "a sigstore bundle of one long certificate": lambda: (
        as_json(
            {
                "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
                "verificationMaterial": {
                    "certificate": {"rawBytes": "A" * 6_000_000},
                    "tlogEntries": [{}] * 1000,
                },
                "dsseEnvelope": {
                    "payload": base64.b64encode(
                        b'{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a"}],"predicateType":"p"}'
                    ).decode(),
                    "payloadType": "application/vnd.in-toto+json",
                    "signatures": [{"sig": "AAAA"}],
                },
            }
        ),
    ),
    "a JWS of one long header": lambda: (jws(b"[" + b"{}," * 1_900_000 + b"{}]", b"{}"),),
    "a JWS of one long payload": lambda: (
        jws(b'{"alg":"EdDSA","kid":"k","typ":"x"}', b"[" + b"{}," * 1_900_000 + b"{}]"),
    ),
    "a JWS of dots": lambda: (b"a" * (MOST_BYTES // 2) + b"." + b"a" * (MOST_BYTES // 2 - 10) + b".a",),
    "almost a JWS": lambda: (b"a" * (MOST_BYTES - 10) + b"!",),
}
