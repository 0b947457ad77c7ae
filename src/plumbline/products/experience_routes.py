"""What users say of one product, over the API."""

from collections.abc import Sequence
from typing import Annotated

from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter
from litestar.types import ControllerRouterHandler

from plumbline.market.source import MarketSource
from plumbline.products.experience import ExperienceOut, experience_on, like_me_of
from plumbline.web.responses import problems


@get(
    "/products/{slug:str}/experience",
    operation_id="getProductExperience",
    summary="What its users say, as it is ranked, and for a buyer like you",
    description="The posterior mean with its 90 % interval, for all users; with `roles` or "
    "`organisation_kind` also as people like yours would score it. The pages of methods say how, and what "
    "happens where too few are like yours.",
    tags=["Feedback"],
    responses=problems(400, 404, 422),
    sync_to_thread=True,
)
def get_product_experience(
    slug: FromPath[str],
    market: NamedDependency[MarketSource],
    roles: Annotated[
        list[str] | None,
        QueryParameter(max_items=20, description="Role and number, like nurse:60; may be repeated."),
    ] = None,
    organisation_kind: FromQuery[str | None] = None,
) -> ExperienceOut:
    """For all users, and for the mix that is asked for."""
    return experience_on(market.current(), slug, like_me_of(roles or [], organisation_kind))


handlers: Sequence[ControllerRouterHandler] = (get_product_experience,)
