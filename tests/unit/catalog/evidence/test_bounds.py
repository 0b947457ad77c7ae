"""What is kept of a document is short, and shows the same as all of it."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.evidence.bounds import bounded_lines, cut
from catalog.evidence.forms import certificate, safety
from catalog.evidence.limits import LONGEST_EXCERPT, MOST_LINES, MOST_NOTES
from catalog.evidence.reading import Line
from catalog.evidence.settled import settled
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import seen

LONG = "ab<b>c</b> " * 100_000

LINES = st.lists(
    st.builds(
        Line,
        requirement_id=st.sampled_from(["CE-1", "CE-2"]),
        outcome=st.sampled_from(list(Outcome)),
        assurance=st.sampled_from(list(Assurance)),
        pointer=st.sampled_from([f"/{n}" for n in range(30)]),
        reason=st.sampled_from(["a", "b"]),
        rule=st.sampled_from(["one", "two"]),
    ),
    max_size=150,
)


@given(LINES)
def test_fewer_lines_settle_to_the_same(lines: list[Line]) -> None:
    """What a document shows about a requirement does not depend on how much of it is kept."""
    kept = bounded_lines(lines)
    assert [
        (each.requirement_id, each.outcome, each.assurance, each.pointer, each.rule) for each in settled(kept)
    ] == [
        (each.requirement_id, each.outcome, each.assurance, each.pointer, each.rule)
        for each in settled(lines)
    ]
    assert len(kept) <= 2 * len(Outcome) * MOST_LINES


def test_a_text_is_cut_with_a_mark() -> None:
    """And left as it is where it is short enough."""
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"


STATEMENT = {
    "resourceType": "CapabilityStatement",
    "status": "active",
    "date": "2026-01-01",
    "kind": "instance",
}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "capability": {
        **STATEMENT,
        "fhirVersion": "4.0.1",
        "publisher": LONG,
        "software": {"name": LONG, "version": LONG},
        "text": {"status": "generated", "div": LONG},
        "rest": [{"mode": "server", "documentation": LONG, "resource": [{"type": "Patient"}]}],
    },
    "cyclonedx": {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": "2026-01-01T00:00:00Z",
            "component": {"type": "application", "name": LONG, "version": LONG},
            "supplier": {"name": LONG},
            "authors": [{"name": LONG}],
        },
        "components": [{"type": "library", "name": LONG, "version": LONG}],
    },
    "sarif": {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": LONG, "version": LONG}},
                "invocations": [{"executionSuccessful": True}],
                "results": [{"ruleId": LONG, "level": "error", "message": {"text": LONG}}],
            }
        ],
    },
    "axe": {
        "testEngine": {"name": LONG, "version": LONG},
        "testEnvironment": {"userAgent": LONG},
        "url": LONG,
        "timestamp": "2026-01-01T00:00:00Z",
        "toolOptions": {},
        "violations": [{"id": LONG, "help": LONG, "tags": ["wcag143"], "nodes": [{"html": LONG}]}],
        "passes": [],
        "incomplete": [],
        "inapplicable": [],
    },
    "safety": {
        **safety.template(),
        "product": LONG,
        "supplier": LONG,
        "release": LONG,
        "date": "2026-01-01",
        "plan": {"reference": LONG, "version": LONG},
    },
    "certificate": {
        "format": certificate.FORMAT,
        "scheme": "cyber-essentials",
        "number": LONG,
        "issuer": LONG,
        "holder": LONG,
        "scope": LONG,
        "issued": "2026-06-01",
        "register": "https://iasme.co.uk/" + "x" * 1_000_000,
    },
}


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_no_text_of_a_document_is_kept_at_length(name: str) -> None:
    """A megabyte in every name leaves a few lines in what is stored."""
    found = seen(DOCUMENTS[name])
    assert len(msgspec.json.encode(msgspec.structs.replace(found, cleaned=None))) < 60_000
    names = (found.subject.vendor, found.subject.product, found.subject.version, found.issuer.name)
    assert all(len(each) <= LONGEST_EXCERPT for each in names if each)
    assert len(found.notes) <= MOST_NOTES + 1
