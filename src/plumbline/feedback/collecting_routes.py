"""Collecting feedback over the API: products in use, invitations, and the supplier's replies."""

from collections.abc import Sequence
from uuid import UUID

from litestar import get, post
from litestar.datastructures import CacheControlHeader
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity
from plumbline.feedback import in_use, invitations, replies
from plumbline.feedback.collecting_schemas import (
    CommentReplyIn,
    EndIn,
    InUseIn,
    InUseList,
    InUseOut,
    InvitedOut,
    InviteIn,
)
from plumbline.feedback.routes import TAG
from plumbline.feedback.schemas import FeedbackOut
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import TAKES_NO_KEY, once
from plumbline.web.responses import problems


@get(
    "/products-in-use",
    operation_id="listProductsInUse",
    summary="What your organisation declared that it uses",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403),
    sync_to_thread=True,
)
def list_products_in_use(
    identity: NamedDependency[Identity], database: NamedDependency[Database]
) -> InUseList:
    """What is in use first, with how many invitations run to which day."""
    with database.read(identity.tenant) as db:
        return in_use.listed(db, identity)


@post(
    "/products-in-use",
    operation_id="declareProductInUse",
    summary="Declare that your organisation uses a product",
    description="Only then can its people be invited to speak of it.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def declare_product_in_use(
    data: JSONBody[InUseIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> InUseOut:
    """Answers with what was declared."""
    with database.write(identity.tenant) as db:
        return in_use.declare(db, clock, identity, data)


@post(
    "/products-in-use/{in_use_id:uuid}/end",
    operation_id="endProductInUse",
    summary="Declare the last day on which your organisation used a product",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def end_product_in_use(
    in_use_id: FromPath[UUID],
    data: JSONBody[EndIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> InUseOut:
    """Invitations that were sent run to their day."""
    with database.write(identity.tenant) as db:
        return in_use.end(db, clock, identity, in_use_id, data)


@post(
    "/products-in-use/{in_use_id:uuid}/invitations",
    operation_id="inviteToFeedback",
    summary="Make codes that each let one person say what they think of a product in use",
    description="Hand them out as you like: nobody asks to whom, and nobody can see who used one. They stand "
    "in this answer alone. It takes no Idempotency-Key: its answer is a secret, and no copy of it is kept.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    cache_control=CacheControlHeader(no_store=True),
    opt=TAKES_NO_KEY,
    sync_to_thread=True,
)
def invite_to_feedback(
    in_use_id: FromPath[UUID],
    data: JSONBody[InviteIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> InvitedOut:
    """The codes, and the last day on which they open the form."""
    with database.write(identity.tenant) as db:
        return invitations.invite(db, clock, identity, in_use_id, data)


@post(
    "/products/{slug:str}/feedback/comments/{comment_id:uuid}/reply",
    operation_id="replyToComment",
    summary="Reply to a comment on your product",
    description="Once, for everybody to read beside it. Who wrote the comment is told to nobody.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def reply_to_comment(
    slug: FromPath[str],
    comment_id: FromPath[UUID],
    data: JSONBody[CommentReplyIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    clock: NamedDependency[Clock],
) -> FeedbackOut:
    """Answers with what users say of the product, every comment, each with its reply."""
    with database.write(identity.tenant) as db:
        return replies.reply(db, clock, identity, slug, comment_id, data)


handlers: Sequence[ControllerRouterHandler] = (
    list_products_in_use,
    declare_product_in_use,
    end_product_in_use,
    invite_to_feedback,
    reply_to_comment,
)
