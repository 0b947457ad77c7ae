"""Figures over HTTP move in batches: with one more answer nothing moves, with the fifth on the next day."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import insert, select

from plumbline.app import create_app
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from plumbline.storage.tables import feedback, products
from tests.api.signed_in import demo_tokens
from tests.conftest import NOON
from tests.inline import InlineClient
from tests.storage.answers_made import answer_row

SLUG, DAY = "tern-record", 86_400
MINE: dict[str, Any] = {
    "instrument": "sus",
    "items": [5, 1] * 5,
    "role": "nurse",
    "comment": "Canary mine.",
}
Served = tuple[TestClient[Litestar], Database]


@pytest.fixture
def clock() -> FixedClock:
    """It is moved on from night to night."""
    return FixedClock(NOON)


@pytest.fixture
def served(demo_template: Path, tmp_path: Path, clock: FixedClock) -> Iterator[Served]:
    """A market of this test's own, and its database."""
    url = f"sqlite:///{shutil.copy(demo_template, tmp_path / 'demo.sqlite')}"
    database = Database(url)
    with InlineClient(create_app(Settings(database=url), clock)) as client:
        yield client, database
    database.close()


def seen(client: TestClient[Litestar]) -> dict[str, Any]:
    """Every public figure of the product: by the API, in the list, in the ranking, in themes."""
    hits = client.get(f"/api/v1/products?q={SLUG}").json()["items"]
    ranked = client.post("/api/v1/rankings", json={}).json()
    return {
        "feedback": client.get(f"/api/v1/products/{SLUG}/feedback").json(),
        "hit": [(e["experience"], e["answers"], e["organisations"]) for e in hits if e["slug"] == SLUG],
        "ranked": [row["raw"][1] for row in ranked["items"] if SLUG in str(row)],
        "themes": client.get(f"/api/v1/products/{SLUG}/themes").json(),
        "market": client.get("/api/v1/themes").json(),
    }


def test_every_public_figure_moves_with_a_batch_and_not_before(served: Served, clock: FixedClock) -> None:
    """Four answers, one of them by its giver, move nothing, that day or the next; a fifth does, on the next
    day. What is withdrawn then is gone from the comments at once, and moves no figure alone.
    """
    client, database = served
    staff = {"authorization": f"Bearer {demo_tokens(client)['staff']}"}
    before = seen(client)
    assert before["feedback"]["shown"]
    assert before["hit"]
    assert before["ranked"]
    path = f"/api/v1/products/{SLUG}/feedback/mine"
    assert client.put(path, json=MINE, headers=staff).status_code == 200
    with database.write() as db:
        product = db.execute(select(products.c.id).where(products.c.slug == SLUG)).scalar_one()
        rows = [
            answer_row(product, organisation_code=f"Z{n}", booked_on=NOON.date(), comment=f"Canary {n}.")
            for n in range(4)
        ]
        db.execute(insert(feedback), rows[:3])
    assert seen(client) == before
    clock.advance(DAY)
    assert seen(client) == before
    with database.write() as db:
        db.execute(insert(feedback).values(rows[3]))
    clock.advance(DAY)
    after = seen(client)
    assert after["feedback"]["answers"] == before["feedback"]["answers"] + 5
    assert after["feedback"]["released_on"] != before["feedback"]["released_on"]
    assert after["hit"] != before["hit"]
    assert after["ranked"] != before["ranked"]
    assert "Canary mine." in str(after["feedback"]["comments"])
    staff = {"authorization": f"Bearer {demo_tokens(client)['staff']}"}
    assert client.delete(f"{path}/2026-Q4", headers=staff).status_code == 200
    gone = client.get(f"/api/v1/products/{SLUG}/feedback").json()
    assert "Canary mine." not in str(gone["comments"])
    assert gone | {"comments": []} == after["feedback"] | {"comments": []}
    clock.advance(29 * DAY)
    back = client.get(f"/api/v1/products/{SLUG}/feedback").json()
    assert (back["answers"], back["mean"]) == (before["feedback"]["answers"], before["feedback"]["mean"])
