"""A small, sound document for every reader, in each of its forms: what fuzzing begins with."""

import json
from pathlib import Path
from typing import Any, Final

from catalog.evidence.formats import Format
from tests.unit.catalog.evidence import (
    test_attestation,
    test_axe,
    test_capability_statement,
    test_certificate,
    test_clinical_safety,
    test_csaf,
    test_cyclonedx,
    test_dtac,
    test_earl,
    test_in_toto,
    test_inferno,
    test_openacr,
    test_openapi,
    test_openid_configuration,
    test_oscal,
    test_sarif,
    test_smart_configuration,
    test_spdx,
    test_test_report,
)

_TEMPLATES: Final = Path(__file__).parents[2] / "docs" / "evidence"


def _template(name: str) -> bytes:
    """As it is given away, with nothing filled in."""
    return (_TEMPLATES / f"{name}.template.json").read_bytes()


_OF: Final[dict[Format, tuple[Any, ...]]] = {
    Format.FHIR_CAPABILITY_STATEMENT: (
        test_capability_statement.SERVER,
        test_capability_statement._root(test_capability_statement.SERVER, ""),
    ),
    Format.FHIR_TEST_REPORT: (test_test_report._report(test_test_report._test("t", "pass", "fail")),),
    Format.INFERNO_RESULTS: (test_inferno.RUN,),
    Format.INFERNO_COVERAGE: (test_inferno._table(("1", "SHALL", "kit-a, kit-b"), ("2", "SHOULD", "")),),
    Format.SMART_CONFIGURATION: (test_smart_configuration.GOOD,),
    Format.OPENID_CONFIGURATION: (test_openid_configuration.GOOD,),
    Format.AXE_RESULTS: (test_axe._page(violations=[test_axe.ALT], passes=[test_axe.CONTRAST]),),
    Format.EARL_REPORT: (test_earl._report(*test_earl._whole()[:5]),),
    Format.OPENACR_REPORT: (
        test_openacr._report(*test_openacr._whole()[:5]),
        b"title: Report\nproduct: {name: Ehr, version: 3.1}\ncatalog: 2.5-edition-wcag-2.2-en\nchapters:\n"
        b"  success_criteria_level_a:\n    criteria:\n      - num: 1.1.1\n        components:\n"
        b"          - {name: web, adherence: {level: supports, notes: n}}\n",
    ),
    Format.CYCLONEDX: (test_cyclonedx.BOM, test_cyclonedx.XML, test_cyclonedx.DECLARED),
    Format.SPDX: (test_spdx.LIST, test_spdx.TAGS),
    Format.SARIF: (test_sarif._log({"ruleId": "S1"}, {"ruleIndex": 1}),),
    Format.CSAF_VEX: (test_csaf._advisory({"known_affected": ["old"], "fixed": ["new"]}, test_csaf.FIX),),
    Format.OSCAL_ASSESSMENT_RESULTS: (test_oscal.RESULTS, test_oscal.PLAIN, test_oscal.XML),
    Format.IN_TOTO_STATEMENT: (test_in_toto.BUILT, test_in_toto._envelope(test_in_toto.BUILT)),
    Format.SIGSTORE_BUNDLE: (test_in_toto.BUNDLE,),
    Format.OPENAPI: (test_openapi.SWAGGER, {"openapi": "3.1.0", "info": {"title": "t"}, "paths": {}}),
    Format.DTAC_ANSWERS: (
        test_dtac._form(C1_1_1="yes", C1_2="no", C3_1="2026-12-01"),
        _template("dtac-answers"),
    ),
    Format.CLINICAL_SAFETY_RECORD: (test_clinical_safety._record(), _template("clinical-safety-record")),
    Format.CERTIFICATE_RECORD: (test_certificate._record(), _template("certificate-record")),
    Format.SIGNED_ATTESTATION: (test_attestation._signed(), test_attestation.TOKEN),
}

SAMPLES: Final[tuple[bytes, ...]] = tuple(
    each if isinstance(each, bytes) else json.dumps(each).encode() for group in _OF.values() for each in group
)
READ_AS: Final[tuple[Format, ...]] = tuple(name for name, group in _OF.items() for _ in group)
