"""An exported log is verified without a database, and whatever is done to it is found."""

import json
from pathlib import Path

import pytest

from plumbline.audit.keys import public_text
from plumbline.audit.offline import spread, verify_log
from plumbline.cli import main
from tests.unit.plumbline.logs_made import KEY, LEAVES, NOTES, OTHER_KEY, SIZE, found_of, signed, written


def test_what_was_written_holds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By the command too; with the key and a checkpoint that were kept elsewhere."""
    file = written(tmp_path / "log", LEAVES, NOTES)
    kept = tmp_path / "kept"
    kept.write_text(NOTES[0])
    key = public_text(KEY.public_key())
    assert main(["audit", "verify", str(file), "--key", key, "--checkpoint", str(kept), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "holds": True,
        "events": SIZE,
        "reason": f"all {SIZE} events, 3 checkpoints",
    }


def test_whatever_is_done_to_it_is_found(tmp_path: Path) -> None:
    """Edited, cut, moved, repeated: the signed root does not fit."""
    assert found_of(300, tmp_path / "log") == 300


def test_a_tail_hashed_anew_is_found_by_what_was_kept(tmp_path: Path) -> None:
    """Whoever has the signing key may rewrite everything: a checkpoint kept elsewhere still tells."""
    leaves = [*LEAVES[:100], *reversed(LEAVES[100:])]
    file = written(tmp_path / "log", leaves, signed(leaves, [50, 120, SIZE]))
    assert verify_log(file).holds, "consistent in itself"
    assert not verify_log(file, checkpoint=NOTES[1]).holds
    assert verify_log(file, checkpoint=NOTES[0]).holds, "nothing below 50 was touched"


def test_a_shorter_log_than_once_signed_is_found(tmp_path: Path) -> None:
    """As after restoring an old backup."""
    file = written(tmp_path / "log", LEAVES[:120], NOTES[:2])
    verdict = verify_log(file, checkpoint=NOTES[2])
    assert not verdict.holds
    assert "the end is missing" in verdict.reason


def test_another_key_is_found(tmp_path: Path) -> None:
    """A log written anew with a key of one's own is consistent, and not the one that was trusted."""
    file = written(tmp_path / "log", LEAVES, signed(LEAVES, [SIZE], OTHER_KEY), OTHER_KEY)
    assert verify_log(file).holds
    assert not verify_log(file, key=public_text(KEY.public_key())).holds


@pytest.mark.parametrize("content", [b"", b"{}\n", b"not json\n", b'{"origin": "x"}\n', b"\xff\xfe\n"])
def test_what_is_no_log_does_not_hold(tmp_path: Path, content: bytes) -> None:
    """Said in words, exit code 1."""
    file = tmp_path / "log"
    file.write_bytes(content)
    assert main(["audit", "verify", str(file)]) == 1


def test_a_line_cut_off_is_found(tmp_path: Path) -> None:
    """As when a disk was full."""
    file = written(tmp_path / "log", LEAVES, NOTES)
    file.write_bytes(file.read_bytes()[:-1])
    assert "cut off" in verify_log(file).reason


@pytest.mark.parametrize(("count", "kept"), [(0, 0), (1, 1), (7, 7), (8, 4), (15, 5), (1_000, 7)])
def test_of_many_checkpoints_a_spread_goes_along(count: int, kept: int) -> None:
    """In their order, the newest always; a log that lived for years still has a first line one can read."""
    notes = [f"{number:04}" for number in range(count)]
    chosen = spread(notes, 7)
    assert len(chosen) == kept
    assert chosen == sorted(set(chosen))
    assert chosen[-1:] == notes[-1:]
