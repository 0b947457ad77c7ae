"""A file that a machine reads, over HTTP: read at once, or refused with what to do about it."""

import json
from typing import Any

from tests.api.evidence_asked import OWN, Client, assert_problem, hand_in, kept, sign_in, verdict
from tests.storage.bom_made import BOM, FLAWED

MACHINE = {"kind": "machine_readable"}


def part(document: Any) -> dict[str, Any]:
    """The part of the form that carries a document."""
    return {"file": ("any name.txt", json.dumps(document).encode(), "text/plain")}


def named(document: dict[str, Any], version: str) -> dict[str, Any]:
    """The document about the demonstration's own product."""
    component = document["metadata"]["component"] | {"name": OWN, "version": version}
    return document | {"metadata": document["metadata"] | {"component": component}}


def test_it_is_read_at_once(demo_client: Client) -> None:
    """The answer says format, findings and moves; the product's conformance says the same."""
    version = demo_client.get(f"/api/v1/products/{OWN}").json()["release"]
    answer = hand_in(demo_client, sign_in(demo_client, "supplier"), MACHINE, part(named(FLAWED, version)))
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert receipt["read"]["format"] == "cyclonedx"
    found = {each["requirement_id"]: each for each in receipt["read"]["findings"]}
    assert found["ARCH-CYBER"]["outcome"] == "not_met"
    assert found["ARCH-CYBER"]["pointer"]
    moved = {each["standard_id"]: each["after"] for each in receipt["moved"]["verdicts"]}
    assert moved["NHS-ARCH"] == verdict(demo_client, "NHS-ARCH") == "non_compliant"
    listed = demo_client.get(f"/api/v1/evidence/{receipt['id']}").json()
    assert {d["decided_by"] for d in listed["decisions"]} == {receipt["read"]["reader"]}
    assert receipt["read"]["reader"].startswith("reader cyclonedx ")


def test_a_refused_file_leaves_nothing_and_may_be_handed_in_as_a_document(
    demo_client: Client, demo_url: str
) -> None:
    """422 with the reason and the next step; as a document it is kept, and waits."""
    supplier, before = sign_in(demo_client, "supplier"), kept(demo_url)
    parts = part({"what": "nobody knows"})
    problem = assert_problem(hand_in(demo_client, supplier, MACHINE, parts), 422, "/file")
    assert "No reader recognises" in problem["detail"]
    assert "document" in problem["next_step"]
    assert kept(demo_url) == before
    document = {"kind": "document", "title": "Our word", "requirement_ids": ["ITK3-1"]}
    answer = hand_in(demo_client, supplier, document, parts)
    assert answer.status_code == 201, answer.text
    assert answer.json()["read"] is None


def test_what_the_file_says_itself_is_not_said_beside_it(demo_client: Client) -> None:
    """Requirements, dates and issuers come from the document; and a file has to be there."""
    supplier = sign_in(demo_client, "supplier")
    said = MACHINE | {"requirement_ids": ["CE-1"], "expires_on": "2030-01-01"}
    assert_problem(hand_in(demo_client, supplier, said, part(BOM)), 422, "/requirement_ids", "/expires_on")
    assert_problem(hand_in(demo_client, supplier, MACHINE, {}), 422, "/file")


def test_the_same_key_has_one_effect(demo_client: Client, demo_url: str) -> None:
    """A retry is answered as before, and stores nothing more."""
    headers = sign_in(demo_client, "supplier") | {"Idempotency-Key": "one-bill-of-materials"}
    first = hand_in(demo_client, headers, MACHINE, part(BOM))
    count = kept(demo_url)
    again = hand_in(demo_client, headers, MACHINE, part(BOM))
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert kept(demo_url) == count
