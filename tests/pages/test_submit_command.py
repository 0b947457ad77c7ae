"""`plumbline evidence submit` against a real server: what each file became, and an exit code to act on."""

import json
from pathlib import Path

import httpx
import pytest

from plumbline.cli import main
from plumbline.demo.people import DEMO_PASSWORD
from tests.unit.plumbline.test_read_together import RUN, TABLE


@pytest.fixture
def submit(live: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The arguments of the command as the demonstration's supplier, save the folder."""
    person = {"email": "supplier@demo.example", "password": DEMO_PASSWORD}
    token = httpx.post(f"{live}/api/v1/sessions", json=person).json()["token"]
    monkeypatch.setenv("PLUMBLINE_TOKEN", token)
    return ["evidence", "submit", "--server", live, "--release"]


def test_a_folder_is_handed_in(submit: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The run meets its table; what is refused is named with its reason, and makes the exit code 1."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "run.json").write_bytes(RUN)
    (tmp_path / "tests" / "table.csv").write_bytes(TABLE)
    assert main([*submit, "tern-record@4.9", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert "run.json: Inferno test results" in told
    assert "UKCORE-1" in told
    assert "gate: " in told
    (tmp_path / "notes.pdf").write_bytes(b"%PDF-1.4")
    assert main([*submit, "tern-record", str(tmp_path), "--json"]) == 1
    (lot,) = json.loads(capsys.readouterr().out)
    assert {Path(file["path"]).name: file["became"] for file in lot["files"]} == {
        "notes.pdf": "refused",
        "run.json": "already_here",
        "table.csv": "already_here",
    }


def test_what_the_service_says_no_to_is_told(
    submit: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another release, another's product, no file, a bad token, no token, nobody there."""
    (tmp_path / "run.json").write_bytes(RUN)
    assert main([*submit, "tern-record@4.8", str(tmp_path)]) == 3
    assert "current release of tern-record is 4.9" in capsys.readouterr().err
    assert main([*submit, "oxbow-inpatient", str(tmp_path)]) == 3
    assert "You have no product" in capsys.readouterr().err
    assert main([*submit, "tern-record", str(tmp_path / "none")]) == 3
    (tmp_path / "empty").mkdir()
    assert main([*submit, "tern-record", str(tmp_path / "empty")]) == 3
    nobody = ["evidence", "submit", "--server", "http://127.0.0.1:9", "--release", "x", str(tmp_path)]
    assert main(nobody) == 3
    assert "cannot be reached" in capsys.readouterr().err
    monkeypatch.setenv("PLUMBLINE_TOKEN", "plb_wrong")
    assert main([*submit, "tern-record", str(tmp_path)]) == 3
    monkeypatch.setenv("PLUMBLINE_TOKEN", "")
    assert main([*submit, "tern-record", str(tmp_path)]) == 2
