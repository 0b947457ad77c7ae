"""The readers, one file per format. The first that recognises a document reads it: from the most telling
mark (a `resourceType`, a `bomFormat`) to the least.
"""

from typing import Final

from catalog.evidence.reader import Reader
from catalog.evidence.readers import csaf, cyclonedx, oscal, sarif, smart_configuration, spdx

READERS: Final[tuple[Reader, ...]] = (
    cyclonedx.READER,
    spdx.READER,
    sarif.READER,
    csaf.READER,
    oscal.READER,
    smart_configuration.READER,
)
