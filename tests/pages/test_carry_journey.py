"""A supplier carries evidence to a new release, and takes it back, in a real browser."""

import re
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from plumbline.demo.people import DEMO_PASSWORD
from tests.pages.looks import looks_right
from tests.pages.test_shortlist_journey import sign_in

pytestmark = pytest.mark.browser

PATH = "/products/tern-together/evidence"


def add_release(address: str, version: str) -> None:
    """A new release of the supplier's product."""
    person = {"email": "supplier@demo.example", "password": DEMO_PASSWORD}
    token = httpx.post(f"{address}/api/v1/sessions", json=person).json()["token"]
    answer = httpx.post(
        f"{address}/api/v1/products/tern-together/releases",
        json={"version": version, "released_on": "2026-11-20"},
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize(("javascript", "version"), [(True, "9.1"), (False, "9.2")])
def test_carry_what_is_unchanged_and_take_it_back(
    watch: Callable[..., Any], live: str, javascript: bool, version: str
) -> None:
    """Nothing is ticked in vain, nothing typed is lost, and everybody sees on what it rests."""
    add_release(live, version)
    watched = watch(320 if javascript else 1280, javascript=javascript)
    watched.refusals.add(422)
    page = watched.go(f"/sign-in?next={PATH}")
    sign_in(page, "supplier")
    boxes = page.locator("input[name=evidence_ids]")
    if javascript:
        looks_right(page)
        expect(boxes.first).to_be_checked()
        boxes.first.uncheck()
        page.get_by_role("button", name="Carry what is ticked").click()
        expect(page).to_have_title(re.compile("^Error: "))
        expect(page.locator("#statement-error")).to_contain_text("unchanged")
        expect(boxes.first).not_to_be_checked()
        looks_right(page)
        page.get_by_label("What you declare").fill("Only screens changed, and the same tests passed.")
        page.get_by_role("button", name="Carry what is ticked").click()
        expect(page.locator("#carry")).to_be_visible()
        expect(page.get_by_role("main")).to_contain_text("Only screens changed, and the same tests passed.")
        looks_right(page)
        page.get_by_label("Why?").fill("It did change after all.")
        page.get_by_role("button", name="Take it back").click()
        expect(page.get_by_role("main")).to_contain_text("Since then nothing of it counts.")
        everybody = watch().go(PATH)
        expect(everybody.get_by_role("main")).to_contain_text("It did change after all.")
    else:
        expect(page.get_by_role("main")).to_contain_text("The shortest way to pass")
