"""Organisations over HTTP: lists, one, who answers for it, and whom it came from."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.importing.organisations import load_packaged
from plumbline.kit.clock import FixedClock
from plumbline.storage.engine import Database

Client = TestClient[Litestar]
ROOT = "/api/v1/organisations"


@pytest.fixture
def asked(client: Client, database: Database, clock: FixedClock) -> Client:
    """A client of a service with the packaged register."""
    load_packaged(database, clock)
    return client


def ok(client: Client, path: str, **params: Any) -> Any:
    answer = client.get(f"{ROOT}{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_who_answers_for_02t_today(asked: Client) -> None:
    """The answer, the chain with its day, and the same in a sentence."""
    answer = ok(asked, "/02T/successors")
    assert answer["as_of"] == "2026-11-23", "today, on the clock of the service"
    (answering,) = answer["answering"]
    assert answering["organisation"]["code"] == "QWO"
    (step,) = answering["chains"][0]["steps"]
    assert step["on"] == "2022-07-01"
    assert answer["in_words"] == (
        "NHS WEST YORKSHIRE INTEGRATED CARE BOARD (QWO) answers for 02T on 23 November 2026."
    )


def test_as_of_another_day(asked: Client) -> None:
    """The day before the transfer it answered for itself."""
    answer = ok(asked, "/02T/successors", as_of="2022-06-30")
    assert answer["state"] == "open"
    assert "answers for itself" in answer["in_words"]


def test_a_split_is_said(asked: Client) -> None:
    """Three boards, each for a part."""
    answer = ok(asked, "/qnq/successors")
    assert answer["split"] is True
    assert [a["organisation"]["code"] for a in answer["answering"]] == ["QRL", "S0E4D", "S9B9J"]
    assert "each for a part of it" in answer["in_words"]


def test_what_is_not_known_is_said(asked: Client) -> None:
    """A unit whose days are not recorded: state unknown, nobody, in plain words."""
    answer = ok(asked, "/0AP/successors")
    assert (answer["state"], answer["answering"], answer["certainty"]) == ("unknown", [], None)
    assert answer["in_words"].startswith("Nobody is recorded")
    undated = ok(asked, "/00C/successors")
    assert undated["undated"] is True
    assert undated["organisation"] is None
    not_yet = ok(asked, "/S1Y5D/successors", as_of="2026-03-31")
    assert not_yet["in_words"] == "S1Y5D was not open yet on 31 March 2026."


def test_one_organisation(asked: Client) -> None:
    """Its record, its state on the day, its source and its relationships."""
    found = ok(asked, "/02t")
    assert found["organisation"]["name"] == "NHS Calderdale CCG"
    assert found["state"] == "location"
    assert "OGL" in found["source"]
    assert [(r["kind"], r["parent"]) for r in found["relationships"]] == [("RE5", "QWO")]


def test_predecessors(asked: Client) -> None:
    """The nearest first."""
    steps = ok(asked, "/S1Y5D/predecessors")["steps"]
    assert [s["predecessor"] for s in steps[:3]] == ["QHG", "QM7", "QUE"]


def test_lists_filter_count_and_page(asked: Client) -> None:
    """Two kinds at once, counts of every kind, and a cursor that goes on where it stopped."""
    first = ok(asked, "", kind=["icb", "csu"], limit=50)
    assert first["total"] == 67
    assert first["kinds"] == {"ccg": 144, "csu": 19, "icb": 48, "trust": 218}
    second = ok(asked, "", kind=["icb", "csu"], limit=50, cursor=first["next"])
    assert len(second["items"]) == 17
    assert second["next"] is None
    assert not {i["code"] for i in first["items"]} & {i["code"] for i in second["items"]}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ZZZZZZ", 404),
        ("/ZZZZZZ/successors", 404),
        ("/ZZZZZZ/predecessors", 404),
        ("/00C", 404),
        ("/%00", 404),
        ("/%00/successors", 404),
        ("/" + "A" * 5000 + "/successors", 404),
        ("/02T/successors?as_of=2026-02-30", 422),
        ("/02T/successors?as_of=99999-01-01", 422),
        ("/02T?as_of=yesterday", 422),
        ("?kind=club", 422),
        ("?limit=0", 422),
        ("?limit=101", 422),
        ("?cursor=%ff", 422),
        ("?cursor=", 422),
        ("?q=%00", 422),
        ("?q=" + "x" * 201, 422),
    ],
)
def test_the_wrong_thing_is_a_problem(asked: Client, path: str, status: int) -> None:
    """404 for what is not there, 422 for what means nothing; never a 500."""
    answer = asked.get(f"{ROOT}{path}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    if status == 422:
        assert answer.json()["errors"]


def test_reads_are_conditional(asked: Client) -> None:
    """The same question again with its tag is 304."""
    tag = asked.get(f"{ROOT}/02T").headers["etag"]
    assert asked.get(f"{ROOT}/02T", headers={"if-none-match": tag}).status_code == 304
