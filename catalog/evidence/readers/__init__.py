"""The readers, one file per format. The first that recognises a document reads it: from the most telling
mark (a `resourceType`, a `bomFormat`) to the least.
"""

from typing import Final

from catalog.evidence.reader import Reader
from catalog.evidence.readers import (
    attestation,
    axe,
    capability,
    certificate,
    clinical_safety,
    csaf,
    cyclonedx,
    dtac,
    earl,
    in_toto,
    openacr,
    openapi,
    openid_configuration,
    oscal,
    sarif,
    sigstore_bundle,
    smart_configuration,
    spdx,
    test_report,
)
from catalog.evidence.readers.inferno import coverage, results

READERS: Final[tuple[Reader, ...]] = (
    attestation.READER,
    capability.READER,
    test_report.READER,
    cyclonedx.READER,
    spdx.READER,
    sigstore_bundle.READER,
    in_toto.READER,
    sarif.READER,
    csaf.READER,
    oscal.READER,
    results.READER,
    coverage.READER,
    axe.READER,
    earl.READER,
    openacr.READER,
    openapi.READER,
    dtac.READER,
    clinical_safety.READER,
    certificate.READER,
    smart_configuration.READER,
    openid_configuration.READER,
)
