"""What a reading settles: one line a requirement, and whether a machine may decide it.

A document may speak to a requirement more than once. It is weighed as a requirement's findings are,
failure first; and what is shown beside something unclear is unclear, so that nothing unknown is met.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from catalog.evidence.reading import Line, Reading
from catalog.words import Outcome

DECISIVE: Final = frozenset({Outcome.MET, Outcome.NOT_MET, Outcome.PARTLY_MET, Outcome.NOT_APPLICABLE})
"""What a reader decides by itself. An inconclusive line waits for an assessor; of what is not evidenced,
nothing is recorded."""

_WORST_FIRST: Final = (
    Outcome.NOT_MET,
    Outcome.PARTLY_MET,
    Outcome.INCONCLUSIVE,
    Outcome.MET,
    Outcome.NOT_APPLICABLE,
    Outcome.NOT_EVIDENCED,
)
_PLACE: Final = {outcome: place for place, outcome in enumerate(_WORST_FIRST)}
_IN_FAVOUR: Final = frozenset({Outcome.MET, Outcome.NOT_APPLICABLE})


def reader_name(reading: Reading) -> str:
    """Which reader, of which version: "reader cyclonedx 2"."""
    return f"reader {reading.format} {reading.reader_version}"


def settled(lines: Iterable[Line]) -> tuple[Line, ...]:
    """One line for each requirement of which the document shows anything, in order of their ids."""
    about: dict[str, list[Line]] = {}
    for line in lines:
        about.setdefault(line.requirement_id, []).append(line)
    found = (_one(about[requirement_id]) for requirement_id in sorted(about))
    return tuple(line for line in found if line.outcome is not Outcome.NOT_EVIDENCED)


def decided(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Of settled lines, those that a reader decides."""
    return tuple(line for line in lines if line.outcome in DECISIVE)


def _one(lines: list[Line]) -> Line:
    worst = min(lines, key=lambda line: (_PLACE[line.outcome], line.assurance.rank, line.pointer, line.rule))
    missing = next((line for line in lines if line.outcome is Outcome.NOT_EVIDENCED), None)
    if missing is None or worst.outcome not in _IN_FAVOUR:
        return worst
    reason = f"{worst.reason} But: {missing.reason}"
    return msgspec.structs.replace(worst, outcome=Outcome.INCONCLUSIVE, reason=reason)
