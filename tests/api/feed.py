"""The log's feed as a program reads it: over HTTP, as an auditor, by the number that it had last."""

from litestar import Litestar
from litestar.testing import TestClient

from plumbline.accounts.passwords import hash_password
from plumbline.accounts.service import add_member, create_person
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.audit import OPERATOR
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database
from tests.storage.log_race import Feed


def auditors_feed(client: TestClient[Litestar], database: Database, clock: FixedClock) -> Feed:
    """What `listAuditEvents` answers to a new auditor."""
    hashed = hash_password(DEMO_PASSWORD)
    with database.write() as db:
        person = create_person(db, clock, OPERATOR, "iris@example.org", "Iris", password_hash=hashed)
        add_member(db, clock, OPERATOR, person, "auditor")
    body = {"email": "iris@example.org", "password": DEMO_PASSWORD}
    token = client.post("/api/v1/sessions", json=body).json()["token"]
    headers = {"authorization": f"Bearer {token}"}

    def read(after: int) -> list[int]:
        asked = {"after": after, "limit": 1000}
        answer = client.get("/api/v1/audit/events", params=asked, headers=headers)
        assert answer.status_code == 200, answer.text
        return [line["sequence"] for line in answer.json()["items"]]

    return read
