"""A process that dies before, at or after the processor's call: one charge, never two, never none."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from plumbline.kit.clock import FixedClock
from tests.storage.billing_crashes import REQUESTS, TRANSACTIONS, Dying, check, scene_on, tell


@pytest.fixture
def urls(sqlite_template: Path, tmp_path: Path) -> Iterator[str]:
    """A fresh SQLite database each time."""

    def made() -> Iterator[str]:
        number = 0
        while True:
            number += 1
            file = tmp_path / f"{number}.sqlite"
            shutil.copy(sqlite_template, file)
            yield f"sqlite:///{file}"

    return made()


def test_the_story_as_it_should_be(database_url: str, clock: FixedClock) -> None:
    """Nobody dies; so many requests, so many transactions: below, each of them is a place to die at."""
    scene = scene_on(database_url, clock)
    assert tell(scene) == 0
    posts = [said for said, _ in scene.standin.requests if said.startswith("POST")]
    assert isinstance(scene.database, Dying)
    assert (len(posts), scene.database.count) == (REQUESTS, TRANSACTIONS)
    check(scene)
    scene.database.close()


@pytest.mark.parametrize("fault", ["crash before", "crash after"])
def test_a_death_at_any_request(urls: Iterator[str], clock: FixedClock, fault: str) -> None:
    """Between our commit and the processor's act, and between that and our record of it."""
    for number in range(REQUESTS):
        scene = scene_on(next(urls), clock)
        scene.standin.faults.add(fault, "POST", after=number)  # type: ignore[arg-type]
        assert tell(scene) == 1, number
        check(scene)
        scene.database.close()


@pytest.mark.parametrize("committed", [False, True])
@pytest.mark.parametrize("at", [3, 11, 19])
def test_a_death_at_a_transaction(database_url: str, clock: FixedClock, at: int, committed: bool) -> None:
    """Just before our own commit, and just after it, on both engines."""
    scene = scene_on(database_url, clock, at, committed=committed)
    assert tell(scene) == 1
    check(scene)
    scene.database.close()


@pytest.mark.parametrize("fault", ["lost before", "lost after", "busy", "broken"])
def test_an_answer_that_never_came(urls: Iterator[str], clock: FixedClock, fault: str) -> None:
    """Nobody dies, and the third request or its answer is lost each time until the SDK gives up."""
    scene = scene_on(next(urls), clock)
    scene.standin.faults.add(fault, "POST", after=2, times=9)  # type: ignore[arg-type]
    tell(scene)
    scene.advance(seconds=7200)
    scene.reconcile()
    check(scene)
    scene.database.close()
