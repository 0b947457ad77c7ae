"""Live checks over HTTP: whatever is handed in gets a clear answer, and nothing is asked of any host."""

import socket
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from tests.api.signed_in import demo_tokens
from tests.composed import composed
from tests.inline import InlineClient
from tests.live.hostile_addresses import payloads

PATH = "/api/v1/products/tern-medicines/live-checks"
BODY = {"address": "https://fhir.tern.example", "proof": "file"}


def as_supplier(client: TestClient[Litestar]) -> dict[str, str]:
    """The headers of the demonstration's supplier."""
    return {"authorization": f"Bearer {demo_tokens(client)['supplier']}"}


def test_no_payload_is_asked_anything_or_breaks_anything(
    demo_client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Registered or refused at its field; no name is looked up and no connection opened meanwhile."""
    headers = as_supplier(demo_client)
    asked: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: asked.append(args))
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))
    statuses = set()
    for payload in payloads(9_443):
        body = {"address": payload.text, "proof": "dns"}
        answer = demo_client.post(PATH, json=body, headers=headers)
        statuses.add(answer.status_code)
        if answer.status_code == 422:
            problems = answer.json()["errors"]
            assert {problem["pointer"] for problem in problems} == {"/address"}, payload.text
    assert statuses <= {201, 409, 422}
    assert asked == []


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"address": "https://fhir.tern.example"}, "/proof"),
        ({"proof": "dns"}, "/address"),
        ({**BODY, "proof": "trust me"}, "/proof"),
        ({**BODY, "address": 7}, "/address"),
        ({**BODY, "address": "https://fhir.tern.example/" + "a" * 2_000}, "/address"),
        ({**BODY, "token": "mine"}, "/token"),
    ],
)
def test_what_is_wrong_is_pointed_at(
    demo_client: TestClient[Litestar], body: dict[str, Any], pointer: str
) -> None:
    """A missing, strange or unknown field."""
    answer = demo_client.post(PATH, json=body, headers=as_supplier(demo_client))
    assert answer.status_code in (400, 422)
    assert pointer in {problem["pointer"] for problem in answer.json()["errors"]}


def test_switched_off_it_says_so(demo_url: str, clock: FixedClock) -> None:
    """What is registered already can still be seen and removed."""
    with composed(Settings(database=demo_url, live_checks=True), clock) as app, InlineClient(app) as client:
        made = client.post(PATH, json=BODY, headers=as_supplier(client)).json()
    with composed(Settings(database=demo_url), clock) as app, InlineClient(app) as client:
        headers = as_supplier(client)
        refused = client.post(PATH, json=BODY, headers=headers)
        assert (refused.status_code, "switched off" in refused.json()["detail"]) == (409, True)
        listed = client.get("/api/v1/live-checks", headers=headers).json()
        assert (listed["switched_on"], [each["id"] for each in listed["items"]]) == (False, [made["id"]])
        assert client.delete(f"/api/v1/live-checks/{made['id']}", headers=headers).status_code == 204


def test_the_token_is_its_suppliers_alone(demo_client: TestClient[Litestar]) -> None:
    """It stands in the supplier's answers and in no public one, the log's included."""
    made = demo_client.post(PATH, json=BODY, headers=as_supplier(demo_client)).json()
    token = made["proof"]["content"].partition("=")[2]
    auditor = {"authorization": f"Bearer {demo_tokens(demo_client)['auditor']}"}
    for path, headers in (
        ("/api/v1/audit/events?limit=100", auditor),
        ("/api/v1/products/tern-medicines/evidence", {}),
        ("/api/v1/products/tern-medicines", {}),
        ("/products/tern-medicines", {}),
    ):
        answer = demo_client.get(path, headers=headers)
        assert answer.status_code == 200, path
        assert token not in answer.text
