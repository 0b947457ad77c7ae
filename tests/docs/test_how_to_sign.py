"""The how-to on attestations works as it is written."""

import re
import shlex
from pathlib import Path

import pytest

from plumbline.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "sign-an-attestation.md"


def test_the_example_signs_and_the_command_reads_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The code makes three files; the command shows the finding as signed."""
    monkeypatch.chdir(tmp_path)
    page = PAGE.read_text(encoding="utf-8")
    code, command = re.findall(r"```(?:python|sh)\n(.*?)```", page, re.DOTALL)
    exec(compile(code, PAGE.name, "exec"), {})
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "attestation.jws",
        "houses.json",
        "report.pdf",
    ]
    arguments = shlex.split(command)[1:]
    assert main([each for each in arguments if each != "report.pdf"]) == 1
    assert "not among the files" in capsys.readouterr().out
    main(arguments)
    assert re.search(r"C3\.3 +met +signed", capsys.readouterr().out)


def test_half_a_release_and_a_broken_list_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what to do instead, and the exit code of an input that cannot be used."""
    file = tmp_path / "x.json"
    file.write_text("{}")
    assert main(["evidence", "read", str(file), "--product", "x"]) == 3
    assert main(["evidence", "read", str(file), "--test-houses", str(file)]) == 3
    told = capsys.readouterr().err
    assert "--version" in told
    assert "no list of test houses" in told
