"""The project's own forms: DTAC answers, clinical safety records, certificate records."""

from typing import Any, Final

from catalog.evidence.limits import MOST_NODES
from tests.faults.hostile.made import Documents, as_json, listed

_DTAC: Final = (
    '{"format":"plumbline-dtac-answers","form":"DTAC-2.0","product":"p","release":"1","date":"2026-11-01"'
)
_PAPER: Final = {"reference": "r", "version": "1", "date": "2026-10-01", "sha256": "0" * 64}
_SAFETY: Final[dict[str, Any]] = {
    "format": "plumbline-clinical-safety-record",
    "supplier": "s",
    "product": "p",
    "release": "1",
    "date": "2026-11-01",
    "officer": {"name": "A", "profession": "nurse", "body": "NMC", "registration": "12A3456E"},
    "plan": _PAPER,
    "hazard_log": _PAPER,
    "incidents": _PAPER,
    "safety_case": {**_PAPER, "covers": ["1"]},
    "sign_off": {"by": "A", "on": "2026-10-05"},
}
_CERTIFICATE: Final[dict[str, Any]] = {
    "format": "plumbline-certificate-record",
    "scheme": "cyber-essentials",
    "number": "1",
    "issuer": "i",
    "holder": "h",
    "scope": "s",
    "issued": "2026-06-01",
    "register": "https://iasme.co.uk/certificates/1",
}


def _covering(releases: int) -> bytes:
    covers = [f"1.{number}" for number in range(releases)]
    return as_json(_SAFETY | {"safety_case": {**_PAPER, "covers": covers}})


DOCUMENTS: Final[Documents] = {
    "DTAC answers to many questions": lambda: (
        listed(_DTAC + ',"answers":{', '"C1.#":{"answer":"yes"}', "}}"),
    ),
    "DTAC answers of one long word": lambda: (
        (_DTAC + ',"answers":{"C1.1.1":{"answer":"' + "a" * 7_000_000 + '"}}}').encode(),
    ),
    "DTAC answers with keys twice": lambda: (
        (_DTAC + ',"answers":{' + ",".join(['"C1.1.1":{"answer":"yes"}'] * 70_000) + "}}").encode(),
    ),
    "DTAC answers that are lists": lambda: (
        listed(_DTAC + ',"answers":{"C1.1.1":{"answer":[', '"#"', "]}}}"),
    ),
    "DTAC answers that name many files": lambda: (
        listed(_DTAC + ',"answers":{', '"C1.#":{"answer":"yes","file":"' + "0" * 64 + '"}', "}}"),
    ),
    "a safety record that covers many releases": lambda: (_covering(MOST_NODES - 200),),
    "a safety record of one long name": lambda: (
        as_json(_SAFETY | {"officer": {**_SAFETY["officer"], "name": "A" * 7_000_000}}),
    ),
    "a safety record of many parts": lambda: (
        listed(as_json(_SAFETY)[:-1].decode() + ",", '"part#":{"reference":"r"}', "}"),
    ),
    "a certificate record of one long number": lambda: (as_json(_CERTIFICATE | {"number": "9" * 7_000_000}),),
    "a certificate record of long words": lambda: (
        as_json(_CERTIFICATE | dict.fromkeys(("issuer", "holder", "scope"), "w " * 1_200_000)),
    ),
    "a certificate record of a scheme of digits": lambda: (
        as_json(_CERTIFICATE | {"scheme": "1" * 4_000_000, "expires": "9999-12-31"}),
    ),
    "a certificate record of one long address": lambda: (
        as_json(_CERTIFICATE | {"register": "https://iasme.co.uk/" + "../" * 2_000_000}),
    ),
    "a certificate record of many keys": lambda: (
        listed(as_json(_CERTIFICATE)[:-1].decode() + ",", '"k#":1', "}"),
    ),
}
