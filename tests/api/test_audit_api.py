"""The log over HTTP: its checkpoint and proofs for everybody, its events for auditors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.audit.keys import public_key
from plumbline.kit.clock import FixedClock
from plumbline.kit.merkle import inclusion_holds, leaf_hash
from plumbline.kit.signed_notes import open_note
from plumbline.settings import Settings
from tests.api.signed_in import demo_tokens
from tests.composed import composed
from tests.inline import InlineClient

Client = TestClient[Litestar]


@pytest.fixture
def client(demo_url: str, clock: FixedClock, tmp_path: Path) -> Iterator[Client]:
    """A client of the demonstration market with a key of its own."""
    settings = Settings(database=demo_url, audit_key=str(tmp_path / "audit.key"))
    with composed(settings, clock) as app:
        yield InlineClient(app)  # not entered: nobody signs checkpoints meanwhile


def test_an_act_is_in_the_log_and_anybody_can_prove_it(client: Client, clock: FixedClock) -> None:
    """Sign in, make a shortlist, and follow the last event up to the signed root."""
    with client:
        tokens = demo_tokens(client)
        buyer = {"authorization": f"Bearer {tokens['buyer']}"}
        made = client.post("/api/v1/shortlists", json={"title": "Proved"}, headers=buyer)
        assert made.status_code == 201
        clock.advance(60)
        key = public_key(client.get("/api/v1/audit/key").json()["key"])
        note = client.get("/api/v1/audit/checkpoint")
        assert note.headers["content-type"].startswith("text/plain")
        checkpoint = open_note(note.text, key)
        auditor = {"authorization": f"Bearer {tokens['auditor']}"}
        asked = {"after": checkpoint.size - 2}
        last = client.get("/api/v1/audit/events", params=asked, headers=auditor).json()["items"][-1]
        assert made.json()["id"] in last["leaf"]
        assert "Bea" not in last["leaf"]
        params = {"sequence": last["sequence"], "size": checkpoint.size}
        proof = client.get("/api/v1/audit/proofs/inclusion", params=params).json()
    steps = [bytes.fromhex(step) for step in proof["steps"]]
    hashed = leaf_hash(last["leaf"].encode())
    assert proof["leaf"] == hashed.hex()
    assert inclusion_holds(hashed, last["sequence"], checkpoint.size, steps, checkpoint.root)


def test_events_are_for_auditors(client: Client) -> None:
    """Not for buyers, and not for visitors."""
    with client:
        tokens = demo_tokens(client)
        assert client.get("/api/v1/audit/events").status_code == 401
        buyer = {"authorization": f"Bearer {tokens['buyer']}"}
        assert client.get("/api/v1/audit/events", headers=buyer).status_code == 403


@pytest.mark.parametrize(
    "query",
    ["inclusion?sequence=0&size=999999", "inclusion?sequence=5&size=5", "consistency?earlier=0&later=3",
     "consistency?earlier=4&later=3", "inclusion?sequence=-1&size=1", "consistency?earlier=1&later=x"],
)  # fmt: skip
def test_proofs_of_what_is_not_there_are_refused(client: Client, query: str) -> None:
    """With where."""
    with client:
        answer = client.get(f"/api/v1/audit/proofs/{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"]
