"""One world for a file of tests: the demonstration market, with people in every situation."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plumbline.accounts.roles import Role
from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from plumbline.storage.engine import Database
from tests.composed import composed
from tests.conftest import NOON
from tests.inline import InlineClient
from tests.matrix.asking import Asking
from tests.matrix.table import Proof, handlers_of
from tests.matrix.things import World
from tests.warm_market import copied


@pytest.fixture(scope="module")
def matrix_file(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration market's file."""
    file = tmp_path_factory.mktemp("matrix") / "demo.sqlite"
    copied(demo_template, file)
    return file


@pytest.fixture(scope="module")
def asking(matrix_file: Path) -> Iterator[Asking]:
    """Whatever calls the service in that world. Both parties have a shortlist and a live check already."""
    yield from world_on(f"sqlite:///{matrix_file}")


def world_on(url: str) -> Iterator[Asking]:
    """A world on the database of the URL, which holds the demonstration market."""
    clock = FixedClock(NOON)
    database = Database(url)
    settings = Settings(database=url, access_log="none", rate_limits=0, demo=True, live_checks=True)
    with composed(settings, clock) as app, InlineClient(app, base_url="http://testserver.local") as client:
        world = World(client, database, clock)
        for proof in (Proof.OWN, Proof.OTHER):
            world.thing("shortlist", world.callers[Role.BUYER, proof], fresh=False)
            world.thing("live_check", world.callers[Role.SUPPLIER, proof], fresh=False)
        yield Asking(world, dict(handlers_of(app)))
    database.close()
