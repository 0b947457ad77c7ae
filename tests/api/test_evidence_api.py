"""Evidence over HTTP: handed in by its supplier, decided by an assessor, seen by all at once."""

import json
from hashlib import sha256
from typing import Any

import pytest
from httpx import Response

from tests.api.evidence_asked import (
    DECISION,
    OTHERS,
    OWN,
    PDF,
    Client,
    Headers,
    assert_problem,
    decide,
    hand_in,
    kept,
    sign_in,
    sign_in_free,
    verdict,
)


def test_from_handing_in_to_a_verdict(demo_client: Client) -> None:
    """Nothing is met by handing in; the decision is seen in the next answer."""
    assert verdict(demo_client) == "not_evidenced"
    answer = hand_in(demo_client, sign_in(demo_client, "supplier"))
    assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert (receipt["sha256"], receipt["received_on"]) == (sha256(PDF).hexdigest(), "2026-11-23")
    assert verdict(demo_client) == "not_evidenced"

    decided = decide(demo_client, sign_in_free(demo_client), receipt["id"])
    assert decided.status_code == 201, decided.text
    assert [(d["outcome"], d["version"]) for d in decided.json()["decisions"]] == [("met", 1)]
    assert decided.json()["decisions"][0]["decided_by"].startswith("Ada Assess")
    assert verdict(demo_client) == "compliant"
    assert demo_client.get(f"/api/v1/evidence/{receipt['id']}").json() == decided.json()


def test_a_decision_is_changed_by_the_next_version_only(demo_client: Client) -> None:
    """The same version again is 409; the next one is a second decision beside the first."""
    evidence_id = hand_in(demo_client, sign_in(demo_client, "supplier")).json()["id"]
    assessor = sign_in_free(demo_client)
    assert decide(demo_client, assessor, evidence_id).status_code == 201
    for version in (1, 3):
        problem = assert_problem(decide(demo_client, assessor, evidence_id, version=version), 409)
        assert "version 2" in problem["detail"]
    changed = decide(demo_client, assessor, evidence_id, version=2, outcome="not_met")
    assert [d["outcome"] for d in changed.json()["decisions"]] == ["met", "not_met"]
    assert verdict(demo_client) == "non_compliant"


def test_a_declaration_needs_no_file(demo_client: Client) -> None:
    """A form with the one part is whole."""
    declared = {
        "kind": "self_declaration",
        "title": "Prompts",
        "requirement_ids": ["ITK3-1"],
        "statement": "We do.",
    }
    answer = hand_in(demo_client, sign_in(demo_client, "supplier"), declared, {})
    assert answer.status_code == 201, answer.text
    assert answer.json()["sha256"] is None


@pytest.mark.parametrize(
    ("who", "slug", "status"),
    [
        ("supplier", OTHERS, 404),
        ("supplier", "no-such-product", 404),
        ("supplier", "%00", 404),
        ("buyer", OWN, 403),
        ("assessor", OWN, 403),
    ],
)
def test_only_the_product_s_own_supplier_hands_in(
    demo_client: Client,
    demo_url: str,
    who: str,
    slug: str,
    status: int,
) -> None:
    """Another supplier's product reads as missing; another role is told so; nothing is kept."""
    before = kept(demo_url)
    assert_problem(hand_in(demo_client, sign_in(demo_client, who), slug=slug), status)
    assert kept(demo_url) == before


def test_without_an_account_nothing_is_written(demo_client: Client) -> None:
    """401 for each, and for the files, too."""
    some = demo_client.get(f"/api/v1/products/{OWN}/evidence").json()["items"][0]
    answers = [
        hand_in(demo_client, {}),
        decide(demo_client, {}, some["id"]),
        demo_client.post(f"/api/v1/products/{OTHERS}/plans", json=failing(demo_client)),
        demo_client.get(f"/api/v1/files/{some['sha256']}"),
    ]
    assert [answer.status_code for answer in answers] == [401] * 4


def test_only_an_assessor_decides_and_plans(demo_client: Client) -> None:
    """Not the buyer, and not the supplier for themselves."""
    evidence_id = hand_in(demo_client, sign_in(demo_client, "supplier")).json()["id"]
    for who in ("supplier", "buyer", "auditor", "admin"):
        assert_problem(decide(demo_client, sign_in(demo_client, who), evidence_id), 403)
        assert_problem(agree(demo_client, sign_in(demo_client, who)), 403)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"requirement_id": "ITK3-1"}, "/requirement_id"),
        ({"outcome": "not_evidenced"}, "/outcome"),
        ({"outcome": "splendid"}, "/outcome"),
        ({"assurance": "signed"}, "/assurance"),
        ({"reason": "Fine."}, "/reason"),
        ({"reason": "It is seen there:\x00 page 3."}, "/reason"),
        ({"reason": "It is seen there:\ud800 page 3."}, "/reason"),
        ({"version": 0}, "/version"),
    ],
)
def test_a_decision_that_breaks_a_rule(demo_client: Client, changes: dict[str, Any], pointer: str) -> None:
    """422 that points at the field."""
    evidence_id = hand_in(demo_client, sign_in(demo_client, "supplier")).json()["id"]
    headers = sign_in(demo_client, "assessor") | {"content-type": "application/json"}
    path = f"/api/v1/evidence/{evidence_id}/decisions"
    answer = demo_client.post(path, content=json.dumps(DECISION | changes), headers=headers)
    assert_problem(answer, 422, pointer)


def test_a_decision_on_nothing(demo_client: Client) -> None:
    """404."""
    assert_problem(decide(demo_client, sign_in(demo_client, "assessor"), "0" * 32), 404)


PLAN: dict[str, Any] = {
    "standard_id": "DAPB1605",
    "requirement_ids": [],
    "due_on": "2027-03-31",
    "text": "The missing part comes with the spring release.",
}


def agree(client: Client, headers: Headers, **changes: Any) -> Response:
    """The answer to a plan for the product whose one failure is known."""
    return client.post(f"/api/v1/products/{OTHERS}/plans", json=failing(client) | changes, headers=headers)


def failing(client: Client) -> dict[str, Any]:
    """A plan for what was shown not to be met."""
    found = client.get(f"/api/v1/products/{OTHERS}/conformance").json()
    missed = next(v for v in found["verdicts"] if v["standard_id"] in found["gate"]["blocking"])
    ids = [r["requirement"]["id"] for r in missed["results"] if r["outcome"] == "not_met"]
    return PLAN | {"standard_id": missed["standard_id"], "requirement_ids": ids}


def test_a_plan_turns_the_gate_at_once(demo_client: Client) -> None:
    """From failing to in remediation, in the next answer."""
    path = f"/api/v1/products/{OTHERS}/conformance"
    before = demo_client.get(path).json()["gate"]["state"]
    answer = agree(demo_client, sign_in(demo_client, "assessor"))
    assert answer.status_code == 201, answer.text
    assert (answer.json()["agreed_on"], answer.json()["product"]) == ("2026-11-23", OTHERS)
    after = demo_client.get(path).json()["gate"]["state"]
    assert (before, after) == ("phasing_out", "in_remediation")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"standard_id": "NO-SUCH"}, "/standard_id"),
        ({"standard_id": "\x00"}, "/standard_id"),
        ({"requirement_ids": ["MESH-2"]}, "/requirement_ids"),
        ({"requirement_ids": []}, "/requirement_ids"),
        ({"due_on": "2026-11-23"}, "/due_on"),
        ({"text": "Written with a \x00 in it."}, "/text"),
    ],
)
def test_a_plan_that_breaks_a_rule(demo_client: Client, changes: dict[str, Any], pointer: str) -> None:
    """422 that points at the field."""
    assert_problem(agree(demo_client, sign_in(demo_client, "assessor"), **changes), 422, pointer)
