"""A supplier registers a server, is told what to put where, sees what came of a look, and ends it."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.sync_api import expect

from catalog.evidence.formats import Format
from plumbline.evidence.desk import Desk
from plumbline.kit.clock import FixedClock
from plumbline.live.check import Asked, Checked, Document
from plumbline.live.worker import Worker
from plumbline.storage.engine import Database
from tests.conftest import NOON
from tests.pages.looks import looks_right
from tests.pages.test_shortlist_journey import sign_in
from tests.storage.live_made import STATEMENT

pytestmark = pytest.mark.browser
PAGE = "/products/tern-record/live-checks"


class Answering:
    """Stands in for the client: the proof is there, one document comes, the other does not."""

    def check(self, asked: Asked) -> Checked:
        """As a server would that has no SMART configuration."""
        url = f"{asked.address}/metadata"
        came = Document(
            format=Format.FHIR_CAPABILITY_STATEMENT,
            url=url,
            ip="192.0.2.1",
            content=msgspec.json.encode(STATEMENT),
        )
        missing = Document(
            format=Format.SMART_CONFIGURATION,
            url=f"{asked.address}/.well-known/smart-configuration",
            reason="It answered 404 and not 200.",
        )
        return Checked(proved=True, documents=(came, missing))


def look(file: Path, *, minutes: int) -> int:
    """What the worker does with whatever is due then."""
    database, desk = Database(f"sqlite:///{file}"), Desk(workers=1)
    clock = FixedClock(NOON + timedelta(minutes=minutes))
    try:
        return Worker(database, clock, Answering(), desk).run_due()
    finally:
        desk.close()
        database.close()


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, True), (320, False)])
def test_register_prove_look_and_remove(
    watch: Callable[..., Any], live_file: Path, width: int, javascript: bool
) -> None:
    """With JavaScript and without, wide and narrow; axe finds nothing at any step."""
    watched = watch(width, javascript=javascript)
    watched.refusals |= {409, 422, 429}
    page = watched.go(f"/sign-in?next={PAGE}")
    sign_in(page, "supplier")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Live checks of")
    page.get_by_role("button", name="Register it").click()
    expect(page).to_have_title(re.compile("^Error: "))
    page.get_by_label("Address of its FHIR server").fill("https://127.0.0.1/r4")
    page.get_by_label("By a TXT record in the DNS").check()
    page.get_by_role("button", name="Register it").click()
    expect(page.get_by_role("alert")).to_contain_text("Give the host by its name")
    assert page.get_by_label("Address of its FHIR server").input_value() == "https://127.0.0.1/r4"
    if javascript:
        looks_right(page)
    address = f"https://fhir-{width}-{javascript}.tern.example/r4".lower()
    page.get_by_label("Address of its FHIR server").fill(address)
    page.get_by_role("button", name="Register it").click()
    check = page.locator(".app-result").filter(has_text=address)
    expect(check).to_contain_text("Waits for the proof")
    expect(check).to_contain_text("_plumbline-verification.fhir-")
    check.get_by_role("button", name="Look now").click()
    expect(check).to_contain_text("Next look: 23 November 2026, 12:00 UTC")
    assert look(live_file, minutes=1) == 1
    page.reload()
    expect(check).to_contain_text("Last known to be yours on 23 November 2026, 12:01 UTC")
    if not javascript:  # without it a closed part is opened by the browser itself
        check.locator("summary").click()
    else:
        looks_right(page)
    expect(check).to_contain_text("Recorded as evidence")
    expect(check).to_contain_text("It answered 404 and not 200.")
    check.get_by_role("button", name="Look now").click()
    expect(page.get_by_role("alert")).to_contain_text("checked a moment ago")
    page.goto(f"{watched.address}/live-checks")
    expect(page.get_by_role("row").filter(has_text=address)).to_contain_text("Checked")
    if javascript:
        looks_right(page)
    page.get_by_role("link", name=address).click()
    check.get_by_role("button", name="Remove").click()
    expect(check).to_contain_text("Ended: removed")
    expect(check.get_by_role("button")).to_have_count(0)


def test_it_is_found_from_the_account(watch: Callable[..., Any]) -> None:
    """And for somebody who is no supplier it is not."""
    page = watch().go("/sign-in?next=/account")
    sign_in(page, "supplier")
    page.get_by_role("link", name="Live checks").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Live checks of")
    expect(page.get_by_role("link", name="Tern Record")).to_be_visible()
