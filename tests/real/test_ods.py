"""The extracts of ODS that came with the facts: read whole, and the packaged tables agree with them."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from catalog.organisations.csv_files import pair_of, read_csv
from catalog.organisations.ord_json import read_ord
from catalog.organisations.organisation import Extract, OrganisationKind, SuccessionKind
from catalog.organisations.packaged import packaged

SHARED = Path(os.environ.get("PLUMBLINE_SHARED") or Path(__file__).parents[3] / "shared") / "data"

pytestmark = pytest.mark.skipif(
    not (SHARED / "ods").is_dir(), reason="the extracts of ODS (PLUMBLINE_SHARED/data/ods) are not here"
)


def read(name: str) -> Extract:
    return read_csv((SHARED / name).read_bytes())


def test_every_organisation_of_both_extracts_is_packaged_as_it_stands() -> None:
    """429 and 119 rows; the packaged table has each, unchanged."""
    shipped = {each.code: each for each in packaged().organisations}
    full = read("ods/organisations_full.csv").organisations
    assert len(full) == len(shipped) == 429
    assert {each.code: each for each in full} == shipped
    assert {each.code for each in read("organisations.csv").organisations} <= set(shipped)


def test_every_succession_is_packaged_with_its_day_and_certainty() -> None:
    """256 successions, 80 of them without a day; notes are in our own words."""
    told = read("ods/succession.csv").successions
    assert len(told) == 256
    assert sum(step.on is None for step in told) == 80
    shipped = {pair_of(step): step for step in packaged().successions}
    for step in told:
        ours = shipped[pair_of(step)]
        assert (ours.on, ours.kind, ours.certainty) == (step.on, step.kind, step.certainty)
    continued = {p for p, step in shipped.items() if step.kind is SuccessionKind.CONTINUATION}
    assert len(continued) == 106
    assert len(shipped) == 256 + 106


def test_the_ord_sample_is_read() -> None:
    """RWR: a foundation trust with two predecessors, whose one current relationship is to QM7."""
    extract = read_ord(json.loads((SHARED / "ods/ord_sample_RWR.json").read_bytes()))
    (trust,) = extract.organisations
    assert (trust.code, trust.kind, trust.opened) == ("RWR", OrganisationKind.TRUST, date(2001, 4, 1))
    assert trust.closed is None
    assert trust.postcode == "AL10 8YE"
    assert {step.predecessor for step in extract.successions} == {"RQJ", "RC8"}
    assert {step.on for step in extract.successions} == {date(2001, 4, 1)}
    assert [r.parent for r in extract.relationships if r.until is None] == ["QM7"]
    ended = {r.parent: (r.since, r.until) for r in extract.relationships if r.until is not None}
    assert ended["Q78"] == (date(2015, 4, 1), date(2019, 3, 31)), "the legal dates, not the operational"
