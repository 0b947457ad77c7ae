"""The records that everything else is computed from: evidence, decisions, plans, and findings.

All of them are append-only where they are stored. A correction is a new `Decision` with a higher
version, or new `Evidence` that names the old one in `supersedes`.
"""

from datetime import date

import msgspec

from catalog.words import Assurance, EvidenceKind, Outcome


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One thing a supplier handed in for a release, and the requirements it speaks to.

    `id` is unique within a product. `expires_on` is the last day on which it is valid. `sha256`,
    `size` (bytes) and `media_type` describe the stored file, where there is one. What was handed in on an
    earlier release and carried to this one says from which (`carried_from`) and since when (`carried_on`):
    it counts from that day, and no longer from the day on which that was taken back (`taken_back_on`).
    """

    id: str
    kind: EvidenceKind
    title: str
    requirement_ids: tuple[str, ...]
    submitted_on: date
    statement: str = ""
    sha256: str | None = None
    size: int | None = None
    media_type: str | None = None
    issuer: str | None = None
    number: str | None = None
    scope: str | None = None
    issued_on: date | None = None
    expires_on: date | None = None
    supersedes: str | None = None
    carried_on: date | None = None
    carried_from: str | None = None
    taken_back_on: date | None = None

    @property
    def known_from(self) -> date:
        """The first day on which it says anything about the release."""
        return self.carried_on or self.submitted_on

    def is_known_on(self, day: date) -> bool:
        """Has it come in by the day, and has nobody taken it back?"""
        return self.known_from <= day and (self.taken_back_on is None or self.taken_back_on > day)


class Decision(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a named assessor, or a reader, decided that one piece of evidence shows about one requirement.

    `version` counts from 1 for each pair of evidence and requirement; the highest one decided by
    a date is the one that speaks on that date. `reader` names the reader where a machine decided (see
    `catalog.evidence.settled`); `pointer` is then the place in the document and `rule` how it was read.
    `until` is the last day on which it holds, where that is not the evidence's own: a document that was read
    again may turn out to name another.
    """

    evidence_id: str
    requirement_id: str
    version: int
    outcome: Outcome
    assurance: Assurance
    reason: str
    decided_by: str
    decided_on: date
    pointer: str | None = None
    rule: str | None = None
    reader: str | None = None
    until: date | None = None


class WorkOffPlan(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An agreed way to mend shown failures of one standard by a day.

    It is in force from `agreed_on` to `due_on`, both included.
    """

    standard_id: str
    requirement_ids: tuple[str, ...]
    agreed_on: date
    due_on: date
    text: str

    def in_force_on(self, day: date) -> bool:
        """Agreed by then, and not yet overdue."""
        return self.agreed_on <= day <= self.due_on


class Finding(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one piece of evidence shows about one requirement on a day.

    `since` is the first day of the unbroken run of decisions that say this (a failure and a part
    failure count as one run); for undecided evidence it is the day it was handed in. `until` is
    the last day it holds, None where no end is known. `assurance` and `decided_by` are None where
    nothing has been established yet, or no longer is. `pointer` is the place in the document that shows
    it, where a reader found it.
    """

    requirement_id: str
    outcome: Outcome
    assurance: Assurance | None
    evidence_id: str
    since: date
    until: date | None
    reason: str
    decided_by: str | None
    pointer: str | None = None
