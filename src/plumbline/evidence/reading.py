"""Evidence and what follows from it, as it is shown. One way for page and API."""

import re
from datetime import date
from typing import Any, Final
from uuid import UUID

from catalog.conformance import conformance
from catalog.standards_loader import standards
from plumbline.assessing.beside import replies_listed
from plumbline.assessing.standings import replies_on, standings_on
from plumbline.evidence import repository
from plumbline.evidence.carrying import carried_to
from plumbline.evidence.schemas import (
    ConformanceOut,
    DecisionOut,
    EvidenceList,
    EvidenceOut,
    GateOut,
    LineStanding,
    ReplyOut,
    StoredFile,
    TurnOut,
)
from plumbline.kit.errors import NotFound
from plumbline.market.records import Record
from plumbline.market.turning import turns_of
from plumbline.storage.engine import Connection

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def conformance_of(db: Connection, record: Record, as_of: date) -> ConformanceOut:
    """Where a product stands on a day, with the findings behind each verdict."""
    found = conformance(standards(), record.history, as_of)
    turns = turns_of(record, as_of)
    return ConformanceOut(
        product=record.slug,
        origin=record.origin,
        as_of=as_of,
        gate=GateOut(
            state=found.gate.state,
            until=found.gate.until,
            blocking=found.gate.blocking,
            stranded_by=found.gate.stranded_by,
            reasons=found.gate.reasons,
        ),
        verdicts=list(found.verdicts),
        replies=replies_listed(db, record.history, as_of),
        timeline=[
            TurnOut(day=turn.day, state=turn.state, known=turn.known, reasons=turn.reasons) for turn in turns
        ],
    )


def evidence_on(db: Connection, slug: str) -> EvidenceList:
    """The evidence on the current release of a product, newest first."""
    release = repository.current_release(db, slug)
    if release is None:
        return EvidenceList(product=slug, release=None, items=[], carried=None)
    return EvidenceList(
        product=slug,
        release=release.version,
        items=_shown(db, list(repository.evidence_rows(db, release.id))),
        carried=carried_to(db, release.id),
    )


def one_evidence(db: Connection, evidence_id: UUID) -> EvidenceOut:
    """One piece of evidence with every decision on it."""
    row = repository.evidence_row(db, evidence_id)
    if row is None:
        raise NotFound("There is no such evidence.")
    return _shown(db, [row])[0]


def evidence_beside(db: Connection, evidence_id: UUID) -> list[EvidenceOut]:
    """What else was handed in on the release of a piece of evidence, newest first."""
    row = repository.evidence_row(db, evidence_id)
    if row is None:
        raise NotFound("There is no such evidence.")
    rows = repository.evidence_rows(db, row.release_id)
    return _shown(db, [each for each in rows if each.id != evidence_id])


def stored_file(db: Connection, digest: str) -> StoredFile:
    """The file kept under a hash. One that no evidence named is called by its hash."""
    found = repository.file(db, digest) if _SHA256.fullmatch(digest) else None
    if found is None:
        raise NotFound("There is no file with this hash.", next_step="See the evidence it came with.")
    return StoredFile(content=found[0], name=found[1] or digest, media_type=found[2])


def _shown(db: Connection, rows: list[Any]) -> list[EvidenceOut]:
    ids = [row.id for row in rows]
    speaks_to, decided = repository.requirement_ids(db, ids), repository.decision_rows(db, ids)
    replied = replies_on(db, ids)
    standing = standings_on(db, {row.id: row.submitted_on for row in rows}, speaks_to, decided)
    return [
        _out(
            row,
            speaks_to.get(row.id, ()),
            decided.get(row.id, []),
            replied.get(row.id, []),
            standing.get(row.id, []),
        )
        for row in rows
    ]


def _out(
    row: Any,
    requirement_ids: tuple[str, ...],
    decided: list[Any],
    replied: list[ReplyOut],
    lines: list[LineStanding],
) -> EvidenceOut:
    return EvidenceOut(
        id=row.id,
        product=row.product_slug,
        release=row.release_version,
        kind=row.kind,
        title=row.title,
        statement=row.statement,
        requirement_ids=requirement_ids,
        submitted_on=row.submitted_on,
        submitted_by=row.submitted_by,
        issuer=row.issuer,
        number=row.number,
        scope=row.scope,
        issued_on=row.issued_on,
        expires_on=row.expires_on,
        supersedes=row.supersedes,
        sha256=row.sha256,
        file_name=row.file_name,
        size=row.size,
        decisions=[
            DecisionOut(
                requirement_id=each.requirement_id,
                version=each.version,
                outcome=each.outcome,
                assurance=each.assurance,
                reason=each.reason,
                decided_by=each.decided_by,
                decided_on=each.decided_on,
                pointer=each.pointer,
                rule=each.rule,
            )
            for each in decided
        ],
        replies=replied,
        lines=lines,
    )
