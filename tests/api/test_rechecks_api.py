"""Looking again over the API, on the page and on the command line: who may ask, and what is told."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from plumbline.app import create_app
from plumbline.cli import main
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.tables import evidence
from tests.api.evidence_asked import OWN, Client, sign_in
from tests.inline import InlineClient
from tests.storage.recheck_made import look_again

Said = pytest.CaptureFixture[str]


def _look(url: str, clock: FixedClock) -> str:
    database = Database(url)
    run = look_again(database, clock)
    database.close()
    return str(run)


@pytest.fixture
def later(demo_client: Client, demo_url: str, clock: FixedClock) -> Client:
    """The market a year on, looked at again: its certificates have run out."""
    clock.moment = datetime(2027, 11, 30, 12, 0, tzinfo=UTC)
    _look(demo_url, clock)
    return demo_client


def test_a_run_and_what_moved_in_it(later: Client) -> None:
    """Each product once, with where the gate went and why, in words and as data."""
    headers = sign_in(later, "auditor")
    newest = later.get("/api/v1/rechecks", headers=headers).json()["items"][0]
    assert newest["moved"] > 0
    found = later.get(f"/api/v1/rechecks/{newest['id']}", headers=headers).json()
    assert found["run"] == newest
    assert len({each["product"] for each in found["changes"]}) == newest["moved"] == len(found["changes"])
    for change in found["changes"]:
        assert change["why"]
        assert change["lapsed"] or change["gate_before"] != change["gate_after"]
    one = found["changes"][0]
    public = later.get(f"/api/v1/products/{one['product']}/rechecks").json()
    assert public == {"product": one["product"], "checked_on": "2027-11-30", "items": [one]}
    gate = later.get(f"/api/v1/products/{one['product']}/conformance").json()["gate"]
    assert gate["state"] == one["gate_after"]


def test_the_runs_are_for_those_who_read_the_log(later: Client) -> None:
    """Auditors and administrators; a run that is not there is missing for them too."""
    for who, status in (("auditor", 200), ("supplier", 403), ("assessor", 403)):
        assert later.get("/api/v1/rechecks", headers=sign_in(later, who)).status_code == status
    assert later.get("/api/v1/rechecks").status_code == 401
    missing = "/api/v1/rechecks/00000000-0000-7000-8000-000000000000"
    assert later.get(missing, headers=sign_in(later, "auditor")).status_code == 404


def test_pages_of_runs_follow_each_other(later: Client, demo_url: str, clock: FixedClock) -> None:
    """By the cursor, each run once, the newest first; a cursor of one's own making is refused."""
    for _ in range(4):
        clock.advance(86_400)
        _look(demo_url, clock)
    headers = sign_in(later, "auditor")
    whole = [each["id"] for each in later.get("/api/v1/rechecks", headers=headers).json()["items"]]
    paged, cursor = list[str](), ""
    while True:
        page = later.get(f"/api/v1/rechecks?limit=2{cursor}", headers=headers).json()
        paged += [each["id"] for each in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert paged == whole
    assert len(set(whole)) == len(whole) >= 5
    for wrong in ("x", "WyJhIiwiYiJd", "WzEsMl0"):
        assert later.get(f"/api/v1/rechecks?cursor={wrong}", headers=headers).status_code == 422


def test_the_page_of_a_product_says_when_it_was_looked_at(later: Client) -> None:
    """On that day and after; on a page of an earlier day it had not happened yet."""
    assert "Checked again on 30 November 2027" in later.get(f"/products/{OWN}").text
    assert "Checked again on" not in later.get(f"/products/{OWN}?as_of=2026-01-01").text
    headers = sign_in(later, "auditor")
    newest = later.get("/api/v1/rechecks", headers=headers).json()["items"][0]["id"]
    change = later.get(f"/api/v1/rechecks/{newest}", headers=headers).json()["changes"][0]
    page = later.get(f"/products/{change['product']}").text
    assert "What moved by itself" in page
    assert change["why"][0] in page


def test_the_command_looks_again_and_tells(demo_url: str, capsys: Said) -> None:
    """Today is recorded; another day is looked at alone, however far ahead or back."""
    assert main(["evidence", "recheck", "--database", demo_url, "--json"]) == 0
    today = json.loads(capsys.readouterr().out)
    assert (today["recorded"], today["started_by"]) == (True, "command line")
    ahead = (date.today() + timedelta(days=900)).isoformat()  # noqa: DTZ011 the command goes by the real day
    database = Database(demo_url)
    with database.read() as db:
        ends = db.scalars(select(evidence.c.expires_on).where(evidence.c.expires_on.is_not(None))).all()
    assert ends
    assert main(["evidence", "recheck", "--database", demo_url, "--as-of", ahead, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["recorded"] is False
    assert any(each["lapsed"] for each in told["changes"])
    assert main(["evidence", "recheck", "--database", demo_url, "--as-of", "2024-01-01"]) == 0
    assert "Nothing was recorded" in capsys.readouterr().out
    with InlineClient(create_app(Settings(database=demo_url))) as client:
        runs = client.get("/api/v1/rechecks", headers=sign_in(client, "auditor")).json()["items"]
    assert len(runs) == 2
    database.close()
