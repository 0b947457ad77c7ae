"""CycloneDX: what a list of parts, a list of vulnerabilities and declarations can show, and what not."""

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.formats import Format
from catalog.evidence.read import read
from catalog.evidence.reading import Context, Line
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

RELEASE = Context(as_of=TODAY, release=("Ward Notes", "4.2"))
BOM: dict[str, Any] = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {
        "timestamp": "2026-10-01T08:00:00.123Z",
        "tools": {"components": [{"name": "lister", "version": "3"}]},
        "component": {
            "bom-ref": "us",
            "name": "ward-notes",
            "version": "v4.2",
            "supplier": {"name": "Made Up"},
        },
    },
    "components": [
        {
            "name": "one",
            "version": "1",
            "purl": "pkg:npm/one@1",
            "components": [{"name": "two", "version": "2"}],
        }
    ],
    "dependencies": [{"ref": "us", "dependsOn": ["one"]}],
}
FLAW = {"id": "CVE-2026-0001", "affects": [{"ref": "us"}]}


def _with_flaw(**analysis: Any) -> dict[str, Any]:
    return {**BOM, "vulnerabilities": [{**FLAW, "analysis": analysis}]}


def _by_requirement(document: Any, context: Context = RELEASE) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = {}
    for line in seen(document, context=context).lines:
        found.setdefault(line.requirement_id, []).append(line)
    return found


def test_a_list_of_the_parts_of_this_release_shows_that_they_are_known() -> None:
    """Documented, with parts at every level counted; it says nothing for the whole code of practice."""
    found = seen(BOM, context=RELEASE)
    assert (found.format, found.format_version) == (Format.CYCLONEDX, "1.6")
    assert (found.subject.vendor, found.issuer.name, found.produced_on) == (
        "Made Up",
        "lister 3",
        date(2026, 10, 1),
    )
    lines = _by_requirement(BOM)
    assert [(x.outcome, x.assurance) for x in lines["SSCOP-1.2"]] == [(Outcome.MET, Assurance.DOCUMENTED)]
    assert "2 parts" in lines["SSCOP-1.2"][0].reason
    assert {x.outcome for x in (*lines["C3.4"], *lines["CHARTER-8"])} == {Outcome.INCONCLUSIVE}
    assert "ARCH-CYBER" not in lines
    assert "SSCOP-3.3" not in lines


@pytest.mark.parametrize("release", [("Ward Notes", "4.3"), ("Another System", "4.2")])
def test_a_list_of_another_release_is_inconclusive(release: tuple[str, str]) -> None:
    """Neither another version nor another name is taken for ours."""
    lines = _by_requirement(BOM, Context(as_of=TODAY, release=release))
    assert {x.outcome for x in lines["SSCOP-1.2"]} == {Outcome.INCONCLUSIVE}


@pytest.mark.parametrize(
    ("analysis", "outcome"),
    [
        ({"state": "not_affected", "justification": "code_not_reachable"}, Outcome.MET),
        ({"state": "resolved"}, Outcome.MET),
        ({"state": "false_positive"}, Outcome.MET),
        ({"state": "in_triage"}, Outcome.INCONCLUSIVE),
        ({"state": "something_new"}, Outcome.INCONCLUSIVE),
        ({}, Outcome.INCONCLUSIVE),
        ({"state": "exploitable"}, Outcome.NOT_MET),
        ({"state": "exploitable", "response": ["will_not_fix"]}, Outcome.NOT_MET),
        ({"state": "exploitable", "response": ["update"]}, Outcome.PARTLY_MET),
    ],
)
def test_what_became_of_a_vulnerability_decides(analysis: dict[str, Any], outcome: Outcome) -> None:
    """One that is open with no remedy speaks against the release, one not judged is not known."""
    lines = _by_requirement(_with_flaw(**analysis))
    assert [x.outcome for x in lines["SSCOP-3.3"]] == [outcome]
    against = [x.outcome for x in lines.get("ARCH-CYBER", [])]
    assert against == ([Outcome.NOT_MET] if outcome is Outcome.NOT_MET else [])


def test_a_version_that_is_called_affected_is_open() -> None:
    """Where there is no analysis, the status of the versions speaks."""
    flaw = {**FLAW, "affects": [{"ref": "us", "versions": [{"version": "4.2", "status": "affected"}]}]}
    lines = _by_requirement({**BOM, "vulnerabilities": [flaw]})
    assert [x.outcome for x in lines["SSCOP-3.3"]] == [Outcome.NOT_MET]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"specVersion": "1.1"}, "1.1"),
        ({"specVersion": "2.0"}, "2.0"),
        ({"specVersion": None}, "no version"),
        ({"components": [], "metadata": {}}, "lists no part"),
    ],
)
def test_what_cannot_be_read_is_refused(change: dict[str, Any], word: str) -> None:
    """With what is wrong, and where."""
    found = refused({**BOM, **change})
    assert found.format is Format.CYCLONEDX
    assert word in found.reason
    assert found.pointer


def test_a_list_without_parts_shows_nothing_in_favour() -> None:
    """A product that lists only itself may be all there is, or the tool may have failed."""
    lines = _by_requirement({**BOM, "components": []})
    assert {x.outcome for x in lines["SSCOP-1.2"]} == {Outcome.INCONCLUSIVE}


XML = b"""\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>\r
<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.6" version="1">
 <b:metadata><b:timestamp>2026-10-01T08:00:00Z</b:timestamp>
  <b:component type="application" bom-ref="us">
   <b:name>ward-notes</b:name><b:version>4.2</b:version></b:component>
 </b:metadata>
 <b:components>
  <b:component type="library"><b:name>one</b:name><b:version>1</b:version></b:component></b:components>
 <b:dependencies><b:dependency ref="us"><b:dependency ref="one"/></b:dependency></b:dependencies>
 <b:vulnerabilities><b:vulnerability><b:id>CVE-2026-0001</b:id><b:analysis>
   <b:state>exploitable</b:state><b:responses><b:response>update</b:response></b:responses></b:analysis>
   <b:affects><b:target><b:ref>us</b:ref></b:target></b:affects></b:vulnerability></b:vulnerabilities>
 <b:declarations>
  <b:assessors><b:assessor bom-ref="a"><b:thirdParty>true</b:thirdParty>
   <b:organization><b:name>Checkers</b:name></b:organization></b:assessor></b:assessors>
  <b:attestations><b:attestation><b:assessor>a</b:assessor>
   <b:map><b:requirement>SSCOP-1.1</b:requirement><b:claims><b:claim>c</b:claim></b:claims>
    <b:conformance><b:score>1</b:score></b:conformance></b:map></b:attestation></b:attestations>
  <b:claims><b:claim bom-ref="c"><b:evidence>e</b:evidence></b:claim></b:claims>
  <b:evidence><b:evidence bom-ref="e"><b:expires>2027-01-31T00:00:00Z</b:expires></b:evidence></b:evidence>
 </b:declarations>
</b:bom>"""


def test_xml_says_the_same_with_xpaths() -> None:
    """Whatever its prefix, its line ends or its mark of byte order."""
    found = seen(XML, context=RELEASE)
    assert found.format_version == "1.6"
    shown = {(x.requirement_id, x.outcome, x.pointer) for x in found.lines}
    assert ("SSCOP-1.2", Outcome.MET, "/bom/components") in shown
    assert ("SSCOP-3.3", Outcome.PARTLY_MET, "/bom/vulnerabilities/vulnerability[1]") in shown
    assert ("SSCOP-1.1", Outcome.MET, "/bom/declarations/attestations/attestation[1]/map[1]") in shown
    assert found.valid_until == date(2027, 1, 31)
    assert "1.1" in refused(XML.replace(b"bom/1.6", b"bom/1.1")).reason


DECLARED: dict[str, Any] = {
    **BOM,
    "definitions": {
        "standards": [{"name": "Ours", "requirements": [{"bom-ref": "r1", "identifier": "sscop-1.1"}]}]
    },
    "declarations": {
        "assessors": [{"bom-ref": "a", "thirdParty": True, "organization": {"name": "Checkers"}}],
        "attestations": [
            {
                "assessor": "a",
                "map": [
                    {"requirement": "r1", "claims": ["c"], "conformance": {"score": 1, "rationale": "Seen."}},
                    {"requirement": "somebody-elses", "claims": ["c"], "conformance": {"score": 1}},
                ],
            }
        ],
        "claims": [{"bom-ref": "c", "target": "us", "evidence": ["e"]}],
        "evidence": [{"bom-ref": "e", "expires": "2027-01-31T00:00:00Z"}],
    },
}


def _declared(**change: Any) -> list[Line]:
    document = deepcopy(DECLARED)
    document["declarations"]["attestations"][0]["map"][0].update(change)
    return _by_requirement(document).get("SSCOP-1.1", [])


def test_a_declaration_is_declared_whoever_makes_it() -> None:
    """A third party's name in an unsigned file is a name in a file; its evidence's end is the line's."""
    line = _declared()[0]
    assert (line.outcome, line.assurance) == (Outcome.MET, Assurance.DECLARED)
    assert "Checkers (a third party)" in line.reason
    found = seen(DECLARED, context=RELEASE)
    assert (found.valid_until, found.valid_basis) == (date(2027, 1, 31), "the document says so")
    assert [x.about for x in found.statements if x.about.startswith("cdxa:")] == [
        "cdxa:sscop-1.1",
        "cdxa:somebody-elses",
    ]


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"conformance": {"score": 0.4}}, Outcome.PARTLY_MET),
        ({"conformance": {"score": 0}}, Outcome.NOT_MET),
        ({"conformance": {"score": 7}}, Outcome.INCONCLUSIVE),
        ({"conformance": {}}, Outcome.INCONCLUSIVE),
        ({"counterClaims": ["x"]}, Outcome.INCONCLUSIVE),
        ({"claims": []}, Outcome.INCONCLUSIVE),
        ({"requirement": "UKCORE-1"}, None),
    ],
)
def test_scores_and_counter_claims(change: dict[str, Any], outcome: Outcome | None) -> None:
    """From 0 to 1; claims against it, or none for it, leave it to an assessor."""
    assert [x.outcome for x in _declared(**change)] == ([outcome] if outcome else [])


def test_a_requirement_that_asks_for_other_evidence_stays_inconclusive() -> None:
    """Declaring what a capability statement has to show shows nothing."""
    document = deepcopy(DECLARED)
    document["declarations"]["attestations"][0]["map"][0]["requirement"] = "UKCORE-1"
    lines = _by_requirement(document)["UKCORE-1"]
    assert [x.outcome for x in lines] == [Outcome.INCONCLUSIVE]


def test_expired_evidence_leaves_the_requirement_without_any() -> None:
    """The day after its end it counts for nothing; a failure stays a failure."""
    late = Context(as_of=date(2027, 2, 1), release=("Ward Notes", "4.2"))
    assert [x.outcome for x in _by_requirement(DECLARED, late)["SSCOP-1.1"]] == [Outcome.NOT_EVIDENCED]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: st.lists(x) | st.dictionaries(st.text(), x),
    )
)
def test_no_shape_of_a_part_trips_the_reader(value: Any) -> None:
    """Whatever stands where a list or an object should, the answer is a reading or a reason."""
    for key in ("components", "vulnerabilities", "declarations", "metadata", "definitions", "signature"):
        content = json.dumps({**DECLARED, key: value}, allow_nan=False) if _finite(value) else "{}"
        found = read(content.encode(), RELEASE)
        assert "could not be read" not in getattr(found, "reason", ""), found


def _finite(value: Any) -> bool:
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True
