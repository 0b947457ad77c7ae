"""From the queue to a decision by two, and the supplier's reply beside it, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.pages.looks import NARROW, WIDE, looks_right
from tests.pages.test_shortlist_journey import sign_in

pytestmark = pytest.mark.browser
SAFETY = "/assess?standard=DCB0129&state=waiting&mine=yes"


def _declare(page: Page) -> None:
    """On the page of a line that asks for it; back to the line."""
    page.get_by_role("link", name=re.compile("^Declare your interest in")).click()
    page.get_by_label("No, nothing binds me to it").check()
    page.get_by_role("button", name="Declare it").click()
    expect(page.get_by_role("heading", name="Your review")).to_be_visible()


def _review(page: Page, outcome: str = "Met") -> None:
    page.get_by_label(outcome, exact=True).check()
    page.get_by_label("How strongly does it show it?").select_option(index=1)
    page.get_by_label("Why?").fill("It is stated in section 3, with a date and a name.")
    page.get_by_role("button", name="Keep this review").click()


def _sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_two_assessors_decide_and_neither_sees_the_other(watch: Callable[..., Any], javascript: bool) -> None:
    """The first review decides nothing and is not shown to the second; the second decides."""
    watched = watch(javascript=javascript)
    watched.refusals |= {409, 422}
    page = watched.go(f"/sign-in?next={SAFETY.replace('&', '%26')}")
    sign_in(page, "assessor")
    page.get_by_role("table").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Your review")).to_be_visible()
    address = page.url
    if page.get_by_role("link", name=re.compile("^Declare your interest in")).count():
        _declare(page)
    page.get_by_role("button", name="Keep this review").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the evidence shows.")
    _review(page)
    expect(page.get_by_role("status")).to_contain_text("another assessor, who does not see yours")
    expect(page.get_by_role("main")).to_contain_text("You have reviewed")
    _sign_out(page)
    page.goto(f"{watched.address}/sign-in?next={address.removeprefix(watched.address).split('?')[0]}")
    sign_in(page, "third-assessor")
    expect(page.get_by_role("heading", name="Your review")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("It is stated in section 3")
    if page.get_by_role("link", name=re.compile("^Declare your interest in")).count():
        _declare(page)
    _review(page)
    expect(page.get_by_role("status")).to_contain_text("The line is decided.")
    expect(page.get_by_role("main")).to_contain_text("Ada Assess and Thea Third")
    _sign_out(page)


def test_the_pages_of_an_assessor_are_accessible_and_fit(watch: Callable[..., Any]) -> None:
    """Axe finds nothing: on the queue, a line with errors, interests, and agreement."""
    watched = watch(WIDE)
    watched.refusals |= {409, 422}
    page = watched.go("/sign-in?next=/assess")
    sign_in(page, "assessor")
    expect(page.get_by_role("heading", level=1)).to_have_text("Evidence to assess")
    looks_right(page, WIDE, NARROW)
    for path in ("/assess?state=nonsense&risk=low", "/assess/interests", "/assess/agreement", "/account"):
        page.goto(watched.address + path)
        looks_right(page, WIDE, NARROW)
    page.goto(f"{watched.address}/assess/interests")
    page.get_by_role("button", name="Declare it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    looks_right(page, WIDE, NARROW)
    page.goto(f"{watched.address}{SAFETY}")
    page.get_by_role("table").get_by_role("link").last.click()
    expect(page.get_by_role("heading", name="Your review")).to_be_visible()
    looks_right(page, WIDE, NARROW)
    if page.get_by_role("link", name=re.compile("^Declare your interest in")).count():
        _declare(page)
    page.get_by_role("button", name="Keep this review").click()
    expect(page).to_have_title(re.compile("^Error: "))
    looks_right(page, WIDE, NARROW)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_supplier_replies_and_everybody_reads_it(watch: Callable[..., Any], width: int) -> None:
    """From what was decided to the reply beside the finding on the product's page."""
    watched = watch(width)
    watched.refusals |= {409, 422}
    page = watched.go("/sign-in?next=/products/tern-medicines/waiting")
    sign_in(page, "supplier")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tern Medicines: with the assessors")
    looks_right(page)
    page.get_by_role("link", name=re.compile("^Reply")).nth(width % 7).click()
    page.get_by_role("button", name="Send the reply").click()
    expect(page).to_have_title(re.compile("^Error: "))
    looks_right(page)
    words = f"Said at a width of {width}: see section 4."
    page.get_by_label("What do you say to it?").fill(words)
    page.get_by_label("Ask for a second look").check()
    page.get_by_role("button", name="Send the reply").click()
    expect(page.get_by_role("status")).to_contain_text("Your reply is kept.")
    expect(page.get_by_role("table")).to_contain_text("Second look asked for")
    looks_right(page)
    _sign_out(page)
    page.goto(f"{watched.address}/products/tern-medicines")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    expect(page.get_by_role("main")).to_contain_text(words)
