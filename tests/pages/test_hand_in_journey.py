"""A supplier hands in what their tools wrote, in a real browser, with JavaScript and without."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.api.evidence_asked import OTHERS
from tests.pages.looks import looks_right
from tests.pages.test_shortlist_journey import sign_in
from tests.storage.bom_made import FLAWED

pytestmark = pytest.mark.browser

PATH = "/products/tern-medicines/evidence"


def chosen(name: str, content: bytes) -> dict[str, Any]:
    """A file as the browser is given it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def bill(note: str) -> bytes:
    """A bill of materials with a flaw that nobody else hands in."""
    us = FLAWED["metadata"]["component"] | {"name": "tern-medicines", "version": "4.2"}
    metadata = FLAWED["metadata"] | {"component": us}
    return json.dumps(FLAWED | {"serialNumber": f"urn:uuid:{note}", "metadata": metadata}).encode()


def result(page: Page, name: str) -> Any:
    """What the page says of one file."""
    return page.locator("#handed-in ~ .app-finding").filter(has_text=name)


@pytest.mark.parametrize("javascript", [True, False])
def test_many_files_at_once(watch: Callable[..., Any], javascript: bool) -> None:
    """What was read, what it moved, and what was refused with what to do: at once, on one page."""
    watched = watch(320 if javascript else 1280, javascript=javascript)
    watched.refusals.add(422)
    page = watched.go(f"/sign-in?next={PATH}")
    sign_in(page, "supplier")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Evidence on Tern Medicines")
    page.get_by_role("button", name="Hand in and read").click()
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one file")
    expect(page.locator("#file-error")).to_contain_text("No file came")
    if javascript:
        looks_right(page)
    files = [
        chosen("bom.json", bill(str(javascript))),
        chosen("notes.pdf", b"%PDF-1.4"),
        chosen("n" * 180 + ".json", b""),
    ]
    page.get_by_label("Files that your tools wrote").set_input_files(files)
    page.get_by_role("button", name="Hand in and read").click()
    expect(result(page, "bom.json")).to_contain_text("CycloneDX document")
    expect(result(page, "bom.json")).to_contain_text("/vulnerabilities/0")
    expect(result(page, "notes.pdf")).to_contain_text("No reader recognises this document.")
    expect(result(page, "notes.pdf")).to_contain_text("What to do")
    expect(result(page, "nnnn")).to_contain_text("The file is empty.")
    expect(page.locator("#standing ~ .app-result").first).to_contain_text("CycloneDX document")
    if javascript:
        expect(page.get_by_role("status")).to_contain_text("NHS-ARCH")
        # What stood in its favour and what was just read disagree, and stand side by side.
        section = page.get_by_role("region", name="Documents that disagree")
        expect(section).to_contain_text("A failure that was shown stands")
        expect(section).to_contain_text("Tern Medicines: declaration on DSIT-SSCOP")
        looks_right(page)


def test_whoever_is_not_its_supplier_reads_and_hands_nothing_in(watch: Callable[..., Any]) -> None:
    """No form, for nobody and for another supplier."""
    page = watch().go(PATH)
    expect(page.get_by_role("heading", name="What stands on this release")).to_be_visible()
    expect(page.get_by_role("button", name="Hand in and read")).to_have_count(0)
    page = watch().go(f"/sign-in?next=/products/{OTHERS}/evidence")
    sign_in(page, "supplier")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Evidence on Oxbow Inpatient")
    expect(page.get_by_role("button", name="Hand in and read")).to_have_count(0)
