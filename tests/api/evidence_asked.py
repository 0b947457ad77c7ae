"""Asks that tests of evidence share: who signs in, what is handed in, and what must come back."""

import json
from typing import Any

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from plumbline.demo.people import DEMO_PASSWORD
from plumbline.storage.engine import Database
from plumbline.storage.tables import evidence, files

Client = TestClient[Litestar]
Headers = dict[str, str]
OWN, OTHERS = "tern-record", "oxbow-inpatient"
SUPPLIER, OTHER_SUPPLIER = "tern-teal-systems", "oxbow-health-software"
PDF = b"%PDF-1.4 what a test house found"
CERTIFICATE: dict[str, Any] = {
    "kind": "certificate",
    "title": "Messaging conformance certificate",
    "requirement_ids": ["MESH-2"],
    "issuer": "Fictional Assurance Ltd",
    "number": "FICT-77",
    "scope": "The hosted service, all modules.",
    "issued_on": "2026-11-02",
    "expires_on": "2027-11-01",
}
DECISION: dict[str, Any] = {
    "requirement_id": "MESH-2",
    "outcome": "met",
    "assurance": "certified",
    "reason": "The certificate covers the release and names its endpoint.",
}
FILE: dict[str, Any] = {"file": ("certificate.pdf", PDF, "application/pdf")}


def sign_in(client: Client, who: str) -> Headers:
    """The header of somebody of the demonstration market, by the first word of their address."""
    body = {"email": f"{who}@demo.example", "password": DEMO_PASSWORD}
    answer = client.post("/api/v1/sessions", json=body)
    assert answer.status_code == 201, answer.text
    return {"authorization": f"Bearer {answer.json()['token']}"}


def hand_in(
    client: Client,
    headers: Headers,
    data: dict[str, Any] | str = CERTIFICATE,
    parts: dict[str, Any] = FILE,
    slug: str = OWN,
) -> Response:
    """The answer to evidence handed in."""
    raw = data if isinstance(data, str) else json.dumps(data)
    form = {"evidence": (None, raw, "application/json"), **parts}
    return client.post(f"/api/v1/products/{slug}/evidence", files=form, headers=headers)


def decide(client: Client, headers: Headers, evidence_id: str, **changes: Any) -> Response:
    """The answer to a decision."""
    path = f"/api/v1/evidence/{evidence_id}/decisions"
    return client.post(path, json=DECISION | changes, headers=headers)


def sign_in_free(client: Client, who: str = "assessor", *suppliers: str) -> Headers:
    """The header of an assessor who declared that nothing binds them to these suppliers."""
    headers = sign_in(client, who)
    for slug in suppliers or (SUPPLIER, OTHER_SUPPLIER):
        path = f"/api/v1/assessing/interests/{slug}"
        answer = client.put(path, json={"conflict": False}, headers=headers)
        assert answer.status_code == 200, answer.text
    return headers


def verdict(client: Client, standard: str = "MESH") -> str:
    """Where the product stands now."""
    answer = client.get(f"/api/v1/products/{OWN}/conformance").json()
    return str(next(v["kind"] for v in answer["verdicts"] if v["standard_id"] == standard))


def assert_problem(answer: Response, status: int, *pointers: str) -> dict[str, Any]:
    """It is a problem of that status that points at these fields."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    problem: dict[str, Any] = answer.json()
    assert set(pointers) <= {each["pointer"] for each in problem.get("errors", ())}, problem
    return problem


def kept(url: str) -> tuple[int, int]:
    """How many pieces of evidence and how many files there are."""
    database = Database(url)
    with database.read() as db:
        counts = [db.scalar(select(func.count()).select_from(table)) or 0 for table in (evidence, files)]
    database.close()
    return counts[0], counts[1]
