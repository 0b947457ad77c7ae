"""The DTAC form in a real browser: accessible, filled in and handed in, with JavaScript and without."""

from collections.abc import Callable
from typing import Any

import pytest

from plumbline.demo.people import DEMO_PASSWORD
from tests.pages.looks import looks_right

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 320)])
def test_the_form_is_filled_in_and_handed_in(watch: Callable[..., Any], javascript: bool, width: int) -> None:
    """From the page of the release's evidence, past a mistake, to what was read; axe finds nothing."""
    watched = watch(width, javascript=javascript)
    watched.refusals.add(422)
    page = watched.go("/sign-in?next=/products/tern-record/evidence")
    page.get_by_label("E-mail address").fill("supplier@demo.example")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    page.get_by_role("link", name="Answer the DTAC questions").click()
    page.get_by_role("heading", level=1).wait_for()
    if javascript:
        looks_right(page)
    page.get_by_role("group", name="C2.1 ").get_by_label("Standards Met").check()
    page.locator("[id='answer-D1.5']").fill("97")
    page.get_by_role("button", name="Hand the answers in").click()
    page.get_by_role("link", name="D1.5 is answered by").wait_for()
    assert page.title().startswith("Error:")
    if javascript:
        looks_right(page)
    page.locator("[id='answer-D1.5']").fill("97.50")
    page.get_by_role("button", name="Hand the answers in").click()
    page.get_by_role("heading", name="What became of the file").wait_for()
    assert page.get_by_text("DTAC answers").count() > 0


def test_it_fits_a_narrow_screen(watch: Callable[..., Any]) -> None:
    """At 320 pixels nothing scrolls sideways, and axe finds nothing."""
    watched = watch(320)
    page = watched.go("/sign-in?next=/products/tern-record/dtac")
    page.get_by_label("E-mail address").fill("supplier@demo.example")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    page.get_by_role("heading", level=1).wait_for()
    looks_right(page)
