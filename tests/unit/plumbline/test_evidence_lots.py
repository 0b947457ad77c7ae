"""The lots in which the command hands in a folder."""

import argparse
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.commands import evidence_lots
from plumbline.commands.evidence_lots import files_in, lots_of
from plumbline.commands.evidence_submit import release_of, server_of
from plumbline.evidence.many import MOST_FILES


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=150))
def test_every_file_goes_once_and_every_lot_fits(sizes: list[tuple[int, int]]) -> None:
    """In order; a folder that fits one request is not divided."""

    class Made(type(Path())):  # type: ignore[misc]
        """A path whose size is its name's last figure, in the tenths of what fits."""

        def stat(self, **_: object) -> object:
            size = int(self.name[-1]) * evidence_lots.MOST_BYTES // 10
            return argparse.Namespace(st_size=size)

    files = [Made(f"/made/{folder}/{n}-{size}") for n, (folder, size) in enumerate(sorted(sizes))]
    lots = list(lots_of(files))
    assert [file for lot in lots for file in lot] == files
    for lot in lots:
        assert 0 < len(lot) <= MOST_FILES
        assert len(lot) == 1 or sum(int(file.name[-1]) for file in lot) <= 10
    for folder in {file.parent for file in files}:
        inside = [file for file in files if file.parent == folder]
        if len(inside) <= MOST_FILES and sum(int(file.name[-1]) for file in inside) <= 10:
            assert sum(any(file in lot for file in inside) for lot in lots) == 1


def test_hidden_files_and_links_stay_where_they_are(tmp_path: Path) -> None:
    """A file that is named itself is taken whatever it is called, and nothing twice."""
    for name in ("b/two.json", "a.json", ".git/config", "b/.hidden"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    (tmp_path / "link.json").symlink_to("/etc/hostname")
    found = [tmp_path / "a.json", tmp_path / "b" / "two.json"]
    assert files_in([tmp_path, tmp_path / "a.json"]) == found
    assert files_in([tmp_path / "b" / ".hidden"]) == [tmp_path / "b" / ".hidden"]


@pytest.mark.parametrize("text", ["http://market.example", "market.example", "ftp://x", "https://", ""])
def test_a_token_never_goes_in_the_open(text: str) -> None:
    """Plain http is for this machine alone."""
    with pytest.raises(argparse.ArgumentTypeError):
        server_of(text)
    assert server_of("https://market.example/") == "https://market.example"
    assert server_of("http://127.0.0.1:8000") == "http://127.0.0.1:8000"


def test_the_release_is_a_product_and_perhaps_a_version() -> None:
    """Half of one is refused."""
    assert release_of("tern-record") == ("tern-record", None)
    assert release_of("tern-record@4.9") == ("tern-record", "4.9")
    for text in ("@4.9", "tern-record@", ""):
        with pytest.raises(argparse.ArgumentTypeError):
            release_of(text)
