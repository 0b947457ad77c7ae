"""A few strange requests of every operation, asked as everybody; the long form is in tests/faults."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.fuzzing import EVERYTHING, Fuzz, fuzzing

EXAMPLES = 5


@pytest.fixture(scope="module")
def fuzz(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzz]:
    """One market for all of them."""
    file = tmp_path_factory.mktemp("fuzz") / "demo.sqlite"
    file.write_bytes(demo_template.read_bytes())
    with fuzzing(f"sqlite:///{file}") as fuzz:
        yield fuzz


@pytest.mark.parametrize("name", EVERYTHING)
def test_every_answer_is_described(fuzz: Fuzz, name: str) -> None:
    """The document says what comes back, whatever is sent and whoever sends it."""
    fuzz.run(name, EXAMPLES, derandomize=True)
