"""A bad standards file fails with file, key and reason; the shipped ones load."""

from importlib import resources
from pathlib import Path

import pytest

from catalog.standards_loader import CatalogueFileError, load_standards, standards

GOOD = (resources.files("catalog") / "standards" / "dapb4101.toml").read_text(encoding="utf-8")


def test_all_of_them_are_shipped() -> None:
    """52 standards with 210 requirements, every id once, each found by its id."""
    found = standards()
    assert len(found) == 52
    assert sum(len(standard.requirements) for standard in found) == 210
    for standard in found:
        assert found.get(standard.id) is standard
        for requirement in standard.requirements:
            assert found.requirement(requirement.id) == (standard, requirement)
    assert found.get("NONE") is None
    assert found.requirement("NONE") is None


def test_every_standard_says_what_it_is_and_how_sure_we_are() -> None:
    """A summary, a source, a certainty, and a reason where it is not high in everything."""
    for standard in standards():
        assert standard.summary.endswith(".")
        assert standard.sources
        assert all(requirement.text and requirement.accepts for requirement in standard.requirements)


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('level = "must"', 'level = "maybe"', "requirements", "maybe"),
        ('status = "mandated"', 'status = "lovely"', "current.status", "lovely"),
        ('published = "2024-04-15"', 'published = "2024-02-30"', "current.published", "on no calendar"),
        ('published = "2024-04-15"', "published = 2024-04-15", "current.published", "in quotes"),
        ('kind = "', 'knid = "', "the file", "knid"),
        ('title = "', '# title = "', "the file", "title"),
        ('id = "DAPB4101-2"', 'id = "DAPB4101-1"', "requirements[0].id", "more than once"),
        ("[current]", "[current", "TOML", "line"),
        ('supersedes = ["DAPB4017"]', 'superseded_by = ["NOBODY"]', "superseded_by", "no standard"),
        ('id = "DAPB4101"', 'id = "DAPB9999"', "id", "name the file dapb9999.toml"),
    ],
)
def test_a_bad_file_is_named_with_key_and_reason(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    """Which file, which key, what is wrong."""
    assert old in GOOD
    (tmp_path / "dapb4101.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueFileError) as caught:
        load_standards(tmp_path)
    assert caught.value.file == "dapb4101.toml"
    assert caught.value.key.startswith(key)
    assert words in str(caught.value)


def test_a_file_that_is_not_utf8_is_named_with_the_byte(tmp_path: Path) -> None:
    """Latin-1 is not read as if it were UTF-8."""
    (tmp_path / "x.toml").write_bytes(b'id = "caf\xe9"')
    with pytest.raises(CatalogueFileError, match="byte 9"):
        load_standards(tmp_path)


def test_an_empty_folder_holds_no_standards(tmp_path: Path) -> None:
    """Nothing there is an empty catalogue."""
    assert len(load_standards(tmp_path)) == 0
