"""The command line where it needs no database: what it says, and with which exit code."""

import argparse
import json
from pathlib import Path

import msgspec
import pytest

from plumbline.cli import COMMANDS, main
from plumbline.commands import Subparsers
from plumbline.commands.openapi import document
from plumbline.commands.states import DIAGRAMS
from plumbline.settings import EXPECTED, Settings, SettingsError, read_settings
from plumbline.web.openapi import operations
from scoring.method import load_method
from scoring.receipt import ReceiptInput, canonical, make_receipt

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting comes from outside, and the default database is none of anybody's."""
    for name in ("DATABASE", "HOST", "PORT", "WORKERS", "DEMO", "LOG_LEVEL"):
        monkeypatch.delenv(f"PLUMBLINE_{name}", raising=False)
    monkeypatch.setenv("PLUMBLINE_DATABASE", f"sqlite:///{tmp_path / 'unused.sqlite'}")


def _exit_of(*arguments: str) -> int:
    """The exit code, however the parser ends."""
    try:
        return main(arguments)
    except SystemExit as ended:
        return int(str(ended.code))


def _commands() -> list[str]:
    parser = argparse.ArgumentParser()
    subparsers: Subparsers = parser.add_subparsers()
    for command in COMMANDS:
        command.add(subparsers)
    return list(subparsers.choices)


@pytest.mark.parametrize("command", _commands())
def test_every_command_explains_itself(command: str, capsys: Said) -> None:
    """`--help` goes to standard output and is no error."""
    assert _exit_of(command, "--help") == 0
    assert f"plumbline {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "COMMAND"),
        (["prune"], "invalid choice: 'prune'"),
        (["import"], "WHAT"),
        (["standards", "toaster"], "invalid choice: 'toaster'"),
        (["standards", "epr", "--as-of", "2024-02-30"], "'2024-02-30' is no day"),
        (["serve", "--port", "99999"], "between 1 and 65535"),
        (["serve", "--port", "x"], "between 1 and 65535"),
        (["serve", "--workers", "0"], "workers"),
        (["person", "add", "a@example.org", "--name", "A", "--role", "king"], "invalid choice: 'king'"),
        (["migrate", "--database", "nonsense"], "sqlite:///FILE"),
        (["migrate", "--database", "sqlite:///:memory:"], "needs a file"),
        (["migrate", "--database", "oracle://x"], "sqlite:///FILE"),
    ],
)
def test_a_wrong_call_is_exit_code_two(arguments: list[str], words: str, capsys: Said) -> None:
    """With what was expected on standard error, and nothing on standard output."""
    assert _exit_of(*arguments) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "70000"), ("PORT", "http"), ("WORKERS", "-1"), ("LOG_LEVEL", "loud"), ("DATABSE", "x")],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    """A setting from the environment is held to the same rules, typing errors included."""
    monkeypatch.setenv(f"PLUMBLINE_{name}", value)
    assert main(["migrate"]) == 2
    assert f"PLUMBLINE_{name}" in capsys.readouterr().err


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_wrong_setting_says_what_to_write(name: str) -> None:
    """For each that takes more than any text: its name in the environment, what it is, what it may be."""
    with pytest.raises(SettingsError) as caught:
        read_settings({f"PLUMBLINE_{name.upper()}": "zzz"})
    assert str(caught.value).startswith(f"PLUMBLINE_{name.upper()} ")
    assert "is 'zzz', which cannot be used." in str(caught.value)
    assert EXPECTED[name] in str(caught.value)


def test_every_setting_that_is_no_text_says_what_to_write() -> None:
    """A new one is not forgotten."""
    fields = msgspec.structs.fields(Settings)
    assert {field.name for field in fields if field.type is not str} == set(EXPECTED)


def test_what_a_gp_system_had_to_meet_on_the_first_of_march_2024(capsys: Said) -> None:
    """The question of the README, answered on the command line: DTAC in its first form."""
    assert main(["standards", "gp-system", "--as-of", "2024-03-01"]) == 0
    lines = {line[11:32].strip(): line for line in capsys.readouterr().out.splitlines()}
    assert lines["DTAC-1.0"].startswith("due ")
    assert "2021-02-01" in lines["DTAC-1.0"]
    assert lines["DAPB4019"].startswith("transition ")
    assert lines["CARECONNECT-STU3"].startswith("advisory ")
    assert not {"DTAC-2.0", "DAPB4017", "DAPB4101"} & set(lines)


def test_the_same_duties_as_json(capsys: Said) -> None:
    """Line for line what is printed for people."""
    asked = ["standards", "gp-system", "--as-of", "2026-10-01"]
    main(asked)
    printed = [line[11:32].strip() for line in capsys.readouterr().out.splitlines()]
    main([*asked, "--json"])
    rows = json.loads(capsys.readouterr().out)
    assert [row["standard"] for row in rows] == printed
    assert {"DTAC-2.0", "DAPB4101"} <= set(printed)


def _receipt(folder: Path) -> Path:
    """A receipt of two invented products, as a file."""
    figures = [(0.9, 71.5, 0.4, 1.0), (0.9, None, 0.1, 0.5)]
    inputs = [
        ReceiptInput(id=str(n), slug=f"p{n}", name=f"P{n}", gate="eligible", raw=raw)
        for n, raw in enumerate(figures)
    ]
    receipt = make_receipt(
        load_method(),
        as_of="2026-11-23",
        market_revision=7,
        question={},
        weights={"compliance": 30, "experience": 30, "cost": 30, "coverage": 10},
        inputs=inputs,
    )
    file = folder / "receipt.json"
    file.write_bytes(canonical(receipt))
    return file


def test_a_good_receipt_verifies(tmp_path: Path, capsys: Said) -> None:
    """Exit code 0, without a database being made."""
    assert main(["rankings", "verify", str(_receipt(tmp_path))]) == 0
    assert "The receipt holds: 2 products" in capsys.readouterr().out
    assert not (tmp_path / "unused.sqlite").exists()


def test_one_changed_figure_is_the_answer_no(tmp_path: Path, capsys: Said) -> None:
    """Exit code 1: the receipt was read, and does not hold."""
    file = _receipt(tmp_path)
    file.write_text(file.read_text().replace("71.5", "71.6"))
    assert main(["rankings", "verify", str(file)]) == 1
    assert "an input was changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"rank,score\n1,2\n", "not a receipt"),
        (b"", "not a receipt"),
        (b'{"format": "plumbline-receipt/1", ', "line 1"),
        (b'{"format": "caf\xe9"}', "UTF-8"),
        (b'{"format": "a", "format": "b"}', "twice"),
        (b"[" * 100_000, "nested"),
    ],
)
def test_a_file_that_is_no_json_cannot_be_used(raw: bytes, words: str, tmp_path: Path, capsys: Said) -> None:
    """Exit code 3 with the file's name: that says nothing about any ranking."""
    file = tmp_path / "ranking.csv"
    file.write_bytes(raw)
    assert main(["rankings", "verify", str(file)]) == 3
    said = capsys.readouterr()
    assert "ranking.csv" in said.err
    assert words in said.err
    assert said.out == ""


@pytest.mark.parametrize("raw", [b"null", b"{}", b"[1, 2]", b'{"format": "plumbline-receipt/1"}'])
def test_json_that_is_no_receipt_does_not_verify(raw: bytes, tmp_path: Path, capsys: Said) -> None:
    """Exit code 1, in words."""
    file = tmp_path / "other.json"
    file.write_bytes(raw)
    assert main(["rankings", "verify", str(file)]) == 1
    assert "not a receipt" in capsys.readouterr().out


def test_a_receipt_that_is_not_there(tmp_path: Path, capsys: Said) -> None:
    """Neither a missing file nor a folder is a crash."""
    assert main(["rankings", "verify", str(tmp_path / "none.json")]) == 3
    assert main(["rankings", "verify", str(tmp_path)]) == 3
    assert capsys.readouterr().err.count("cannot be read") >= 2


def test_the_state_diagrams_are_written(tmp_path: Path) -> None:
    """One file for each, into a folder that need not be there yet."""
    folder = tmp_path / "new" / "states"
    assert main(["states", "--write", str(folder)]) == 0
    assert {file.stem: file.read_text(encoding="utf-8") for file in folder.iterdir()} == {
        name: diagram() for name, diagram in DIAGRAMS.items()
    }


def test_the_openapi_document_is_written(tmp_path: Path, capsys: Said) -> None:
    """To the file named, or to standard output: the same either way."""
    file = tmp_path / "openapi.json"
    none = ["--examples", str(tmp_path / "no-examples")]
    assert main(["openapi", "--write", str(file), *none]) == 0
    assert capsys.readouterr().out == ""
    assert main(["openapi", *none]) == 0
    assert capsys.readouterr().out == file.read_text(encoding="utf-8") == document({})
    assert list(operations(json.loads(file.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("command", ["openapi", "states"])
def test_a_place_that_cannot_be_written_is_said_so(command: str, tmp_path: Path, capsys: Said) -> None:
    """Exit code 3 and the place, without a traceback."""
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert main([command, "--write", str(blocked / "inside")]) == 3
    assert "inside" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path, capsys: Said) -> None:
    """It is neither used nor written over."""
    file = tmp_path / "notes.txt"
    file.write_text("Not a database, and somebody may want to keep it. " * 10)
    before = file.read_bytes()
    assert main(["migrate", "--database", f"sqlite:///{file}"]) == 3
    assert "not a database" in capsys.readouterr().err
    assert file.read_bytes() == before
    assert main(["migrate", "--database", f"sqlite:///{file}/below/it.sqlite"]) == 3


def test_a_server_that_is_not_there_is_said_so(capsys: Said) -> None:
    """PostgreSQL on a port that nobody listens on; the password in the URL is not repeated."""
    url = "postgresql+psycopg://user:open-sesame@127.0.0.1:1/none?connect_timeout=2"
    assert main(["migrate", "--database", url]) == 3
    said = capsys.readouterr().err
    assert "the database cannot be used" in said
    assert "open-sesame" not in said
