"""SPDX: the same list of parts as JSON, YAML and tag-value; other forms are refused with the reason."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.formats import Format
from catalog.evidence.read import read
from catalog.evidence.reading import Context
from catalog.words import Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

RELEASE = Context(as_of=TODAY, release=("Ward Notes", "4.2"))
LIST: dict[str, Any] = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "name": "ward-notes",
    "creationInfo": {"created": "2026-10-01T08:00:00.123456789Z", "creators": ["Tool: lister-1"]},
    "packages": [
        {
            "SPDXID": "SPDXRef-us",
            "name": "ward-notes",
            "versionInfo": "4.2",
            "supplier": "Organization: Made Up ()",
        },
        {"SPDXID": "SPDXRef-one", "name": "one", "versionInfo": "NOASSERTION", "downloadLocation": "NONE"},
    ],
    "relationships": [
        {
            "spdxElementId": "SPDXRef-DOCUMENT",
            "relationshipType": "DESCRIBES",
            "relatedSpdxElement": "SPDXRef-us",
        }
    ],
}
TAGS = b"""# a comment\r
SPDXVersion: SPDX-2.3\r
DocumentName: ward-notes\r
SPDXID: SPDXRef-DOCUMENT\r
Creator: Tool: lister-1\r
Created: 2026-10-01T08:00:00.5Z\r
PackageName: ward-notes\r
SPDXID: SPDXRef-us\r
PackageVersion: 4.2\r
PackageComment: <text>first\r
PackageName: not a package\r
last</text>\r
PackageName: one\r
SPDXID: SPDXRef-one\r
Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-us\r
"""


@pytest.mark.parametrize("document", [LIST, yaml.safe_dump(LIST).encode(), TAGS])
def test_each_form_shows_that_the_parts_are_known(document: Any) -> None:
    """One part beside the product, made on a day with fractions of a second."""
    found = seen(document, context=RELEASE)
    assert (found.format, found.format_version) == (Format.SPDX, "2.3")
    assert (found.subject.product, found.subject.version) == ("ward-notes", "4.2")
    assert str(found.produced_on) == "2026-10-01"
    shown = {line.requirement_id: line.outcome for line in found.lines}
    assert shown == {
        "SSCOP-1.2": Outcome.MET,
        "CHARTER-8": Outcome.INCONCLUSIVE,
        "C3.4": Outcome.INCONCLUSIVE,
    }


def test_only_the_product_itself_is_no_list_of_parts() -> None:
    """One package is the product."""
    found = seen({**LIST, "packages": LIST["packages"][:1]}, context=RELEASE)
    assert [line.outcome for line in found.lines] == [Outcome.INCONCLUSIVE]


def test_a_list_that_names_no_version_is_inconclusive() -> None:
    """Which release it is about is not known."""
    main = {**LIST["packages"][0], "versionInfo": "NOASSERTION"}
    found = seen({**LIST, "packages": [main, LIST["packages"][1]]})
    assert found.lines[0].outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("document", "word"),
    [
        ({**LIST, "spdxVersion": "SPDX-2.9"}, "SPDX-2.9"),
        ({**LIST, "packages": []}, "no package"),
        ({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}, "SPDX 3"),
        (TAGS.replace(b"last</text>", b"last"), "never ends"),
        (
            b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"/>',
            "RDF/XML",
        ),
    ],
)
def test_other_forms_are_refused(document: Any, word: str) -> None:
    """With the form that would be read."""
    found = refused(document)
    assert found.format is Format.SPDX
    assert word in found.reason


@given(
    st.lists(st.sampled_from([*TAGS.decode().splitlines(), "ExternalRef: SECURITY cpe x", "::", "<text>"]))
)
def test_lines_in_any_order_never_trip_the_reader(lines: list[str]) -> None:
    """A reading, or a reason that is not a crash."""
    found = read("\n".join(["SPDXVersion: SPDX-2.2", *lines]).encode(), RELEASE)
    assert "could not be read" not in getattr(found, "reason", "")


@pytest.mark.parametrize("odd", [[], {}, None, 7])
@pytest.mark.parametrize(("key", "field"), [("packages", "SPDXID"), ("relationships", "relationshipType")])
def test_odd_values_where_a_name_should_stand_are_passed_over(key: str, field: str, odd: Any) -> None:
    """An id or a kind that is a list is nobody's id and no kind."""
    changed = [LIST[key][0], {**LIST[key][-1], field: odd}]
    assert seen({**LIST, key: changed}, context=RELEASE).lines[0].outcome is Outcome.MET
