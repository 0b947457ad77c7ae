"""The readers, one file per format. The first that recognises a document reads it: from the most telling
mark (a `resourceType`, a `bomFormat`) to the least.
"""

from typing import Final

from catalog.evidence.reader import Reader
from catalog.evidence.readers import smart_configuration

READERS: Final[tuple[Reader, ...]] = (smart_configuration.READER,)
