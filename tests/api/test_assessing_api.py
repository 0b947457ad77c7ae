"""Assessing over HTTP: the queue leads to a line, a line says what is in the way, a reply brings it back."""

from typing import Any

from tests.api.evidence_asked import OWN, Client, assert_problem, sign_in, sign_in_free

QUEUE = "/api/v1/assessing/queue"


def _undeclared(client: Client, headers: dict[str, str]) -> dict[str, Any]:
    """The first line of a supplier about which nothing is declared."""
    found = client.get(QUEUE, params={"state": "waiting", "limit": 100}, headers=headers).json()
    line: dict[str, Any] = next(each for each in found["items"] if each["conflict"] is None)
    return line


def test_interests_first_then_the_review(demo_client: Client) -> None:
    """The line says so before it is tried; declared, it is taken."""
    ada = sign_in(demo_client, "assessor")
    line = _undeclared(demo_client, ada)
    address = f"/api/v1/assessing/lines/{line['evidence_id']}/{line['requirement_id']}"
    opened = demo_client.get(address, headers=ada).json()
    assert "not declared whether you have an interest" in opened["refused"]
    said = {
        "requirement_id": line["requirement_id"],
        "outcome": "met",
        "assurance": "declared",
        "reason": "It is stated on the second page.",
        "version": opened["version"],
    }
    path = f"/api/v1/evidence/{line['evidence_id']}/decisions"
    refused = assert_problem(demo_client.post(path, json=said, headers=ada), 409)
    assert refused["detail"] == opened["refused"]
    sign_in_free(demo_client, "assessor", line["supplier"])
    assert demo_client.get(address, headers=ada).json()["refused"] is None
    assert demo_client.post(path, json=said, headers=ada).status_code == 201
    assert demo_client.get(QUEUE, params={"mine": "true"}, headers=ada).status_code == 200


def test_a_second_look_stands_in_the_queue_with_its_own_clock(demo_client: Client) -> None:
    """From the day it was asked for; once, and the second time 409."""
    supplier, ada = sign_in(demo_client, "supplier"), sign_in(demo_client, "assessor")
    decided = next(
        (item, decision)
        for item in demo_client.get(f"/api/v1/products/{OWN}/evidence").json()["items"]
        for decision in item["decisions"]
        if not item["replies"]
    )
    item, decision = decided
    reply = {
        "requirement_id": decision["requirement_id"],
        "version": 1,
        "text": "See section four, please.",
    }
    path = f"/api/v1/evidence/{item['id']}/replies"
    answers = [
        demo_client.post(path, json=reply | {"second_look": True}, headers=supplier).status_code
        for _ in range(2)
    ]
    assert answers == [201, 409]
    waiting = demo_client.get(f"/api/v1/products/{OWN}/waiting", headers=supplier).json()["items"]
    mine = next(each for each in waiting if each["requirement_id"] == decision["requirement_id"])
    assert (mine["state"], mine["since"]) == ("second_look", "2026-11-23")
    queue = demo_client.get(QUEUE, params={"state": "second_look"}, headers=ada).json()["items"]
    assert mine["position"] in {each["position"] for each in queue}
    beside = demo_client.get(f"/api/v1/products/{OWN}/conformance").json()["replies"]
    assert reply["text"] in {each["reply"]["text"] for each in beside}


def test_what_is_asked_wrongly_points_at_itself(demo_client: Client) -> None:
    """A cursor that is not ours, a risk that is none; a reply to what nobody decided."""
    ada, supplier = sign_in(demo_client, "assessor"), sign_in(demo_client, "supplier")
    for query, pointer in (({"cursor": "nonsense"}, "/cursor"), ({"risk": "huge"}, "/risk")):
        assert_problem(demo_client.get(QUEUE, params=query, headers=ada), 422, pointer)
    assert_problem(demo_client.get(QUEUE, headers=supplier), 403)
    item = demo_client.get(f"/api/v1/products/{OWN}/evidence").json()["items"][0]
    reply = {"requirement_id": "NO-SUCH", "version": 1, "text": "We see it otherwise."}
    path = f"/api/v1/evidence/{item['id']}/replies"
    assert_problem(demo_client.post(path, json=reply, headers=supplier), 422, "/requirement_id")
