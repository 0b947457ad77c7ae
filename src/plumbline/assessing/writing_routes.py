"""Assessing over the API, to act: declare, review, reply."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.service import Identity, Permission, require
from plumbline.assessing import interests, replies, service
from plumbline.assessing.routes import TAG
from plumbline.assessing.schemas import InterestIn, InterestOut, ReplyIn
from plumbline.evidence import reading
from plumbline.evidence.schemas import DecisionIn, EvidenceOut
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems


@put(
    "/assessing/interests/{slug:str}",
    operation_id="declareInterest",
    summary="Declare whether you have an interest in a supplier",
    description="Before you review anything of it. Declarations are dated and kept; the newest counts.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def declare_interest(
    slug: Annotated[str, PathParameter(description="The supplier's.")],
    data: JSONBody[InterestIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> InterestOut:
    """The declaration as it was recorded."""
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    with database.write(identity.tenant) as db:
        return interests.declare(db, clock, identity, slug, data)


@post(
    "/evidence/{evidence_id:uuid}/decisions",
    operation_id="decideOnEvidence",
    summary="Say what evidence shows about one requirement, as an assessor",
    description="You declare your interests in the supplier first. Where the policy asks for two assessors "
    "(clinical safety, security), the first review decides nothing: another assessor, who does not see it, "
    "has to say the same. Where two differ, whoever comes next reads all reviews and sends how many in "
    "`reviews_read`. Decisions are never changed: a later one has the next version, and both stay readable. "
    "Of two at once, one is recorded; the other is told that somebody was first.",
    tags=["Evidence"],
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def decide_on_evidence(
    evidence_id: FromPath[UUID],
    data: JSONBody[DecisionIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> EvidenceOut:
    """Answers with the evidence and every decision on it; `lines` says what waits for a second review."""
    require(identity, Permission.DECIDE_ON_EVIDENCE)
    with database.write(identity.tenant) as db:
        service.review(db, clock, identity, evidence_id, data)
        return reading.one_evidence(db, evidence_id)


@post(
    "/evidence/{evidence_id:uuid}/replies",
    operation_id="replyToDecision",
    summary="Reply to a decision on your supplier's evidence",
    description="Once to each decision, for all to see beside it; and once more to ask for a second look, "
    "which puts the line back into the queue.",
    tags=["Evidence"],
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def reply_to_decision(
    evidence_id: FromPath[UUID],
    data: JSONBody[ReplyIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> EvidenceOut:
    """Answers with the evidence, its decisions and the replies to them."""
    require(identity, Permission.SUBMIT_EVIDENCE)
    with database.write(identity.tenant) as db:
        replies.reply(db, clock, identity, evidence_id, data)
        return reading.one_evidence(db, evidence_id)


handlers: Sequence[ControllerRouterHandler] = (declare_interest, decide_on_evidence, reply_to_decision)
