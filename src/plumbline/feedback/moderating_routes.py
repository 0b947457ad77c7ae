"""Moderating feedback over the API: the queue, rulings, a look by the forest, appeals."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.sealing import Sealer
from plumbline.evidence.texts import refuse, text_problems
from plumbline.feedback import appeals, moderating, watching
from plumbline.feedback.givers import signed_in_giver
from plumbline.feedback.giving import nothing_said
from plumbline.feedback.giving_schemas import MineList
from plumbline.feedback.moderating_schemas import (
    AppealIn,
    LookedOut,
    LookIn,
    ModerationQueue,
    RulingIn,
    RulingList,
)
from plumbline.feedback.routes import TAG
from plumbline.feedback.shown import product_named
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems


@get(
    "/feedback/queue",
    operation_id="listMarkedFeedback",
    summary="Answers that wait for a moderator",
    description="Appeals first. A marked answer counts until a moderator holds it.",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_marked_feedback(
    identity: NamedDependency[Identity], database: NamedDependency[Database]
) -> ModerationQueue:
    """Each with why it was marked, and whether you may decide on it."""
    with database.read(identity.tenant) as db:
        return moderating.queue(db, identity)


@post(
    "/feedback/rulings",
    operation_id="ruleOnFeedback",
    summary="Decide on answers that wait: keep them or hold them, with a reason",
    description="All of them or none. The reason is public. Declare first whether you have an interest in "
    "the supplier; an appeal is for another moderator than made the ruling.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def rule_on_feedback(
    data: JSONBody[RulingIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> ModerationQueue:
    """Answers with what still waits."""
    require(identity, Permission.MODERATE_FEEDBACK)
    with database.write(identity.tenant) as db:
        return moderating.rule(db, clock, identity, data)


@post(
    "/feedback/looks",
    operation_id="lookForUnusualFeedback",
    summary="Let the forest look for batches of answers that stand apart",
    description="It marks, and decides nothing. What it cannot see is somebody who takes care: against that "
    "the cap on each organisation's pull is the defence.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 413, 422),
    sync_to_thread=True,
)
@once
def look_for_unusual_feedback(
    data: JSONBody[LookIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> LookedOut:
    """How many answers it marked that were not marked by it before."""
    require(identity, Permission.MODERATE_FEEDBACK)
    refuse(text_problems(data))
    with database.read(identity.tenant) as db:
        found = watching.seen_apart(db)
    with database.write(identity.tenant) as db:
        marked = watching.keep_look(db, clock, identity.actor, found, data.reason.strip())
    return LookedOut(marked=marked)


@get(
    "/products/{slug:str}/feedback/rulings",
    operation_id="listFeedbackRulings",
    summary="What moderators decided about the answers on a product",
    tags=TAG,
    responses=problems(404),
    sync_to_thread=True,
)
def list_feedback_rulings(slug: FromPath[str], database: NamedDependency[Database]) -> RulingList:
    """For everybody, with the reasons; which answer a ruling is about is not told."""
    with database.read() as db:
        return moderating.rulings_on(db, slug)


@post(
    "/products/{slug:str}/feedback/rulings/{ruling_id:uuid}/appeal",
    operation_id="appealAsSupplier",
    summary="Ask for another moderator on a ruling about your product",
    description="Once for each ruling, for everybody to read.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def appeal_ruling_as_supplier(
    slug: FromPath[str],
    ruling_id: FromPath[UUID],
    data: JSONBody[AppealIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> RulingList:
    """Answers with the rulings as they stand."""
    with database.write(identity.tenant) as db:
        return appeals.appeal_as_supplier(db, clock, identity, slug, ruling_id, data)


@post(
    "/products/{slug:str}/feedback/mine/{period:str}/appeal",
    operation_id="appealMyFeedback",
    summary="Ask for another moderator on the ruling that holds your answer",
    description="Once for each ruling. Your words are for everybody to read, and name nobody.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def appeal_my_feedback(
    slug: FromPath[str],
    period: FromPath[str],
    data: JSONBody[AppealIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    sealer: NamedDependency[Sealer],
    clock: NamedDependency[Clock],
) -> MineList:
    """Answers with everything you said of the product."""
    require(identity, Permission.GIVE_FEEDBACK)
    with database.write(identity.tenant) as db:
        product = product_named(db, slug, nothing_said(slug, period))
        giver = signed_in_giver(identity, sealer, product.id)
        return appeals.appeal_own(db, clock, giver, product, period, data)


handlers: Sequence[ControllerRouterHandler] = (
    list_marked_feedback,
    rule_on_feedback,
    look_for_unusual_feedback,
    list_feedback_rulings,
    appeal_ruling_as_supplier,
    appeal_my_feedback,
)
