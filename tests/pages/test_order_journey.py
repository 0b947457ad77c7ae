"""From a shortlist to a contract in a real browser: a buyer, a second person, and the supplier."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pages.looks import looks_right
from tests.pages.test_shortlist_journey import sign_in

pytestmark = pytest.mark.browser


def signed_in(watch: Callable[..., Any], who: str, javascript: bool) -> Any:
    """Somebody's own browser."""
    watched = watch(javascript=javascript)
    sign_in(watched.go("/sign-in"), who)
    return watched


def step(page: Page, button: str) -> None:
    """Press a button of the order's page."""
    page.get_by_role("main").get_by_role("button", name=button).click()


@pytest.mark.parametrize("javascript", [True, False])
def test_draft_ask_approve_send(watch: Callable[..., Any], javascript: bool) -> None:
    """Nobody approves their own; the price stands with its arithmetic; a second person lets it go on."""
    buyer = signed_in(watch, "buyer", javascript)
    buyer.refusals.add(422)
    page = buyer.go("/shortlists")
    page.get_by_role("link", name="Small systems for the new clinic").click()
    page.get_by_role("link", name="Order from this shortlist").click()
    step(page, "Work out the price")
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    page.get_by_label("Doorstep Care").check()
    page.get_by_label("Term in months").fill("1")
    page.get_by_label("Number of patients").fill("900")
    step(page, "Work out the price")
    expect(page.get_by_role("main")).to_contain_text("900 patients × £0.784 × 1/12 years = £58.80")
    for box in page.locator("#request textarea").all():
        box.fill("A separate need of another clinic.")
    step(page, "Ask a second person")
    expect(page.locator("#decide")).to_contain_text("does not decide")
    address = page.url
    officer = signed_in(watch, "officer", javascript)
    theirs = officer.go(re.sub(r"^https?://[^/]+", "", address).partition("#")[0])
    theirs.get_by_label("Approve").check()
    theirs.get_by_label("Why?").first.fill("Within the budget of this year.")
    step(theirs, "Save the decision")
    expect(theirs.get_by_role("main")).to_contain_text("Approved")
    page.reload()
    page.get_by_label("Purchase-order number").fill(f"PO {'with' if javascript else 'without'} script")
    step(page, "Send the order")
    expect(page.get_by_role("main")).to_contain_text("Sent to the supplier")


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_of_orders_are_accessible_and_fit(watch: Callable[..., Any], width: int) -> None:
    """Axe finds nothing on lists, orders at every step, a contract, the threshold, and what suppliers see."""
    buyer = watch(width)
    buyer.refusals.add(422)
    sign_in(buyer.go("/sign-in"), "buyer")
    page = buyer.go("/orders")
    looks_right(page)
    links = page.locator("main table a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for path in (*links, "/contracts", "/purchase-threshold"):
        looks_right(buyer.go(path))
    page = buyer.go("/contracts")
    page.locator("main table a").first.click()
    looks_right(page)
    keeper = watch(width)
    keeper.refusals.add(422)
    sign_in(keeper.go("/sign-in"), "trust-admin")
    page = keeper.go("/purchase-threshold")
    step(page, "Set the threshold")
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page)
    seller = watch(width)
    sign_in(seller.go("/sign-in"), "supplier")
    for path in ("/orders", "/payee"):
        looks_right(seller.go(path))
    page = seller.go("/orders")
    page.locator("main table a").first.click()
    looks_right(page)
