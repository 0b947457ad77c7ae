"""What a look at a host leaves behind: the state of its check, every answer, and evidence if there is any."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.evidence.formats import FORMAT_NAMES
from catalog.evidence.live import OPEN_LIVE, LiveFacts, LiveState, after_check, next_check
from catalog.evidence.reading import Reading, Rejection
from catalog.evidence.settled import settled
from catalog.words import EvidenceKind
from plumbline.evidence import service as evidence
from plumbline.evidence.readings import Handed
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.errors import Invalid
from plumbline.live import repository
from plumbline.live.check import Checked, Document
from plumbline.live.proving import PROOF_NAMES
from plumbline.live.schemas import LookOutcome
from plumbline.storage.engine import Connection

ACTOR: Final = Actor(kind="system", name="live checks")
RENEWED_AFTER: Final = timedelta(days=30)
"""A document that shows the same as before is recorded anew after this long, so that what it shows stays
fresh; sooner it is only noted that it was seen."""
PROOF: Final = "proof"


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was asked for, and what a reader made of it where it came."""

    document: Document
    found: Reading | Rejection | None = None


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a host: when it began, what it gave, and what was read."""

    at: datetime
    checked: Checked
    read: tuple[Read, ...] = ()


def record(db: Connection, clock: Clock, row: Any, looked: Looked) -> None:
    """Write all of it, with one event. The check is locked by the caller."""
    checked, now = looked.checked, clock.now()
    looks = [_proof_look(checked), *(_document_look(db, clock, row, looked.at, each) for each in looked.read)]
    repository.add_looks(db, [{"live_check_id": row.id, "at": looked.at, **each} for each in looks])
    fetched = any(each.document.content is not None for each in looked.read)
    facts = after_check(_facts(row), now, proved=checked.proved, fetched=fetched)
    values: dict[str, Any] = {
        "state": str(facts.state),
        "misses": facts.misses,
        "failures": facts.failures,
        "checked_at": now,
        "due_at": next_check(facts, now),
        "claimed_until": None,
    }
    if checked.proved:
        values["proved_at"] = now
    if facts.state not in OPEN_LIVE:
        values["ended_at"] = now
    outcomes = {look["about"]: look["outcome"] for look in looks}
    told = event(
        clock, ACTOR, "live_check.checked", "live_check", row.id, state=str(facts.state), looks=outcomes
    )
    repository.change(db, row.id, values, event=told)


def supersede(db: Connection, clock: Clock, row: Any) -> None:
    """End a check whose product has a newer release: what runs now is not what it was registered for."""
    told = event(clock, ACTOR, "live_check.superseded", "live_check", row.id)
    values = {"state": str(LiveState.SUPERSEDED), "due_at": None, "ended_at": clock.now()}
    repository.change(db, row.id, values, event=told)


def _facts(row: Any) -> LiveFacts:
    return LiveFacts(
        state=LiveState(row.state),
        registered_at=row.registered_at,
        misses=row.misses,
        failures=row.failures,
    )


def _proof_look(checked: Checked) -> dict[str, Any]:
    outcome = LookOutcome.FOUND if checked.proved else LookOutcome.MISSING
    if checked.proved is None:
        outcome = LookOutcome.FAILED
    return _look(PROOF, outcome, reason=checked.reason or None)


def _document_look(db: Connection, clock: Clock, row: Any, at: datetime, read: Read) -> dict[str, Any]:
    document, found = read.document, read.found
    if document.content is None:
        return _look(document.format, LookOutcome.FAILED, url=document.url, reason=document.reason)
    came = {
        "url": document.url,
        "ip": document.ip,
        "sha256": sha256(document.content).hexdigest(),
        "size": len(document.content),
    }
    if not isinstance(found, Reading) or found.format is not document.format:
        return _look(document.format, LookOutcome.REFUSED, reason=_refusal(document, found), **came)
    shows = _shows(found)
    last = repository.last_recorded(db, row.release_id, row.address, document.format)
    if last is not None and last.shows == shows and at < last.at + RENEWED_AFTER:
        return _look(document.format, LookOutcome.UNCHANGED, shows=shows, **came)
    try:
        recorded = _submit(db, clock, row, at, document, found, last.evidence_id if last else None)
    except Invalid as error:
        return _look(document.format, LookOutcome.REFUSED, reason=error.detail, **came)
    return _look(document.format, LookOutcome.RECORDED, shows=shows, evidence_id=recorded, **came)


def _submit(
    db: Connection,
    clock: Clock,
    row: Any,
    at: datetime,
    document: Document,
    found: Reading,
    earlier: UUID | None,
) -> UUID:
    """The document as evidence on the release, in place of the one that this check fetched before."""
    name = FORMAT_NAMES[document.format]
    data = EvidenceIn(
        kind=EvidenceKind.MACHINE_READABLE,
        title=f"{name}, fetched from {row.address}"[:300],
        statement=f"Fetched by the market itself from {document.url} on {at:%-d %B %Y at %H:%M} UTC. "
        f"That the host is the supplier's was shown by {PROOF_NAMES[row.proof]}.",
        supersedes=earlier,
    )
    assert document.content is not None
    file = FileIn(name=f"{document.format}.json", media_type="application/json", content=document.content)
    release = evidence.release_for(db, row.product_slug, row.supplier_id)
    handed = Handed(file=file, reading=found)
    return evidence.submit_evidence(db, clock, ACTOR, release, data, file, handed).id


def _shows(found: Reading) -> str:
    """A hash over what it shows: two documents with the same one say the same of every requirement."""
    lines = [(line.requirement_id, line.outcome, line.assurance, line.rule) for line in settled(found.lines)]
    return sha256(msgspec.json.encode(lines)).hexdigest()


def _refusal(document: Document, found: Reading | Rejection | None) -> str:
    if isinstance(found, Rejection) and found.format is document.format:
        return found.reason
    return f"What came is no {FORMAT_NAMES[document.format]}."


def _look(about: str, outcome: LookOutcome, **values: Any) -> dict[str, Any]:
    empty: dict[str, Any] = dict.fromkeys(_COLUMNS)
    return {**empty, "about": str(about), "outcome": str(outcome), **values}


_COLUMNS: Final[Sequence[str]] = ("url", "ip", "reason", "sha256", "size", "shows", "evidence_id")
