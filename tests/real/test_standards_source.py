"""The shipped standards carry every fact of the source they were made from, in other words."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from catalog.standards_loader import standards

SHARED = Path(os.environ.get("PLUMBLINE_SHARED", Path(__file__).parents[3] / "shared"))
SOURCE = SHARED / "data" / "standards.json"
pytestmark = pytest.mark.skipif(not SOURCE.exists(), reason=f"the source is not here: {SOURCE.name}")
DATES = ("published", "implement_from", "mandated_from", "conform_by", "retired_on")


def _source() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(SOURCE.read_text(encoding="utf-8"))["standards"]
    return found


def test_every_standard_and_requirement_is_carried() -> None:
    """Ids, levels, accepted evidence, checks and what it applies to."""
    for source in _source():
        carried = standards().get(source["id"])
        assert carried is not None
        assert list(carried.applies_to) == source["applies_to"]
        assert carried.title == source["title"]
        assert len(carried.requirements) == len(source["requirements"])
        for mine, theirs in zip(carried.requirements, source["requirements"], strict=True):
            assert mine.id.removeprefix("DTAC1-") == theirs["id"]
            assert str(mine.level) == theirs["level"]
            assert list(mine.accepts) == theirs["evidence"]
            assert mine.check == theirs.get("check", {})


def test_every_date_is_carried_as_stated() -> None:
    """The day a duty began differs only where an earlier edition now carries the earlier day."""
    for source in _source():
        carried = standards().get(source["id"])
        assert carried is not None
        stated = {d.text for e in (carried.current, *carried.earlier) for n in DATES if (d := getattr(e, n))}
        assert {source[name] for name in DATES if source[name]} <= stated


def test_no_sentence_of_the_source_is_carried() -> None:
    """Facts are taken over, sentences are not."""
    theirs = {r["text"].lower().rstrip(".") for s in _source() for r in s["requirements"]}
    mine = {r.text.lower().rstrip(".") for s in standards() for r in s.requirements}
    assert not theirs & mine
