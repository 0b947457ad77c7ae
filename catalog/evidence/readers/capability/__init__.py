"""FHIR CapabilityStatement (Conformance in DSTU2): what a server or a client states that it can do.

Shape: the CapabilityStatement of FHIR R4 and R4B, of STU3, and the Conformance of DSTU2. Real servers mix
them, so nothing is refused for a field of another edition. It is the product's word about itself.
"""

from typing import Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Reader
from catalog.evidence.readers.capability.document import take_apart
from catalog.evidence.readers.capability.rules import RULES
from catalog.evidence.readers.fhir_shape import kind_of

KINDS: Final = ("CapabilityStatement", "Conformance")


def _recognises(opened: Opened) -> bool:
    return kind_of(opened) in KINDS


READER: Final = Reader(
    format=Format.FHIR_CAPABILITY_STATEMENT,
    version=1,
    recognises=_recognises,
    take_apart=take_apart,
    rules=RULES,
)
