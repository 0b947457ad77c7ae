"""Saying what one thinks of a system, in a real browser on a small screen, with JavaScript and without."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from plumbline.demo.collecting import INVITATION
from tests.pages.looks import NARROW, WIDE, fits, looks_right
from tests.pages.test_shortlist_journey import sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_a_nurse_answers_on_a_phone_and_loses_nothing(watch: Callable[..., Any], javascript: bool) -> None:
    """One item is forgotten: it is named at its place, all else stands; then thanks, and a way back."""
    watched = watch(320, javascript=javascript)
    right = looks_right if javascript else fits  # axe is a script
    watched.refusals.add(422)
    page = watched.go("/products/assayline/feedback/give?questions=umux_lite")
    sign_in(page, "nurse")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Assayline")
    right(page)
    page.locator("#items-0-6").check()
    page.get_by_label("Nurse", exact=True).check()
    page.get_by_label("What works, and what gets in your way?").fill("Slow on the old laptops.")
    page.get_by_role("button", name=re.compile("Send your answer|Keep the change")).click()
    expect(page).to_have_title(re.compile("^Error: "))
    right(page)
    expect(page.locator("#items-0-6")).to_be_checked()
    expect(page.locator("#comment")).to_have_value("Slow on the old laptops.")
    page.get_by_role("alert").get_by_role("link").click()
    page.locator("#items-1-5").check()
    page.get_by_role("button", name=re.compile("Send your answer|Keep the change")).click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    right(page)
    page.get_by_role("button", name="Withdraw").first.click()
    expect(page.get_by_role("status")).to_contain_text("withdrawn")


def test_by_invitation_without_an_account_or_javascript(watch: Callable[..., Any]) -> None:
    """From the code on a slip of paper to thanks, on 320 pixels."""
    watched = watch(320, javascript=False)
    watched.refusals.add(422)
    page = watched.go(f"/give?code={INVITATION}")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do you think of Tern Record?")
    page.get_by_role("button", name="Send your answer").click()
    expect(page).to_have_title(re.compile("^Error: "))
    for item in range(10):
        page.locator(f"#items-{item}-{4 if item % 2 == 0 else 2}").check()
    page.get_by_label("Doctor", exact=True).check()
    page.get_by_role("button", name="Send your answer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    expect(page.locator("#own-code")).to_have_text(re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$"))


def test_the_pages_of_an_officer_are_accessible_and_fit(watch: Callable[..., Any]) -> None:
    """What is in use, with errors shown; and the invitations that were made."""
    watched = watch(WIDE)
    watched.refusals.add(422)
    page = watched.go("/collect")
    sign_in(page, "officer")
    looks_right(page, WIDE, NARROW)
    page.get_by_role("button", name="Declare it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    looks_right(page, WIDE, NARROW)
    page.get_by_role("link", name="Tern Record", exact=True).click()
    page.get_by_label("How many people?").fill("2")
    page.get_by_role("button", name="Make invitations").click()
    expect(page.locator("#codes li")).to_have_count(2)
    looks_right(page, WIDE, NARROW)


def test_the_page_of_a_moderator_is_accessible_and_fits(watch: Callable[..., Any]) -> None:
    """With what waits, and with errors shown."""
    watched = watch(WIDE)
    watched.refusals.add(422)
    page = watched.go("/moderate")
    sign_in(page, "third-assessor")
    expect(page.get_by_role("heading", level=1)).to_have_text("Answers to moderate")
    looks_right(page, WIDE, NARROW)
    page.get_by_role("button", name="Keep this decision").click()
    expect(page).to_have_title(re.compile("^Error: "))
    looks_right(page, WIDE, NARROW)


def test_a_survey_is_seen_before_it_is_taken(watch: Callable[..., Any], tmp_path: Path) -> None:
    """On 320 pixels, without JavaScript: a bad line is told with its reason; the mended file is taken."""
    file = tmp_path / "answers.csv"
    file.write_text("Role,Date,UMUX 1,UMUX 2\nnurse,2026-11-02,6,9\n", encoding="utf-8")
    watched = watch(320, javascript=False)
    page = watched.go("/collect")
    sign_in(page, "officer")
    page.get_by_role("link", name="Tern Record", exact=True).click()
    page.get_by_label("A CSV or XLSX file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("table")).to_contain_text("Answer this with 1 to 7.")
    fits(page)
    file.write_text("Role,Date,UMUX 1,UMUX 2\nnurse,2026-11-02,6,5\n", encoding="utf-8")
    page.get_by_label("A CSV or XLSX file").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Take the answer").click()
    expect(page.get_by_role("status")).to_contain_text("taken from the file")
