"""Documents that are made to hurt whoever opens them: as large, deep, wide or strange as is let in."""

from typing import Final

from tests.faults.hostile import accessible, clinical, interfaces, records, shapes, supplied
from tests.faults.hostile.made import Documents

DOCUMENTS: Final[Documents] = {
    **shapes.DOCUMENTS,
    **clinical.DOCUMENTS,
    **accessible.DOCUMENTS,
    **supplied.DOCUMENTS,
    **interfaces.DOCUMENTS,
    **records.DOCUMENTS,
}
