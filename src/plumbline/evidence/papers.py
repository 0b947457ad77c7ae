"""Handing in something that an assessor reads, from a form: what is sent twice is handed in once.

A program sends an `Idempotency-Key`; a person presses a button again, goes back, or reloads. So on a page the
same words, file and requirements within a day are the same act, whoever of the supplier sends them.
"""

from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec

from plumbline.evidence import many_rows, paper_rows, service
from plumbline.evidence.many import moved_on
from plumbline.evidence.repository import Release
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.audit import Actor
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Connection

SAME_ACT: Final = timedelta(days=1)


class HandedPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it. `already`: the same was handed in before, and nothing was stored again."""

    id: UUID
    title: str
    requirement_ids: tuple[str, ...]
    already: bool


def hand_in(
    db: Connection, clock: Clock, actor: Actor, release: Release, data: EvidenceIn, file: FileIn | None
) -> HandedPaper:
    """Record it on the release, as the API does, unless it stands there. Raises `Invalid`, and `Stale` where
    another release is the current one.
    """
    many_rows.lock_release(db, release.id)
    current = service.release_for(db, release.product_slug, release.supplier_id)
    if current.id != release.id:
        raise moved_on(current)
    since = clock.now() - SAME_ACT
    earlier = paper_rows.same_since(db, release.id, since, _said(data, file), data.requirement_ids)
    made = earlier or service.submit_evidence(db, clock, actor, release, data, file)
    return HandedPaper(
        id=made.id, title=data.title, requirement_ids=data.requirement_ids, already=earlier is not None
    )


def _said(data: EvidenceIn, file: FileIn | None) -> dict[str, Any]:
    said = {**msgspec.structs.asdict(data), "kind": str(data.kind)}
    del said["requirement_ids"]
    return said | {"sha256": sha256(file.content).hexdigest() if file else None}
