"""The formats of documents that a machine can read, and what each is called."""

from enum import StrEnum
from typing import Final


class Format(StrEnum):
    """A format, recognised by what a document says and never by its name."""

    FHIR_CAPABILITY_STATEMENT = "fhir-capability-statement"
    FHIR_TEST_REPORT = "fhir-test-report"
    INFERNO_RESULTS = "inferno-results"
    INFERNO_COVERAGE = "inferno-coverage"
    SMART_CONFIGURATION = "smart-configuration"
    OPENID_CONFIGURATION = "openid-configuration"
    AXE_RESULTS = "axe-results"
    EARL_REPORT = "earl-report"
    OPENACR_REPORT = "openacr-report"
    CYCLONEDX = "cyclonedx"
    SPDX = "spdx"
    SARIF = "sarif"
    CSAF_VEX = "csaf-vex"
    OSCAL_ASSESSMENT_RESULTS = "oscal-assessment-results"
    IN_TOTO_STATEMENT = "in-toto-statement"
    SIGSTORE_BUNDLE = "sigstore-bundle"
    OPENAPI = "openapi"
    DTAC_ANSWERS = "dtac-answers"
    CLINICAL_SAFETY_RECORD = "clinical-safety-record"
    CERTIFICATE_RECORD = "certificate-record"
    SIGNED_ATTESTATION = "signed-attestation"


FORMAT_NAMES: Final[dict[Format, str]] = {
    Format.FHIR_CAPABILITY_STATEMENT: "FHIR CapabilityStatement",
    Format.FHIR_TEST_REPORT: "FHIR TestReport",
    Format.INFERNO_RESULTS: "Inferno test results",
    Format.INFERNO_COVERAGE: "Inferno requirements coverage",
    Format.SMART_CONFIGURATION: "SMART configuration",
    Format.OPENID_CONFIGURATION: "OpenID provider configuration",
    Format.AXE_RESULTS: "axe-core results",
    Format.EARL_REPORT: "EARL report",
    Format.OPENACR_REPORT: "OpenACR report",
    Format.CYCLONEDX: "CycloneDX document",
    Format.SPDX: "SPDX document",
    Format.SARIF: "SARIF log",
    Format.CSAF_VEX: "CSAF advisory or VEX",
    Format.OSCAL_ASSESSMENT_RESULTS: "OSCAL assessment results",
    Format.IN_TOTO_STATEMENT: "in-toto statement",
    Format.SIGSTORE_BUNDLE: "sigstore bundle",
    Format.OPENAPI: "OpenAPI description",
    Format.DTAC_ANSWERS: "DTAC answers",
    Format.CLINICAL_SAFETY_RECORD: "Clinical safety record",
    Format.CERTIFICATE_RECORD: "Certificate record",
    Format.SIGNED_ATTESTATION: "Signed attestation",
}
