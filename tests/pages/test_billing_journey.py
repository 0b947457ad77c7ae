"""A supplier pays and the market's operator gives back, in a real browser; the processor is the stand-in."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import standin_beside
from tests.pages.conftest import serving
from tests.pages.looks import NARROW, WIDE, looks_right
from tests.pages.test_order_journey import signed_in, step
from tests.pages.test_shortlist_journey import sign_in

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("PLUMBLINE_PICTURES")
"""A folder for pictures of what is tried here, for whoever wants to look."""


@pytest.fixture(scope="module")
def live(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of these tests' own, that takes payments."""
    file = tmp_path_factory.mktemp("paying") / "demo.sqlite"
    shutil.copy(demo_template, file)
    with serving(file, standin_beside(demo_template, file)) as address:
        yield address


def choose(page: Page, way: str) -> None:
    """Do something on a page of the stand-in."""
    page.get_by_label(way).check()
    step(page, "Go on")


def until(page: Page, words: str) -> None:
    """What was written down is done in the background: read the page again until it says so."""
    for _ in range(60):
        if words in page.get_by_role("main").inner_text():
            return
        page.wait_for_timeout(250)
        page.reload()
    raise AssertionError(f"{page.url} never said {words!r}: {page.get_by_role('main').inner_text()[:800]}")


def seen(page: Page, name: str) -> None:
    """It is accessible and fits at both widths; and a picture at each, if anybody wants them."""
    looks_right(page, WIDE, NARROW)
    for width in (WIDE, NARROW) if PICTURES else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def test_an_invoice_is_paid_and_a_part_is_given_back(watch: Callable[..., Any]) -> None:
    """Announced, paid by a card on the processor's page, a part refunded with a credit note, and exported."""
    supplier = signed_in(watch, "supplier", True)
    page = supplier.go("/billing")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Renewed on 1 September 2027")
    expect(main).to_contain_text("by the prices of that day")
    page.locator("main table a").first.click()
    invoice = page.url
    pay = str(page.get_by_role("button", name="See and pay it").get_attribute("href"))
    page = supplier.go("/stand-in" + pay.partition("/stand-in")[2])  # the story was told of another port
    supplier.refusals.add(409)
    choose(page, "A card that is refused")
    expect(page.get_by_role("alert")).to_be_visible()
    choose(page, "A card that pays")
    expect(page.get_by_role("status")).to_have_text("It is paid.")
    page.goto(invoice)
    until(page, "Paid to Tern & Teal Systems")
    operator = signed_in(watch, "admin", True)
    operator.refusals.add(422)
    theirs = operator.go(f"/billing/accounts/invoices/{invoice.rpartition('/')[2]}")
    theirs.get_by_label("How much, net").fill("100000.00")
    theirs.get_by_label("In your words").fill("Less was delivered.")
    step(theirs, "Give it back")
    expect(theirs.get_by_role("alert")).to_contain_text("can be given back")
    theirs.get_by_label("How much, net").fill("10.00")
    step(theirs, "Give it back")
    until(theirs, "Refund: succeeded")
    page.reload()
    expect(main).to_contain_text("Less was delivered. Credit note")
    page = supplier.go("/billing")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV invoices").click()
    table = taken.value.path().read_text(encoding="utf-8-sig")
    assert "credit note" in table
    assert "-10.00" in table


def test_the_payment_method_is_changed_at_the_processor(watch: Callable[..., Any]) -> None:
    """A page leads there, for this visit; without script as well."""
    supplier = signed_in(watch, "supplier", False)
    page = supplier.go("/billing")
    step(page, "Change your payment method")
    page.get_by_role("button", name="Go to the payment processor").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How you pay")
    choose(page, "A Direct Debit, which takes three days")
    page.get_by_role("link", name="Back to the market").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Plan and invoices")


def test_the_pages_of_billing_are_accessible_and_fit(watch: Callable[..., Any]) -> None:
    """Axe finds nothing on what a supplier sees, and on what the market's operator sees."""
    supplier = watch(WIDE)
    supplier.refusals.add(422)
    sign_in(supplier.go("/sign-in"), "supplier")
    page = supplier.page
    for name, path in (
        ("plans", "/plans"),
        ("plans-later", "/plans?as_of=2027-04-01"),
        ("billing", "/billing"),
    ):
        seen(supplier.go(path), name)
    page.locator("main table a").first.click()
    seen(page, "invoice")
    page = supplier.go("/billing")
    page.get_by_label("Address, first line").fill("")
    step(page, "Save")
    expect(page.get_by_role("alert")).to_be_visible()
    seen(page, "billing-error")
    page = supplier.go("/billing")
    step(page, "Change your payment method")
    seen(page, "portal")
    page.get_by_role("button", name="Go to the payment processor").click()
    seen(page, "stand-in")
    operator = watch(WIDE)
    sign_in(operator.go("/sign-in"), "admin")
    page = operator.page
    seen(operator.go("/billing/accounts"), "accounts")
    page.locator("main table a").first.click()
    seen(page, "any-invoice")
