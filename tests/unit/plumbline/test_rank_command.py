"""`plumbline rank`: a file in, an order out; and words where the file cannot be used."""

import json
from pathlib import Path

import pytest

from plumbline.cli import main

CASE = {"method": "topsis", "matrix": [[5, 8, 4], [8, 8, 6]], "names": ["One", "Other"]}


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """A case on disk."""
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE))
    return file


def test_the_order_for_a_person(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Best first, by name; what is known against the method beside it."""
    assert main(["rank", str(case)]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines() == ["   1  Other  1", "   2  One    0"]
    assert "come from the field" in said.err


def test_everything_for_a_program(case: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object."""
    assert main(["rank", str(case), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["method"], found["ranks"], found["scores"]) == ("topsis", [2, 1], [0.0, 1.0])
    assert found["more"] == {"normalisation": "vector"}


def test_what_is_no_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The key that is wrong, and no traceback."""
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE | {"weights": [1, 1]}))
    assert main(["rank", str(file)]) == 3
    assert "case.json cannot be ranked: weights: there are 3 criteria" in capsys.readouterr().err
