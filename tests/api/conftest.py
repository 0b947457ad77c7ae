"""One demonstration market for the tests of a file: they only read it, or write what is their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from plumbline.kit.clock import FixedClock
from plumbline.settings import Settings
from tests.composed import composed
from tests.conftest import NOON
from tests.inline import InlineClient
from tests.warm_market import copied


@pytest.fixture(scope="module")
def market_file(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration market's file for one file of tests."""
    file = tmp_path_factory.mktemp("market") / "demo.sqlite"
    copied(demo_template, file)
    return file


@pytest.fixture(scope="module")
def market_client(market_file: Path) -> Iterator[TestClient[Litestar]]:
    """A client of it, on 2026-11-23."""
    settings = Settings(database=f"sqlite:///{market_file}", live_checks=True)
    with composed(settings, FixedClock(NOON)) as app, InlineClient(app) as client:
        yield client
