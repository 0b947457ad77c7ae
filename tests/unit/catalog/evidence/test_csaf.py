"""CSAF: what an advisory says of this release, and what of others."""

from copy import deepcopy
from typing import Any

import pytest

from catalog.evidence.formats import Format
from catalog.evidence.reading import Context
from catalog.words import Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

RELEASE = Context(as_of=TODAY, release=("Ward Notes", "4.2"))


def _advisory(status: dict[str, list[str]], *remedies: dict[str, Any], **head: Any) -> dict[str, Any]:
    versions = [
        {
            "category": "product_version",
            "name": name,
            "product": {"name": f"Ward Notes {name}", "product_id": key},
        }
        for key, name in (("old", "4.1"), ("new", "4.2"))
    ]
    product = {"category": "product_name", "name": "Ward Notes", "branches": versions}
    return {
        "document": {
            "category": "csaf_vex",
            "csaf_version": "2.0",
            "publisher": {"category": "vendor", "name": "Made Up"},
            "tracking": {"status": "final", "current_release_date": "2026-10-01T08:00:00Z"},
            **head,
        },
        "product_tree": {"branches": [{"category": "vendor", "name": "Made Up", "branches": [product]}]},
        "vulnerabilities": [
            {"cve": "CVE-2026-0001", "product_status": status, "remediations": list(remedies)}
        ],
    }


def _lines(document: dict[str, Any], context: Context = RELEASE) -> dict[str, Outcome]:
    return {line.requirement_id: line.outcome for line in seen(document, context=context).lines}


FIX = {"category": "vendor_fix", "product_ids": ["new"]}


@pytest.mark.parametrize(
    ("status", "remedies", "outcome"),
    [
        ({"known_not_affected": ["new"]}, (), Outcome.MET),
        ({"known_affected": ["old"], "fixed": ["new"]}, (), Outcome.MET),
        ({"known_affected": ["new"]}, (), Outcome.NOT_MET),
        (
            {"known_affected": ["new"]},
            ({"category": "no_fix_planned", "product_ids": ["new"]},),
            Outcome.NOT_MET,
        ),
        ({"known_affected": ["new"]}, ({"category": "vendor_fix", "product_ids": ["old"]},), Outcome.NOT_MET),
        ({"known_affected": ["new"]}, (FIX,), Outcome.PARTLY_MET),
        ({"under_investigation": ["new"]}, (), Outcome.INCONCLUSIVE),
        ({"known_affected": ["new"], "fixed": ["new"]}, (), Outcome.NOT_MET),
    ],
)
def test_the_status_of_this_release_decides(
    status: dict[str, list[str]], remedies: tuple[dict[str, Any], ...], outcome: Outcome
) -> None:
    """What is said of an older version is no word on this one."""
    assert _lines(_advisory(status, *remedies)) == {"SSCOP-3.3": outcome, "SSCOP-3.4": Outcome.MET}


def test_an_advisory_about_other_products_is_inconclusive() -> None:
    """And so is one about several, where the release is not known."""
    affected = _advisory({"known_affected": ["old"], "fixed": ["new"]})
    other = Context(as_of=TODAY, release=("Ward Notes", "5.0"))
    assert _lines(affected, other)["SSCOP-3.3"] is Outcome.INCONCLUSIVE
    assert _lines(affected, Context(as_of=TODAY))["SSCOP-3.3"] is Outcome.INCONCLUSIVE


def test_a_draft_is_no_last_word() -> None:
    """It tells nobody, and decides nothing."""
    found = _lines(_advisory({"fixed": ["new"]}, tracking={"status": "draft"}))
    assert found == {"SSCOP-3.3": Outcome.INCONCLUSIVE}


def test_what_others_publish_is_not_the_vendors_telling() -> None:
    """A coordinator's advisory does not show that the maker speaks up."""
    found = _lines(_advisory({"fixed": ["new"]}, publisher={"category": "coordinator", "name": "Somebody"}))
    assert "SSCOP-3.4" not in found


def test_broken_trees_and_odd_shapes_are_read_as_far_as_they_go() -> None:
    """An id that no product has is shown by its id."""
    document = deepcopy(_advisory({"fixed": ["new"], "known_affected": ["stranger"]}))
    document["product_tree"]["branches"][0]["branches"][0]["branches"].append("text")
    found = seen(document, context=RELEASE)
    assert [(x.about, x.outcome) for x in found.statements] == [
        ("cve:CVE-2026-0001@stranger", Outcome.NOT_MET),
        ("cve:CVE-2026-0001@new", Outcome.MET),
    ]


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (_advisory({}, csaf_version="1.2"), "1.2"),
        (_advisory({}, tracking=None), "tracking"),
        (b'<cvrfdoc xmlns="http://www.icasi.org/CVRF/schema/cvrf/1.1"/>', "CVRF"),
    ],
)
def test_what_is_not_csaf_2_is_refused(document: Any, word: str) -> None:
    """With what would be read."""
    found = refused(document)
    assert found.format is Format.CSAF_VEX
    assert word in found.reason


@pytest.mark.parametrize("odd", [[], {}, None])
def test_a_remedy_of_an_odd_kind_is_none(odd: Any) -> None:
    """It takes nothing away from being affected."""
    remedy = {"category": odd, "product_ids": ["new"]}
    assert _lines(_advisory({"known_affected": ["new"]}, remedy))["SSCOP-3.3"] is Outcome.NOT_MET
