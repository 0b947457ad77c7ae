"""Giving feedback over the API, for whoever is signed in for an organisation: their own answers alone."""

from collections.abc import Sequence

from litestar import delete, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from plumbline.accounts.access import SECURITY
from plumbline.accounts.identity import Identity, require
from plumbline.accounts.roles import Permission
from plumbline.accounts.sealing import Sealer
from plumbline.feedback import giving
from plumbline.feedback.givers import signed_in_giver
from plumbline.feedback.giving_schemas import MineList, ResponseIn
from plumbline.feedback.routes import TAG
from plumbline.feedback.shown import product_named
from plumbline.kit.clock import Clock
from plumbline.storage.engine import Database
from plumbline.web.idempotency import once
from plumbline.web.responses import problems


@get(
    "/products/{slug:str}/feedback/mine",
    operation_id="getMyFeedback",
    summary="What you said of a product",
    tags=TAG,
    security=SECURITY,
    responses=problems(401, 403, 404),
    sync_to_thread=True,
)
def get_my_feedback(
    slug: FromPath[str],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    sealer: NamedDependency[Sealer],
    clock: NamedDependency[Clock],
) -> MineList:
    """Found by your pseudonym; nobody else is shown that it is yours."""
    require(identity, Permission.GIVE_FEEDBACK)
    with database.read(identity.tenant) as db:
        product = product_named(db, slug)
        return giving.mine(db, clock, signed_in_giver(identity, sealer, product.id), product)


@put(
    "/products/{slug:str}/feedback/mine",
    operation_id="giveFeedback",
    summary="Say what you think of a product that you use, or change what you said this quarter",
    description="One answer for each person, product and quarter. It is stored under a pseudonym with your "
    "organisation's code; a change is one more version, and the newest counts.",
    tags=TAG,
    security=SECURITY,
    responses=problems(400, 401, 403, 404, 409, 413, 422),
    sync_to_thread=True,
)
@once
def give_feedback(
    slug: FromPath[str],
    data: JSONBody[ResponseIn],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    sealer: NamedDependency[Sealer],
    clock: NamedDependency[Clock],
) -> MineList:
    """Answers with everything you said of it."""
    require(identity, Permission.GIVE_FEEDBACK)
    with database.write(identity.tenant) as db:
        product = product_named(db, slug)
        giver = signed_in_giver(identity, sealer, product.id)
        return giving.give(db, clock, giver, product, data.response)


@delete(
    "/products/{slug:str}/feedback/mine/{period:str}",
    operation_id="withdrawFeedback",
    summary="Withdraw what you said of a product in a quarter",
    description="It is neither counted nor shown any more. That there was an answer stays on record.",
    tags=TAG,
    security=SECURITY,
    status_code=200,
    responses=problems(401, 403, 404, 409),
    sync_to_thread=True,
)
@once
def withdraw_feedback(
    slug: FromPath[str],
    period: FromPath[str],
    identity: NamedDependency[Identity],
    database: NamedDependency[Database],
    sealer: NamedDependency[Sealer],
    clock: NamedDependency[Clock],
) -> MineList:
    """Answers with everything you said of it."""
    require(identity, Permission.GIVE_FEEDBACK)
    with database.write(identity.tenant) as db:
        product = product_named(db, slug, giving.nothing_said(slug, period))
        return giving.withdraw(db, clock, signed_in_giver(identity, sealer, product.id), product, period)


handlers: Sequence[ControllerRouterHandler] = (get_my_feedback, give_feedback, withdraw_feedback)
