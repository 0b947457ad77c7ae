"""The page of test houses in a real browser: a key is listed and ended, with JavaScript and without."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from plumbline.demo.people import DEMO_PASSWORD
from tests.pages.looks import looks_right

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 320)])
def test_a_key_is_listed_and_ended(watch: Callable[..., Any], javascript: bool, width: int) -> None:
    """What is wrong stands in the summary and beside its field; axe finds nothing on the way."""
    watched = watch(width, javascript=javascript)
    watched.refusals.add(422)
    page = watched.go("/sign-in?next=/test-houses")
    page.get_by_label("E-mail address").fill("owner@demo.example")
    page.get_by_label("Password", exact=True).fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in").last.click()
    page.get_by_label("Name of the test house").fill(f"Fictional Tests {width}")
    page.get_by_label("Name of the key").fill(f"key-{width}")
    page.get_by_label("The public key, as a JWK").fill("{")
    page.get_by_role("button", name="List the key").click()
    assert page.title().startswith("Error:")
    page.get_by_role("link", name="That is no JWK").wait_for()
    if javascript:
        looks_right(page)
    key = json.dumps(OKPKey.generate_key("Ed25519").as_dict(private=False))
    page.get_by_label("The public key, as a JWK").fill(key)
    page.get_by_role("button", name="List the key").click()
    page.get_by_role("heading", name=f"Fictional Tests {width}").wait_for()
    if javascript:
        looks_right(page)
    page.get_by_role("link", name=f"the key key-{width}").click()
    page.get_by_role("button", name="End the key").click()
    page.get_by_role("link", name="Say whether it is retired or compromised.").wait_for()
    if javascript:
        looks_right(page)
    page.get_by_label("Somebody else may have had it").check()
    page.get_by_label("Why", exact=False).last.fill(f"Laptop {width} was stolen.")
    page.get_by_role("button", name="End the key").click()
    page.get_by_text(f"Laptop {width} was stolen.").wait_for()
    page.get_by_role("link", name=f"End the listing of Fictional Tests {width}").click()
    page.get_by_role("button", name="End the listing").click()
    page.get_by_role("link", name="Say why: it is shown in the list.").wait_for()
    if javascript:
        looks_right(page)
    page.get_by_label("The first day").fill("2026-12-31")
    page.get_by_label("Why", exact=False).last.fill(f"Accreditation {width} lapsed.")
    page.get_by_role("button", name="End the listing").click()
    page.get_by_text("Its listing ends from 31 December 2026 on:").last.wait_for()
    page.get_by_text(f"Accreditation {width} lapsed.").wait_for()


def test_the_page_of_a_product_that_was_looked_at_again(watch: Callable[..., Any]) -> None:
    """The line that says when, on a day after the demonstration market was loaded."""
    page = watch().go("/products/tern-record?as_of=2030-01-01")
    page.get_by_text("Checked again on").wait_for()
    looks_right(page)
