"""Every page in a real browser: accessible, quiet, of this host only, and never wider than the screen."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.charged import CONTRACT, ORDER, SHORTLIST
from tests.pages.looks import NARROW, WIDE, fits, looks_right
from tests.pages.test_shortlist_journey import sign_in

pytestmark = pytest.mark.browser
SHARES = 4  # so that a page that fails hides no more than a quarter of the others

PAGES = (
    "/",
    "/products",
    "/products?q=record&gate=eligible",
    "/products?q=zzzzzz",
    "/products?q=maternty+notes+at+home",
    "/rank",
    "/rank?product_type=epr&w_cost=80&w_experience=20&role_nurse=60&org_kind=trust",
    "/compare",
    "/standards",
    "/standards?product_type=gp-system&as_of=2024-03-01",
    "/standards/DAPB4101",
    "/methods",
    "/rank/robustness?product_type=epr&w_cost=80&w_experience=20",
    "/rank/robustness?product_type=epr&weigh=ranges&low_cost=10&high_cost=60&if_product=tern-record&if_criterion=cost&if_figure=900000",
    "/rank/robustness?weigh=order&place_cost=1&place_experience=2&place_compliance=3&place_coverage=4",
    "/rank/robustness?q=zzzzzz",
    "/methods/plumbline-1",
    "/methods/plumbline-2",
    "/methods/plumbline-2-estate",
    "/rank?product_type=epr&estate=hedgerow-gp&estate=assayline%403.9&estate=tern-record",
    "/rank/robustness?product_type=epr&estate=hedgerow-gp",
    "/compare?product=larkfield-acute&product=tern-record&estate=hedgerow-gp&estate=tern-record",
    "/models",
    "/models/meaning",
    "/models/themes",
    "/themes",
    "/organisations",
    "/organisations/02T",
    "/problems",
    "/problems/invalid",
    "/api",
    "/accessibility",
    "/products/tern-record/conformance/print",
    "/products/tern-record/evidence",
    "/products/dovetail-record/evidence",
    "/help/evidence",
    "/help/evidence/cyclonedx",
    "/assess/agreement",
    "/test-houses",
    "/plans",
    "/give",
    "/products/tern-record/feedback/rulings",
    "/sign-in",
)


THEIRS = {
    "buyer": (
        f"/orders/{ORDER}",
        f"/contracts/{CONTRACT}",
        f"/orders/new?shortlist={SHORTLIST}",
        "/purchase-threshold",
    ),
    "supplier": ("/contracts", f"/orders/{ORDER}", "/billing", "/plans", "/payee"),
    "admin": ("/billing/accounts",),
}


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_accessible_quiet_and_fits(watch: Callable[..., Any], share: int) -> None:
    """Axe finds nothing, the console stays empty, nothing scrolls sideways, at 1280 and at 320 pixels."""
    watched = watch(WIDE)
    for path in PAGES[share::SHARES]:
        looks_right(watched.go(path), WIDE, NARROW)


def test_what_leads_from_the_search_is_too(watch: Callable[..., Any]) -> None:
    """Product pages of different states, open in full, and a comparison of three."""
    watched = watch(WIDE)
    page = watched.go("/products")
    links = page.locator(".app-result h3 a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    slugs = [link.split("/")[-1] for link in links]
    compare = "&".join(f"product={slug}" for slug in slugs[:3])
    for path in (*links[:: max(1, len(links) // 4)][:4], f"/compare?{compare}"):
        looks_right(watched.go(path), WIDE, NARROW)


@pytest.mark.parametrize(("who", "paths"), THEIRS.items())
def test_pages_of_orders_and_money_are_too(
    watch: Callable[..., Any], who: str, paths: tuple[str, ...]
) -> None:
    """What somebody sees of orders, contracts and invoices once they are signed in."""
    watched = watch(WIDE)
    sign_in(watched.go("/sign-in"), who)
    for path in paths:
        looks_right(watched.go(path), WIDE, NARROW)


def test_without_javascript_every_page_reads_the_same(watch: Callable[..., Any]) -> None:
    """The server sends everything: same title and heading with JavaScript off, nothing wider."""
    watched = watch(NARROW, javascript=False)
    for path in PAGES:
        page = watched.go(path)
        fits(page)
        assert page.locator("h1").count() == 1
        assert page.title().endswith("Plumbline") or path == "/"
