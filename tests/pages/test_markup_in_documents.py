"""A document full of markup: its words stay words on every page, and nothing of it becomes part of one."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from catalog.evidence.forms import safety
from plumbline.demo.people import DEMO_PASSWORD
from tests.pages.conftest import serving
from tests.pages.looks import looks_right

pytestmark = pytest.mark.browser

MARKUP = (
    "<b id=planted>bold</b><img id=planted src=x onerror=alert(1)><script id=planted>alert(2)</script>"
    "</p></li></table><h1 id=planted>x</h1>{{ 7 * 7 }}<!-- &lt;b id=planted&gt;"
)
SLUG = "tern-record"
NARRATIVE = f'<div xmlns="http://www.w3.org/1999/xhtml">{MARKUP}</div>'
STATEMENT = {
    "resourceType": "CapabilityStatement",
    "status": "active",
    "date": "2026-11-01",
    "kind": "instance",
    "fhirVersion": "4.0.1",
    "publisher": MARKUP,
    "text": {"status": "generated", "div": NARRATIVE},
    "software": {"name": MARKUP, "version": MARKUP},
    "format": ["json"],
    "rest": [{"mode": "server", "documentation": MARKUP, "resource": [{"type": "Patient"}]}],
}
RECORD = {
    **safety.template(),
    "supplier": MARKUP,
    "product": MARKUP,
    "release": MARKUP,
    "date": "2026-11-01",
    "officer": {"name": MARKUP, "profession": MARKUP, "body": MARKUP, "registration": MARKUP},
    "plan": {"reference": MARKUP, "version": MARKUP},
}


@pytest.fixture
def live(demo_template: Path, tmp_path: Path) -> Iterator[str]:
    """A server of its own: what another file hands in for the product may be newer, and hide what is sent."""
    file = tmp_path / "own.sqlite"
    shutil.copy(demo_template, file)
    with serving(file) as address:
        yield address


def _hand_in(address: str, document: dict[str, Any]) -> None:
    person = {"email": "supplier@demo.example", "password": DEMO_PASSWORD}
    token = httpx.post(f"{address}/api/v1/sessions", json=person).json()["token"]
    said = json.dumps({"kind": "machine_readable", "title": MARKUP, "statement": MARKUP})
    answer = httpx.post(
        f"{address}/api/v1/products/{SLUG}/evidence",
        files={
            "evidence": (None, said, "application/json"),
            "file": (f"{MARKUP}.json", json.dumps(document).encode(), "application/json"),
        },
        headers={"authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 201, answer.text


def test_nothing_in_a_document_becomes_markup(watch: Callable[..., Any], live: str) -> None:
    """Narrative, names, notes, title and file name are shown as they were written, or not at all."""
    for document in (STATEMENT, RECORD):
        _hand_in(live, document)
    watched = watch()
    for path in (f"/products/{SLUG}", f"/products/{SLUG}/conformance/print"):
        page = watched.go(path)
        looks_right(page)
        assert page.locator("#planted").count() == 0
        assert page.locator("h1").count() == 1
        text = page.locator("body").inner_text()
        assert "<b id=planted>" in text, path
        assert "{{ 7 * 7 }}" in text, path
