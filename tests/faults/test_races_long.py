"""Two hundred rounds of sixty-four who decide the same thing at the same moment. Long: `make faults`."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from plumbline.commands.serve import prepare
from plumbline.demo.people import DEMO_PASSWORD
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from tests.api.evidence_asked import CERTIFICATE, DECISION, FILE, OWN, SUPPLIER
from tests.faults.killed_server import KilledServer
from tests.faults.long_form import only_long, tell, times
from tests.storage.decision_race import race_for_evidence, race_for_shortlist
from tests.storage.single_made import REQUIREMENT, made_buyer, made_evidence, made_shortlist

pytestmark = only_long
ROUNDS = times("FAULTS_ROUNDS", long=200, short=0)
ROUNDS_OVER_HTTP = times("FAULTS_ROUNDS_OVER_HTTP", long=50, short=0)
THREADS = 64


def test_one_decision_on_evidence(database: Database, clock: FixedClock) -> None:
    """Threat row 4, in the service, on both engines."""
    made = made_evidence(database, clock)
    race_for_evidence(database, clock, made, REQUIREMENT, rounds=ROUNDS, threads=THREADS)
    tell(f"{database.engine.dialect.name}: evidence, {ROUNDS} rounds of {THREADS}: one each, the rest 409")


def test_one_decision_on_a_shortlist(database: Database, clock: FixedClock) -> None:
    """The same for the next version of a shortlist."""
    buyer = made_buyer(database, clock)
    made = made_shortlist(database, clock, buyer)
    race_for_shortlist(database, clock, buyer, made, rounds=ROUNDS, threads=THREADS)
    tell(f"{database.engine.dialect.name}: shortlist, {ROUNDS} rounds of {THREADS}: one each, the rest 409")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KilledServer]:
    """The real server with two workers, on a demonstration market on each engine."""
    url = request.getfixturevalue("demo_url" if request.param == "sqlite" else "postgres_url")
    if request.param != "sqlite":
        prepare(Settings(database=url, demo=True, careless=True), lambda _: None)
    names = {"secret_file": str(tmp_path / "secret"), "audit_key": str(tmp_path / "key")}
    names |= {"careless": "yes", "trusted_proxies": "127.0.0.1"}
    with KilledServer(url, tmp_path / "server.log", "--workers", "2", **names) as server:
        server.start()
        yield server


@pytest.fixture
def client(server: KilledServer) -> Iterator[httpx.Client]:
    """With as many connections as there are threads."""
    limits = httpx.Limits(max_connections=THREADS, max_keepalive_connections=THREADS)
    with httpx.Client(base_url=f"{server.address}/api/v1", timeout=120, limits=limits) as client:
        yield client


def _signed_in(client: httpx.Client, who: str) -> dict[str, str]:
    body = {"email": f"{who}@demo.example", "password": DEMO_PASSWORD}
    return {"authorization": f"Bearer {client.post('/sessions', json=body).json()['token']}"}


def _all_at_once(ask: Callable[[dict[str, str]], httpx.Response]) -> list[httpx.Response]:
    gate, answers = threading.Barrier(THREADS), list[httpx.Response]()

    def run(number: int) -> None:
        gate.wait()
        answers.append(ask({"x-forwarded-for": f"10.0.0.{number}"}))  # few bodies at once from one address

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _assert_one_wins(answers: list[httpx.Response], won: int) -> None:
    assert Counter(answer.status_code for answer in answers) == {won: 1, 409: THREADS - 1}
    lost = [answer for answer in answers if answer.status_code == 409]
    assert {answer.headers["content-type"].split(";")[0] for answer in lost} == {"application/problem+json"}


def test_over_http(client: httpx.Client) -> None:
    """Two processes of the service: one 201 or 200, sixty-three 409 in words, nothing else."""
    form: dict[str, Any] = {"evidence": (None, httpx.Request("POST", "x://", json=CERTIFICATE).content)}
    form["evidence"] = (*form["evidence"], "application/json")
    supplier, assessor, buyer = (_signed_in(client, who) for who in ("supplier", "assessor", "buyer"))
    client.put(f"/assessing/interests/{SUPPLIER}", json={"conflict": False}, headers=assessor)
    handed_in = client.post(f"/products/{OWN}/evidence", files=form | FILE, headers=supplier).json()
    question = {"title": "Raced", "question": {"filter": {"product_type": ["epr"]}}}
    made = client.post("/shortlists", json=question, headers=buyer).json()
    slug = made["lines"][0]["slug"]
    for version in range(1, ROUNDS_OVER_HTTP + 1):
        ruling = DECISION | {"version": version}
        path = f"/evidence/{handed_in['id']}/decisions"
        _assert_one_wins(
            _all_at_once(lambda here: client.post(path, json=ruling, headers=assessor | here)),  # noqa: B023 run at once
            201,
        )
        choice = {"choice": "in", "reason": f"The reason of round {version}.", "version": version}
        place = f"/shortlists/{made['id']}/decisions/{slug}"
        _assert_one_wins(
            _all_at_once(lambda here: client.put(place, json=choice, headers=buyer | here)),  # noqa: B023 run at once
            200,
        )
    tell(f"over HTTP, two workers: {ROUNDS_OVER_HTTP} rounds of {THREADS}, twice: one each, the rest 409")
