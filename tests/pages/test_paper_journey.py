"""A supplier hands in a certificate and a declaration in a real browser, with JavaScript and without."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.pages.looks import fits, looks_right
from tests.pages.test_shortlist_journey import sign_in

pytestmark = pytest.mark.browser

PATH = "/products/tern-record/evidence"


def day(page: Page, legend: str, written: str) -> None:
    """Fill in the three fields of a day."""
    group = page.get_by_role("group", name=legend)
    for part, value in zip(("Day", "Month", "Year"), written.split(), strict=True):
        group.get_by_label(part).fill(value)


@pytest.mark.parametrize(("javascript", "width"), [(True, 320), (False, 1280)])
def test_a_certificate_is_handed_in(watch: Callable[..., Any], javascript: bool, width: int) -> None:
    """From the page of the evidence, past mistakes that lose nothing, to what became of it, sent twice."""
    watched, number = watch(width, javascript=javascript), f"FICT-{width}"
    title = f"Cyber Essentials certificate {number}"
    watched.refusals.add(422)
    page: Page = watched.go(f"/sign-in?next={PATH}")
    sign_in(page, "supplier")
    page.get_by_role("link", name="Hand in a document, a declaration or a certificate").click()
    look = looks_right if javascript else fits
    look(page)
    page.get_by_label("A certificate").check()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in a certificate")
    look(page)
    if not javascript:
        page.locator("summary", has_text="Cyber Essentials").click()
    page.get_by_role("checkbox", name=re.compile("^CE-1 ")).check()
    page.get_by_label("What it is, in a few words").fill(title)
    page.get_by_label("Who issued it").fill("Fictional Assurance Ltd")
    page.get_by_label("Its number").fill(number)
    day(page, "The day it was issued", "31 2 2026")
    day(page, "The last day on which it holds", "1 11 2027")
    copy: FilePayload = {"name": "copy.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 fictional"}
    page.get_by_label("The file").set_input_files(copy)
    page.get_by_role("button", name="Hand it in").click()
    expect(page).to_have_title(re.compile("^Error: "))
    look(page)
    for words in ("'31 2 2026' is no day", "A certificate states its scope."):
        expect(page.get_by_role("alert").get_by_role("link", name=re.compile(words))).to_be_visible()
    expect(page.get_by_label("Its number")).to_have_value(number)
    expect(page.get_by_role("checkbox", name=re.compile("^CE-1 "))).to_be_checked()
    page.get_by_role("alert").get_by_role("link", name=re.compile("is no day")).click()
    expect(page.locator("#issued_on-day")).to_be_focused()
    page.locator("#issued_on-day").fill("28")
    page.get_by_label("What it covers").fill("The hosted service.")
    page.get_by_label("The file").set_input_files(copy)
    page.get_by_role("button", name="Hand it in").dblclick()
    became = page.get_by_role(
        "heading", name=re.compile("It is handed in|This stands on the release already")
    )
    expect(became).to_be_visible()
    look(page)
    page.goto(watched.address + PATH)
    expect(page.get_by_role("heading", name=title)).to_have_count(1)
