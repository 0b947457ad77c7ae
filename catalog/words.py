"""The words of the domain that have a fixed set of values.

Every one of these is spelled the same in code, in the API, on the pages and in storage: the
value of a member *is* what a reader sees in JSON. The order of `Assurance` carries meaning, so
it is given as a tuple and compared through `rank`, never by comparing strings.
"""

from enum import StrEnum
from typing import Final


class Level(StrEnum):
    """How binding a requirement is (RFC 2119 in lower case)."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class Certainty(StrEnum):
    """How sure we are that a recorded fact is right; shown beside the fact, never dropped."""

    HIGH = "high"  # read on the owner's own page or file, or two sources agree
    MEDIUM = "medium"  # one secondary source, or partly inferred
    LOW = "low"  # general knowledge only


class StandardStatus(StrEnum):
    """The life of a standard, in the words of its owner brought to one vocabulary."""

    DRAFT = "draft"
    CONSULTATION = "consultation"
    PUBLISHED = "published"
    MANDATED = "mandated"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class Outcome(StrEnum):
    """What one piece of evidence shows about one requirement. Six values, never two."""

    MET = "met"
    NOT_MET = "not_met"
    PARTLY_MET = "partly_met"
    NOT_APPLICABLE = "not_applicable"
    NOT_EVIDENCED = "not_evidenced"
    INCONCLUSIVE = "inconclusive"


class Assurance(StrEnum):
    """How strongly evidence supports a claim, weakest first."""

    DECLARED = "declared"  # the supplier says so
    DOCUMENTED = "documented"  # a document says so
    CERTIFIED = "certified"  # a third party says so
    TESTED = "tested"  # a machine-readable report shows it
    SIGNED = "signed"  # and the report can be verified

    @property
    def rank(self) -> int:
        """Place in the order, 0 for `declared` up to 4 for `signed`."""
        return ASSURANCE_RANK[self]

    def covers(self, least: "Assurance") -> bool:
        """Is this at least as strong as `least`?"""
        return self.rank >= least.rank


ASSURANCE_ORDER: Final = (
    Assurance.DECLARED,
    Assurance.DOCUMENTED,
    Assurance.CERTIFIED,
    Assurance.TESTED,
    Assurance.SIGNED,
)
ASSURANCE_RANK: Final = {assurance: rank for rank, assurance in enumerate(ASSURANCE_ORDER)}


class VerdictKind(StrEnum):
    """Where a release stands against one standard on one date."""

    COMPLIANT = "compliant"
    COMPLIANT_WITH_PLAN = "compliant_with_plan"
    NON_COMPLIANT = "non_compliant"
    NOT_EVIDENCED = "not_evidenced"
    NOT_APPLICABLE = "not_applicable"


class GateState(StrEnum):
    """Whether a product may be bought on a date."""

    ELIGIBLE = "eligible"
    ELIGIBLE_UNTIL = "eligible_until"
    IN_REMEDIATION = "in_remediation"
    PHASING_OUT = "phasing_out"
    WITHDRAWN = "withdrawn"
    NOT_ASSESSED = "not_assessed"  # nothing shown to fail, and not enough shown to pass


VERDICT_NAMES: Final[dict[str, str]] = {
    VerdictKind.COMPLIANT: "Compliant",
    VerdictKind.COMPLIANT_WITH_PLAN: "Compliant with a plan",
    VerdictKind.NON_COMPLIANT: "Not compliant",
    VerdictKind.NOT_EVIDENCED: "Not evidenced",
    VerdictKind.NOT_APPLICABLE: "Does not apply",
}
GATE_STATE_NAMES: Final[dict[str, str]] = {
    GateState.ELIGIBLE: "Eligible",
    GateState.ELIGIBLE_UNTIL: "Eligible until a known date",
    GateState.IN_REMEDIATION: "In remediation",
    GateState.NOT_ASSESSED: "Not assessed",
    GateState.PHASING_OUT: "Being phased out",
    GateState.WITHDRAWN: "Withdrawn",
}


class EvidenceKind(StrEnum):
    """The form in which evidence was handed in."""

    SELF_DECLARATION = "self_declaration"
    DOCUMENT = "document"
    CERTIFICATE = "certificate"
    MACHINE_READABLE = "machine_readable"  # a file that a reader took apart


class ProductType(StrEnum):
    """Kinds of system that a standard can apply to (tags of `applies_to`)."""

    EPR = "epr"
    GP_SYSTEM = "gp-system"
    EPMA = "epma"
    LIMS = "lims"
    PATIENT_FACING = "patient-facing"
    SHARED_CARE_RECORD = "shared-care-record"
    PAS = "pas"
    PACS = "pacs"
    PHARMACY = "pharmacy"
    MATERNITY = "maternity"
    INTEGRATION_ENGINE = "integration-engine"
    AMBIENT_SCRIBE = "ambient-scribe"
    MESSAGING = "messaging"
    ANALYTICS = "analytics"
    URGENT_CARE = "urgent-care"
    CLINICAL_DECISION_SUPPORT = "clinical-decision-support"


PRODUCT_TYPE_NAMES: Final[dict[ProductType, str]] = {
    ProductType.EPR: "Electronic patient record",
    ProductType.GP_SYSTEM: "GP system",
    ProductType.EPMA: "Electronic prescribing and medicines administration",
    ProductType.LIMS: "Laboratory information management",
    ProductType.PATIENT_FACING: "Patient-facing service",
    ProductType.SHARED_CARE_RECORD: "Shared care record",
    ProductType.PAS: "Patient administration system",
    ProductType.PACS: "Imaging archive (PACS)",
    ProductType.PHARMACY: "Pharmacy system",
    ProductType.MATERNITY: "Maternity system",
    ProductType.INTEGRATION_ENGINE: "Integration engine",
    ProductType.AMBIENT_SCRIBE: "Ambient scribe",
    ProductType.MESSAGING: "Messaging",
    ProductType.ANALYTICS: "Analytics",
    ProductType.URGENT_CARE: "Urgent care",
    ProductType.CLINICAL_DECISION_SUPPORT: "Clinical decision support",
}
