"""The supplier's right of reply: in public, beside the decision; and a second look, once for each."""

from typing import Any
from uuid import UUID

from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.assessing import queue_rows, repository
from plumbline.assessing.schemas import ReplyIn
from plumbline.evidence import decisions
from plumbline.evidence.decisions import TakenUp
from plumbline.evidence.texts import text_problems
from plumbline.kit.audit import event
from plumbline.kit.clock import Clock, today
from plumbline.kit.errors import Conflict, Invalid, NotFound
from plumbline.storage.engine import Connection


def reply(db: Connection, clock: Clock, identity: Identity, evidence_id: UUID, data: ReplyIn) -> None:
    """Record what a supplier says to the decision that stands on one of its lines.

    Raises `NotFound` for another's evidence, `Invalid` where nothing was decided, and `Conflict` for a
    decision that is not the newest, a second reply of the same kind, or evidence that no longer counts.
    """
    require(identity, Permission.SUBMIT_EVIDENCE)
    refuse_strangers(db, identity, evidence_id)
    taken = decisions.take_up(db, evidence_id)
    if found := tuple(text_problems(data)):
        raise Invalid(found[0].detail, problems=found)
    newest = decisions.newest_decision(db, evidence_id, data.requirement_id)
    _refuse_undecided(newest, data)
    if data.second_look:
        _refuse_second_look(db, taken, data)
    values = {
        "evidence_id": evidence_id,
        "requirement_id": data.requirement_id,
        "version": data.version,
        "second_look": data.second_look,
        "text": data.text.strip(),
        "replied_by": identity.actor.signature,
        "replied_on": today(clock),
        "replied_at": clock.now(),
    }
    told = event(
        clock,
        identity.actor,
        "evidence.replied",
        "evidence",
        evidence_id,
        requirement=data.requirement_id,
        version=data.version,
        second_look=data.second_look,
    )
    repository.add_reply(db, values, event=told)


def refuse_strangers(db: Connection, identity: Identity, evidence_id: UUID) -> None:
    """Raise `NotFound` for evidence that is not of the supplier somebody acts for."""
    if repository.supplier_id_behind(db, evidence_id) != identity.supplier_id or not identity.supplier_id:
        raise NotFound("There is no such evidence.")


def _refuse_undecided(newest: Any, data: ReplyIn) -> None:
    if newest is None:
        raise Invalid.field(
            "/requirement_id", f"Nothing was decided about {data.requirement_id[:60]} on this evidence."
        )
    if newest.version != data.version:
        raise Conflict(
            f"The decision that stands on {data.requirement_id} is version {newest.version}, "
            f"not {data.version}.",
            next_step="Read it, and reply to that one.",
        )
    if len(data.text.strip()) < 10:
        raise Invalid.field("/text", "Write at least 10 characters.")


def _refuse_second_look(db: Connection, taken: TakenUp, data: ReplyIn) -> None:
    if (taken.evidence_id, data.requirement_id) in repository.replaced_lines(db, [taken.evidence_id]):
        raise Conflict(
            "Newer evidence of yours takes the place of this one; nobody looks at it again.",
            next_step="Reply to what is decided on the newer evidence.",
        )
    if not queue_rows.counts_now(db, taken.evidence_id, data.requirement_id):
        raise Conflict(
            "This evidence is on an earlier release and does not count on the current one.",
            next_step="Hand it in on the current release.",
        )
