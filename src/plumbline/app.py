"""Composes the service. Reads like a table of contents."""

import os
from collections.abc import Callable

from litestar import Litestar, Router
from litestar.di import Provide

from plumbline.accounts import (
    code_pages,
    confirm_pages,
    provider_pages,
    second_factor_pages,
    sign_in_pages,
    token_pages,
)
from plumbline.accounts import pages as account_pages
from plumbline.accounts import routes as account_routes
from plumbline.accounts.access import IDENTITY
from plumbline.accounts.browser import FORM, OPEN_FORM, RECENT, SESSION
from plumbline.assessing import pages as assessing_pages
from plumbline.assessing import routes as assessing_routes
from plumbline.assessing import writing_routes as assessing_writing_routes
from plumbline.audit import routes as audit_routes
from plumbline.billing import operator_pages as billing_operator_pages
from plumbline.billing import operator_routes as billing_operator_routes
from plumbline.billing import pages as billing_pages
from plumbline.billing import routes as billing_routes
from plumbline.billing import standin_pages, webhooks
from plumbline.comparisons import pages as comparison_pages
from plumbline.comparisons import routes as comparison_routes
from plumbline.evidence import (
    carry_routes,
    file_pages,
    files_routes,
    gap_routes,
    house_pages,
    house_routes,
    many_routes,
    pack_pages,
    pack_routes,
    recheck_routes,
    unlist_pages,
    writing_routes,
)
from plumbline.evidence import pages as evidence_pages
from plumbline.evidence import routes as evidence_routes
from plumbline.feedback import (
    collecting_routes,
    giving_routes,
    invited_routes,
    moderating_routes,
    survey_routes,
    theme_pages,
    theme_routes,
)
from plumbline.feedback import pages as feedback_pages
from plumbline.feedback import routes as feedback_routes
from plumbline.kit.clock import Clock, SystemClock
from plumbline.live import pages as live_pages
from plumbline.live import routes as live_routes
from plumbline.logs import set_up_logs
from plumbline.market.source import MarketSource
from plumbline.models import pages as model_pages
from plumbline.models import routes as model_routes
from plumbline.organisations import pages as organisation_pages
from plumbline.organisations import routes as organisation_routes
from plumbline.products import experience_routes, listing_routes, search_routes, similar_routes
from plumbline.products import pages as product_pages
from plumbline.products import routes as product_routes
from plumbline.purchasing import contract_routes, supply_routes
from plumbline.purchasing import pages as order_pages
from plumbline.purchasing import routes as order_routes
from plumbline.rankings import pages as ranking_pages
from plumbline.rankings import robust_pages, robust_routes
from plumbline.rankings import routes as ranking_routes
from plumbline.services import Services
from plumbline.settings import Settings, read_settings
from plumbline.shortlists import pages as shortlist_pages
from plumbline.shortlists import routes as shortlist_routes
from plumbline.standards import pages as standard_pages
from plumbline.standards import routes as standard_routes
from plumbline.web import help_pages, home_page, openapi_served
from plumbline.web.conditional import ConditionalGet
from plumbline.web.context import RequestContext
from plumbline.web.edge import Edge
from plumbline.web.health import health
from plumbline.web.idempotency import KEYED
from plumbline.web.openapi import openapi_config
from plumbline.web.problems import EXCEPTION_HANDLERS
from plumbline.web.requests import StrictRequest
from plumbline.web.same_origin import same_origin
from plumbline.web.signed_in import SignedIn
from plumbline.web.static_files import static_routers
from plumbline.web.well_asked import well_asked

API = (
    standard_routes,
    organisation_routes,
    product_routes,
    listing_routes,
    search_routes,
    similar_routes,
    experience_routes,
    evidence_routes,
    pack_routes,
    writing_routes,
    many_routes,
    carry_routes,
    gap_routes,
    files_routes,
    assessing_routes,
    assessing_writing_routes,
    recheck_routes,
    live_routes,
    house_routes,
    feedback_routes,
    theme_routes,
    giving_routes,
    invited_routes,
    collecting_routes,
    moderating_routes,
    survey_routes,
    model_routes,
    ranking_routes,
    robust_routes,
    comparison_routes,
    shortlist_routes,
    billing_routes,
    billing_operator_routes,
    order_routes,
    supply_routes,
    contract_routes,
    account_routes,
    audit_routes,
    openapi_served,
)
PAGES = (
    home_page,
    help_pages,
    standard_pages,
    organisation_pages,
    product_pages,
    evidence_pages,
    pack_pages,
    file_pages,
    assessing_pages,
    live_pages,
    house_pages,
    feedback_pages,
    unlist_pages,
    theme_pages,
    model_pages,
    ranking_pages,
    robust_pages,
    comparison_pages,
    shortlist_pages,
    billing_pages,
    billing_operator_pages,
    standin_pages,
    order_pages,
    account_pages,
    sign_in_pages,
    code_pages,
    provider_pages,
    confirm_pages,
    second_factor_pages,
    token_pages,
)


def create_app(
    settings: Settings | None = None, clock: Clock | None = None, market: MarketSource | None = None
) -> Litestar:
    """The service as an ASGI application, on the database that `settings` name.

    `market` is made from that database unless one is given.
    """
    settings = settings or read_settings(os.environ)
    return Composition().on(Services(settings, clock or SystemClock(), market))


class Composition:
    """Every route, prepared once, which takes a third of a second; `on` says what they work on."""

    def __init__(self) -> None:
        self.services: Services
        self._app = Litestar(
            route_handlers=[_api(), health, webhooks.receive, *static_routers(), _pages()],
            dependencies={
                "database": self._give(lambda on: on.database),
                "market": self._give(lambda on: on.market),
                "clock": self._give(lambda on: on.clock),
                "settings": self._give(lambda on: on.settings),
                "desk": self._give(lambda on: on.desk),
                "tries": self._give(lambda on: on.tries),
                "sealer": self._give(lambda on: on.sealer),
                "claims": self._give(lambda on: on.claims),
                "clerk": self._give(lambda on: on.clerk),
                "ordering": self._give(lambda on: on.ordering),
                "processor": self._give(lambda on: on.payments.processor),
                "standin": self._give(lambda on: standin_pages.required(on.payments.standin)),
                "provider": self._give(lambda on: provider_pages.required(on.provider)),
                "identity": IDENTITY,
                "session": SESSION,
                "recent": RECENT,
                "keyed": KEYED,
                "form": FORM,
                "open_form": OPEN_FORM,
            },
            middleware=[ConditionalGet(), SignedIn(lambda: self.services)],
            exception_handlers=EXCEPTION_HANDLERS,
            request_class=StrictRequest,
            request_max_body_size=1_000_000,
            openapi_config=openapi_config(openapi_served.WholeDocument()),
            logging_config=None,  # structlog writes what there is to say: plumbline.logs
            lifespan=[lambda app: self.services.lifespan(app)],
            debug=False,
        )
        self._routes = self._app.asgi_handler

    def on(self, services: Services) -> Litestar:
        """The application on these services, one set at a time."""
        set_up_logs(services.settings.log_level)
        self.services = services
        # Around its router rather than in its middleware, which a path of nobody never meets.
        edge = Edge(self._routes, services.settings)
        self._app.asgi_handler = RequestContext(edge, services.settings.access_log)
        return self._app

    def _give(self, part: Callable[[Services], object]) -> Provide:
        give: Callable[[], object] = lambda: part(self.services)  # noqa: E731 a def would name what needs no name
        return Provide(give, sync_to_thread=False)


def _api() -> Router:
    handlers = [handler for feature in API for handler in feature.handlers]
    return Router("/api/v1", route_handlers=handlers, before_request=well_asked)


def _pages() -> Router:
    # Through a router, for the application itself would prepare a handler once more for every other
    # handler of its path, and a handler that runs in a thread then never starts.
    handlers = [handler for feature in PAGES for handler in feature.handlers]
    return Router("/", route_handlers=handlers, guards=[same_origin])
