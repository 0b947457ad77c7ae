"""Migrations and decisions are numbered once each: two written side by side are seen before they meet."""

import re
from collections import Counter
from collections.abc import Sequence

import pytest

from tests.docs.pages import ROOT

MIGRATIONS = "src/plumbline/storage/migrations/versions"
DECISIONS = "docs/decisions"
LINKS = re.compile(r'^(revision|down_revision) = (?:"(\d{4})"|None)$', re.MULTILINE)


def numbered(folder: str) -> list[tuple[str, str]]:
    """The number and the name of every numbered file in a folder."""
    names = [file.name for file in (ROOT / folder).iterdir()]
    return sorted((name[:4], name) for name in names if re.match(r"\d{4}[-_]", name))


def taken_twice(numbers: Sequence[str]) -> list[str]:
    """The numbers that more than one file has."""
    return sorted(number for number, times in Counter(numbers).items() if times > 1)


def test_a_number_that_is_taken_twice_would_be_found() -> None:
    """Whatever comes between."""
    assert taken_twice(["0001", "0003", "0002", "0001"]) == ["0001"]


@pytest.mark.parametrize("folder", [MIGRATIONS, DECISIONS])
def test_every_number_is_taken_once_and_none_is_left_out(folder: str) -> None:
    """From one upwards."""
    numbers = [number for number, _ in numbered(folder)]
    assert taken_twice(numbers) == []
    assert numbers == [f"{place:04}" for place in range(1, len(numbers) + 1)]
    assert len(numbers) > 10


def test_every_migration_is_called_what_it_is_and_follows_the_one_before() -> None:
    """Its revision is the number of its file; two that follow the same one would be two heads."""
    before = None
    for number, name in numbered(MIGRATIONS):
        text = (ROOT / MIGRATIONS / name).read_text(encoding="utf-8")
        links = {key: value or None for key, value in LINKS.findall(text)}
        assert links == {"revision": number, "down_revision": before}, name
        before = number


def test_every_decision_is_listed() -> None:
    """In the page of decisions, which is how anybody finds one."""
    page = (ROOT / DECISIONS / "README.md").read_text(encoding="utf-8")
    assert [name for _, name in numbered(DECISIONS) if f"({name})" not in page] == []
