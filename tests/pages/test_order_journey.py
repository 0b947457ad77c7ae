"""From a shortlist to a contract in a real browser: a buyer, a second person, and the supplier."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.pages.looks import NARROW, WIDE, looks_right
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


def test_the_pages_of_orders_are_accessible_and_fit(watch: Callable[..., Any]) -> None:
    """Axe finds nothing on lists, orders at every step, a contract, the threshold, and what suppliers see."""
    buyer = watch(WIDE)
    buyer.refusals.add(422)
    sign_in(buyer.go("/sign-in"), "buyer")
    page = buyer.go("/orders")
    looks_right(page, WIDE, NARROW)
    links = page.locator("main table a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    for path in (*links, "/contracts", "/purchase-threshold"):
        looks_right(buyer.go(path), WIDE, NARROW)
    page = buyer.go("/contracts")
    page.locator("main table a").first.click()
    looks_right(page, WIDE, NARROW)
    keeper = watch(WIDE)
    keeper.refusals.add(422)
    sign_in(keeper.go("/sign-in"), "trust-admin")
    page = keeper.go("/purchase-threshold")
    step(page, "Set the threshold")
    expect(page.get_by_role("alert")).to_be_visible()
    looks_right(page, WIDE, NARROW)
    seller = watch(WIDE)
    sign_in(seller.go("/sign-in"), "supplier")
    for path in ("/orders", "/payee"):
        looks_right(seller.go(path), WIDE, NARROW)
    page = seller.go("/orders")
    page.locator("main table a").first.click()
    looks_right(page, WIDE, NARROW)


def test_pay_and_give_back(watch: Callable[..., Any]) -> None:
    """A supplier comes to be paid here, a buyer pays, a part goes back: each sees it, and it looks right."""
    seller, buyer = (signed_in(watch, who, True) for who in ("supplier", "buyer"))
    seller.refusals.add(422)
    page = seller.go("/payee")
    step(page, "Ask to be paid here")
    step(page, "Answer the processor’s questions")
    looks_right(page, WIDE, NARROW)
    at_processor(seller, page.get_by_role("button", name="Go to the payment processor"), "Go on")
    page = seller.go("/payee")
    step(page, "See whether anything is left")
    expect(page.get_by_role("button", name="Answer the processor’s questions")).to_have_count(0)
    page = seller.go("/orders")
    page.get_by_role("row").filter(has_text="Sent to the supplier").get_by_role("link").first.click()
    page.get_by_label("Accept").check()
    step(page, "Answer the order")
    order = page.url.removeprefix(seller.address)
    theirs = buyer.go(order)
    theirs.get_by_label("By card, now").check()
    step(theirs, "Go on")
    at_processor(buyer, theirs.get_by_role("link", name="Pay on the processor’s page"), "Go on")
    theirs = buyer.go(order)
    step(theirs, "See whether it is paid")
    expect(theirs.get_by_role("main")).to_contain_text("paid on")
    page = seller.go(order)
    page.get_by_text("Give money back").click()
    page.get_by_label("Pounds, net of VAT").fill("9,000,000")
    page.get_by_label("Why?").fill("Two of the licences were never used.")
    step(page, "Give it back")
    expect(page.get_by_role("alert")).to_contain_text("Give back between £0.01 and")
    looks_right(page, WIDE, NARROW)
    page.get_by_label("Pounds, net of VAT").fill("120.00")
    step(page, "Give it back")
    expect(page.locator("#refunds")).to_contain_text("£144.00 with VAT, £120.00 net: went back on")
    theirs = buyer.go(order)
    expect(theirs.locator("#refunds")).to_contain_text("Two of the licences were never used.")
    looks_right(theirs, WIDE, NARROW)
    theirs.get_by_role("link", name="The contract").click()
    expect(theirs.get_by_role("main")).to_contain_text(
        "The supplier gave back £120.00 net, £144.00 with VAT."
    )
    looks_right(theirs, WIDE, NARROW)


def at_processor(watched: Any, way: Locator, button: str) -> None:
    """What stands on the page of the processor that a link leads to; here, the stand-in's on the same server.

    A link and no redirect of a form: `form-action` lets none lead to another host, as the processor's is.
    """
    address = way.get_attribute("href")
    assert address
    assert not address.startswith(watched.address)
    page = watched.go(urlsplit(address).path)
    looks_right(page, WIDE, NARROW)
    step(page, button)
