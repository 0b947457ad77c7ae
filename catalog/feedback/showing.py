"""What may be shown of parts of the answers, so that no small part can be found, not even by subtraction."""

from collections.abc import Collection, Mapping
from typing import Final

LEAST_TOGETHER: Final = 2


def shown_parts(counts: Mapping[str, int], least: int) -> frozenset[str]:
    """The parts that may have a figure of their own beside the figure of all.

    `counts` has the number of answers of each part. A part with fewer than `least` has none; and where what
    is left over together has fewer than `least`, or is a single part, the next smallest joins it: all minus
    the shown parts is then never fewer than `least` people, nor the figure of one part.
    """
    hidden = {part for part, count in counts.items() if 0 < count < least}
    others = sorted((part for part in counts if counts[part] >= least), key=lambda part: (counts[part], part))
    while hidden and not _safe(hidden, counts, least) and others:
        hidden.add(others.pop(0))
    return frozenset(others)


def _safe(hidden: Collection[str], counts: Mapping[str, int], least: int) -> bool:
    return len(hidden) >= LEAST_TOGETHER and sum(counts[part] for part in hidden) >= least
