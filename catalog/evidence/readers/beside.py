"""The files that were handed in together with a document, by their SHA-256."""

from collections.abc import Iterable
from hashlib import sha256

from catalog.evidence.opened import Opened
from catalog.evidence.reading import Context


def known_digests(context: Context, others: Iterable[Opened]) -> frozenset[str]:
    """Hexadecimal digests of the release's other files and of those handed in beside it."""
    here = (sha256(other.content).hexdigest() for other in others)
    return frozenset(each.lower() for each in (*context.files, *here))
