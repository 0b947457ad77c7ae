"""Many strange requests of every operation, asked as everybody, on both engines.

Run by `make faults`; the short form, of the same code, is in tests/api.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from plumbline.commands.serve import prepare
from plumbline.settings import Settings
from tests.api.fuzzing import EVERYTHING, Fuzz, fuzzing
from tests.faults.long_form import only_long, tell, times

EXAMPLES = times("PLUMBLINE_FUZZ_EXAMPLES", long=200, short=0)
pytestmark = only_long


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def fuzz(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzz]:
    """One demonstration market for all operations, once per engine."""
    url = f"sqlite:///{tmp_path_factory.mktemp('fuzz') / 'demo.sqlite'}"
    if request.param == "sqlite":
        copy: Path = request.getfixturevalue("demo_template")
        Path(url.removeprefix("sqlite:///")).write_bytes(copy.read_bytes())
    else:
        url = _demo_in_postgres(*request.getfixturevalue("postgres_server"))
    with fuzzing(url) as fuzz:
        yield fuzz


def _demo_in_postgres(server: Any, host: str) -> str:
    server.psql("create database fuzz template base strategy file_copy;")
    url = f"postgresql+psycopg://postgres@/fuzz?host={host}"
    prepare(Settings(database=url, demo=True, careless=True), lambda _: None)
    return url


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_answer_is_described_however_often_one_asks(fuzz: Fuzz, name: str) -> None:
    """The document says what comes back, whatever is sent and whoever sends it."""
    fuzz.run(name, EXAMPLES, derandomize=False)
    tell(f"{name}: {EXAMPLES} examples, each asked by {len(fuzz.headers)} kinds of people")
