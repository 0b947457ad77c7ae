"""OSCAL: findings of an assessment are read; plans and catalogues are not results."""

from datetime import date
from typing import Any

import pytest
import yaml

from catalog.evidence.formats import Format
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import refused, seen

META = {
    "title": "A look",
    "oscal-version": "1.1.2",
    "last-modified": "2026-10-02T00:00:00Z",
    "parties": [{"uuid": "p", "type": "organization", "name": "Checkers"}, {"uuid": "q", "name": "Others"}],
    "responsible-parties": [{"role-id": "lead-assessor", "party-uuids": ["p"]}],
}


def _finding(target: str, state: Any) -> dict[str, Any]:
    return {
        "uuid": target,
        "title": f"On {target}",
        "target": {"type": "objective-id", "target-id": target, "status": state},
        "related-observations": [{"observation-uuid": "o"}],
    }


RESULTS = {
    "assessment-results": {
        "metadata": META,
        "results": [
            {
                "start": "2026-10-01T00:00:00Z",
                "observations": [{"uuid": "o", "expires": "2027-03-31T00:00:00Z"}],
                "findings": [
                    _finding("sscop-1.1", {"state": "satisfied"}),
                    _finding("SSCOP-1.3", {"state": "not-satisfied", "reason": "fail"}),
                    _finding("SSCOP-1.4", "satisfied"),
                    _finding("ac-6.1_obj", {"state": "satisfied"}),
                    _finding("SSCOP-4", {}),
                ],
            }
        ],
    }
}
PLAIN = yaml.safe_dump(RESULTS).replace("'2", "2").replace("Z'", "Z").encode()  # days, not text
XML = b"""<?xml version="1.0"?><o:assessment-results xmlns:o="http://csrc.nist.gov/ns/oscal/1.0" uuid="x">
<o:metadata><o:title>A look</o:title><o:oscal-version>1.1.2</o:oscal-version>
 <o:party uuid="p"><o:name>Checkers</o:name></o:party></o:metadata>
<o:result uuid="r"><o:start>2026-10-01T00:00:00Z</o:start>
 <o:observation uuid="o"><o:expires>2027-03-31T00:00:00Z</o:expires></o:observation>
 <o:finding uuid="f"><o:title>On it</o:title>
  <o:target type="objective-id" target-id="SSCOP-1.1"><o:status state="satisfied"/></o:target>
  <o:related-observation observation-uuid="o"/></o:finding>
</o:result></o:assessment-results>"""


@pytest.mark.parametrize("document", [RESULTS, yaml.safe_dump(RESULTS).encode(), PLAIN])
def test_findings_on_our_requirements_become_lines(document: Any) -> None:
    """Documented, by the assessor who is named; controls of another catalogue are shown only."""
    found = seen(document)
    assert (found.format, found.format_version, found.issuer.name) == (
        Format.OSCAL_ASSESSMENT_RESULTS,
        "1.1.2",
        "Checkers",
    )
    assert {line.requirement_id: line.outcome for line in found.lines} == {
        "SSCOP-1.1": Outcome.MET,
        "SSCOP-1.3": Outcome.NOT_MET,
        "SSCOP-1.4": Outcome.MET,
        "SSCOP-4": Outcome.INCONCLUSIVE,
    }
    assert {line.assurance for line in found.lines} == {Assurance.DOCUMENTED}
    assert len(found.statements) == 5
    assert (found.produced_on, found.valid_until) == (date(2026, 10, 1), date(2027, 3, 31))


def test_xml_says_the_same_with_xpaths() -> None:
    """Whatever its prefix."""
    found = seen(XML)
    assert [(x.requirement_id, x.outcome, x.pointer) for x in found.lines] == [
        ("SSCOP-1.1", Outcome.MET, "/assessment-results/result[1]/finding[1]")
    ]
    assert found.valid_until == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("model", "word"),
    [
        ("catalog", "catalogue of controls"),
        ("profile", "choice of controls"),
        ("component-definition", "component"),
        ("system-security-plan", "plan of how"),
        ("assessment-plan", "plan of an assessment"),
        ("plan-of-action-and-milestones", "still to be done"),
    ],
)
def test_the_other_models_are_no_results(model: str, word: str) -> None:
    """Each with its own reason, in every form."""
    document = {model: {"metadata": META}}
    xml = f'<{model} xmlns="http://csrc.nist.gov/ns/oscal/1.0"/>'.encode()
    for form in (document, yaml.safe_dump(document).encode(), xml):
        found = refused(form)
        assert found.format is Format.OSCAL_ASSESSMENT_RESULTS
        assert word in found.reason


def test_results_without_a_finding_are_refused() -> None:
    """Nothing found is nothing shown."""
    empty = {"assessment-results": {"metadata": META, "results": [{"start": "2026-10-01T00:00:00Z"}]}}
    assert refused(empty).pointer == "/assessment-results/results"
