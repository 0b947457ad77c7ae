"""From a key that a person lists on the page to an attestation that counts as signed, and its end."""

import json
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
from joserfc.jwk import OKPKey

from catalog.evidence.attest import Attestation, Attested, Release, sign
from catalog.words import Outcome
from plumbline.demo.test_houses import NAME as DEMO_HOUSE
from tests.api.evidence_asked import OWN, Client
from tests.api.evidence_asked import sign_in as token_of
from tests.api.test_page_forms import HERE, sign_in

KEY = OKPKey.generate_key("Ed25519")
PRIVATE: Any = KEY.as_dict(private=True)
REPORT = b"%PDF-1.7 what a fictional test house saw"
FORM = {
    "name": "Fictional Tests",
    "about": "Accredited by nobody: it is invented.",
    "key_id": "2026-1",
    "key": json.dumps(KEY.as_dict(private=False)),
}


@pytest.fixture
def browser(demo_client: Client) -> Client:
    """The client as a browser, which follows nothing."""
    demo_client.headers.update(HERE)
    demo_client.follow_redirects = False
    return demo_client


def _attestation(client: Client) -> bytes:
    version = client.get(f"/api/v1/products/{OWN}/evidence").json()["release"]
    said = Attestation(
        issuer="Fictional Tests",
        release=Release(product=OWN, version=version),
        sha256=sha256(REPORT).hexdigest(),
        findings=(Attested(requirement="MESH-1", outcome=Outcome.MET, note="Chapter 2."),),
        issued=date(2026, 11, 1),
        expires=date(2027, 10, 31),
    )
    return sign(said, PRIVATE, "2026-1")


def _submit(client: Client, content: bytes, name: str, said: dict[str, Any]) -> Any:
    headers = {**token_of(client, "supplier"), "accept": "application/json"}
    form: Any = {
        "evidence": (None, json.dumps(said), "application/json"),
        "file": (name, content, "text/plain"),
    }
    return client.post(f"/api/v1/products/{OWN}/evidence", files=form, headers=headers)


def test_what_is_signed_with_a_listed_key_counts_as_signed(browser: Client) -> None:
    """Refused while nobody lists the key; then met and signed; the page shows who answers for it."""
    attestation = _attestation(browser)
    paper = {"kind": "document", "title": "Report", "requirement_ids": ["MESH-1"]}
    assert _submit(browser, REPORT, "report.pdf", paper).status_code == 201
    refused = _submit(browser, attestation, "a.jws", {"kind": "machine_readable"})
    assert (refused.status_code, "no test house" in refused.text) == (422, True)
    form_token = sign_in(browser, "owner")
    assert browser.post("/test-houses", data={**FORM, "form_token": form_token}).status_code == 303
    listed = {house["name"]: house for house in browser.get("/api/v1/test-houses").json()["items"]}
    assert set(listed) == {"Fictional Tests", DEMO_HOUSE}
    assert listed["Fictional Tests"]["keys"][0]["state"] == "in_use"
    answer = _submit(browser, attestation, "a.jws", {"kind": "machine_readable"}).json()
    (finding,) = answer["read"]["findings"]
    assert (finding["outcome"], finding["assurance"], finding["decided"]) == ("met", "signed", True)
    assert answer["read"]["issuer"] == "Fictional Tests"
    browser.cookies.clear()
    public = browser.get("/test-houses").text
    assert "In use" in public
    assert "List a key" not in public


def test_what_was_typed_wrongly_is_shown_again(browser: Client) -> None:
    """422 with the problem beside its field, 409 for a key that is there; what was typed stays."""
    form = {**FORM, "form_token": sign_in(browser, "owner")}
    wrong = browser.post("/test-houses", data={**form, "key": json.dumps(PRIVATE)})
    assert (wrong.status_code, "private half" in wrong.text, "2026-1" in wrong.text) == (422, True, True)
    assert browser.post("/test-houses", data=form).status_code == 303
    assert browser.post("/test-houses", data=form).status_code == 409
    key = browser.get("/api/v1/test-houses").json()["items"][0]["keys"][0]["id"]
    path = f"/test-houses/keys/{key}/end"
    token = {"form_token": form["form_token"]}
    for typed in ({}, {"why": "retired"}, {"why": "retired", "reason": "x", "last_day": "soon"}):
        answer = browser.post(path, data={**token, **typed})
        assert (answer.status_code, "There is a problem" in answer.text) == (422, True)
    assert browser.post(path, data={**token, "why": "retired", "reason": "Moved."}).status_code == 303
    assert browser.post(path, data={**token, "why": "retired", "reason": "Moved."}).status_code == 409
    assert "Retired; what was issued by 23 November 2026 counts. Moved." in browser.get("/test-houses").text


def test_whoever_may_not_sees_no_form_and_is_refused(browser: Client) -> None:
    """A supplier who would list a key of their own."""
    form = {**FORM, "form_token": sign_in(browser, "supplier")}
    assert browser.post("/test-houses", data=form).status_code == 403
    assert "List a key" not in browser.get("/test-houses").text
    items = browser.get("/api/v1/test-houses").json()["items"]
    assert [house["name"] for house in items] == [DEMO_HOUSE]


def test_a_program_ends_a_listing(demo_client: Client) -> None:
    """Once, with a reason and a day, by whoever lists them; everybody reads it in the list."""
    (house,) = demo_client.get("/api/v1/test-houses").json()["items"]
    path, owner = f"/api/v1/test-houses/{house['id']}/end", token_of(demo_client, "owner")
    said = {"from_day": "2026-11-23", "reason": "Its accreditation lapsed."}
    for body in ({**said, "from_day": "2028-01-01"}, {**said, "reason": " "}, {**said, "more": 1}, {}):
        assert demo_client.post(path, json=body, headers=owner).status_code in (400, 422)
    supplier = token_of(demo_client, "supplier")
    assert demo_client.post(path, json=said, headers=supplier).status_code == 403
    ended = demo_client.post(path, json=said, headers=owner)
    assert (ended.status_code, ended.json()["unlisted_from"]) == (200, "2026-11-23")
    assert demo_client.post(path, json=said, headers=owner).status_code == 409
    assert demo_client.get("/api/v1/test-houses").json()["items"] == [ended.json()]
    page = demo_client.get("/test-houses", headers={"accept": "text/html"}).text
    assert "Its accreditation lapsed." in page
