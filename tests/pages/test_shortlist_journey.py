"""From a ranking to a shortlist with its reasons, in a real browser, with JavaScript and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from plumbline.demo.people import DEMO_PASSWORD
from tests.pages.looks import NARROW, WIDE, looks_right

pytestmark = pytest.mark.browser


def sign_in(page: Page, who: str) -> None:
    """Fill in the form that is shown."""
    page.get_by_label("E-mail address").fill(f"{who}@demo.example")
    page.get_by_label("Password").fill(DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_rank_sign_in_keep_give_reasons_export(watch: Callable[..., Any], javascript: bool) -> None:
    """The main job of a buyer: nothing of the question is lost on the way through signing in."""
    watched = watch(javascript=javascript)
    watched.refusals.add(422)
    page = watched.go("/rank?product_type=epr&w_cost=30&w_experience=70")
    ranked = page.locator("#results .app-result h3 a").all_inner_texts()
    page.get_by_role("link", name="Make a shortlist from this").click()
    sign_in(page, "buyer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Make a shortlist")
    expect(page.get_by_role("main")).to_contain_text("Experience of users 70")
    page.get_by_label("What is the shortlist called?").fill("Record system 2027")
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Record system 2027")
    assert page.locator(".app-result h3 a").all_inner_texts()[: len(ranked)] == ranked
    first, second = page.locator(".app-result").nth(0), page.locator(".app-result").nth(1)
    first.get_by_label("In", exact=True).check()
    first.get_by_role("textbox").fill("Liked best by those who use it.")
    second.get_by_label("Out", exact=True).check()
    second.get_by_role("textbox").fill("short")
    page.get_by_role("button", name="Save every reason").click()
    expect(page.get_by_role("alert")).to_contain_text("There is a problem")
    assert first.get_by_role("textbox").input_value() == "Liked best by those who use it."
    second.get_by_role("textbox").fill("Dearer, and liked no better.")
    page.get_by_role("button", name="Save every reason").click()
    expect(page.get_by_role("status").filter(has_text="Kept")).to_be_visible()
    expect(first).to_contain_text("Liked best by those who use it.")
    with page.expect_download() as table:
        page.get_by_role("link", name="XLSX").click()
    assert table.value.suggested_filename == "record-system-2027.xlsx"
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_the_pages_of_a_member_are_accessible_and_fit(watch: Callable[..., Any]) -> None:
    """Axe finds nothing on them either, with everything opened, and with errors shown."""
    watched = watch(WIDE)
    watched.refusals.add(422)
    page = watched.go("/sign-in?next=/shortlists")
    sign_in(page, "officer")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Shortlists of")
    page.goto(page.url.replace("/shortlists", "/shortlists/new?product_type=gp-system"))
    looks_right(page, WIDE, NARROW)
    page.get_by_role("button", name="Keep this answer").click()
    expect(page).to_have_title(re.compile("^Error: "))
    looks_right(page, WIDE, NARROW)
    page.get_by_label("What is the shortlist called?").fill("Practices")
    page.get_by_role("button", name="Keep this answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practices")
    looks_right(page, WIDE, NARROW)
    host = page.url.split("/shortlists")[0]
    for path in ("/shortlists", "/account", "/account/confirm", "/account/second-factor", "/account/tokens"):
        page.goto(host + path)
        looks_right(page, WIDE, NARROW)
    page.get_by_label("What is it for?").fill("nightly report")
    page.get_by_role("button", name="Make the token").click()
    expect(page.locator("#token")).to_contain_text("plb_")
    looks_right(page, WIDE, NARROW)
