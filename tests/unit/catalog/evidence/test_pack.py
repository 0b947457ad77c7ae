"""The conformance pack: valid by the published schema, and read back into the same outcomes."""

import json
import re
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from catalog.conformance import conformance
from catalog.evidence.history import ProductHistory
from catalog.evidence.pack import PackFrame, PackSubject, conformance_pack
from catalog.evidence.reading import Context
from catalog.words import Outcome
from tests.unit.catalog.evidence.made import seen
from tests.unit.catalog.made import day, decision, evidence, history
from tests.unit.catalog.test_conformance_properties import STANDARDS, days, histories

SUBJECT = PackSubject(product="Tern Record", supplier="Tern", release="4.2")


def packed(known: ProductHistory, as_of: date) -> dict[str, Any]:
    """The pack of a made history."""
    frame = PackFrame(made_on=as_of, base="https://market.example", checkpoint="a\n1\nroot\n\n— a sig\n")
    return conformance_pack(SUBJECT, frame, STANDARDS, known, as_of)


@given(known=histories(), as_of=days)
@settings(max_examples=80, deadline=None)
def test_our_own_reader_reads_the_same_outcomes_back(known: ProductHistory, as_of: date) -> None:
    """All six of them, requirement by requirement: what is not shown comes back as not shown."""
    wanted = {
        f"cdxa:{each.requirement.id}": each.outcome
        for each in conformance(STANDARDS, known, as_of).requirement_results()
    }
    found = seen(packed(known, as_of), context=Context(as_of=as_of))

    assert {each.about: each.outcome for each in found.statements} == wanted


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.NOT_EVIDENCED])
def test_each_outcome_has_a_score_or_says_why_it_has_none(outcome: Outcome) -> None:
    """Only what is met scores 1, and only what failed scores below."""
    item = evidence("e", "A-1")
    pack = packed(history([item], [decision(item, outcome)]), day(1))
    mapped = {each["requirement"]: each for each in pack["declarations"]["attestations"][0]["map"]}
    scores = {Outcome.MET: 1, Outcome.PARTLY_MET: 0.5, Outcome.NOT_MET: 0}

    assert mapped["requirement-A-1"]["conformance"].get("score") == scores.get(outcome)
    assert "score" not in mapped["requirement-A-2"]["conformance"]
    assert {"name": "plumbline:outcome:A-2", "value": "not_evidenced"} in pack["properties"]


def test_evidence_comes_with_its_hash_and_its_days() -> None:
    """A hash to compare the file with, when it was made, and the last moment it counts."""
    item = evidence("e", "A-1", expires=day(9))
    declared = packed(history([item], [decision(item)]), day(1))["declarations"]

    assert declared["evidence"][0]["created"] == "2026-01-01T00:00:00Z"
    assert declared["evidence"][0]["expires"] == "2026-01-10T23:59:59Z"
    assert declared["evidence"][0]["reviewer"] == {"name": "An assessor"}
    hashes = declared["claims"][0]["externalReferences"][0]["hashes"]
    assert hashes == [{"alg": "SHA-256", "content": "0" * 64}]


def _schema() -> Any:
    """The published schema of CycloneDX 1.6, which a library ships."""
    validators = pytest.importorskip("jsonschema_rs", reason="jsonschema-rs is not installed")
    pytest.importorskip("cyclonedx", reason="cyclonedx-python-lib, which ships the schema, is not installed")
    folder = Path(str(import_module("cyclonedx.schema").__file__)).parent / "_res"
    parts = {name: json.loads((folder / name).read_text()) for name in _PARTS}
    registry = validators.Registry(
        [(f"http://cyclonedx.org/schema/{name}", part) for name, part in parts.items()]
    )
    return validators.Draft7Validator(parts[_PARTS[0]], registry=registry, validate_formats=True)


_PARTS = ("bom-1.6.SNAPSHOT.schema.json", "spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json")


@given(known=histories(), as_of=days)
@settings(max_examples=30, deadline=None)
def test_it_is_valid_by_the_published_schema(known: ProductHistory, as_of: date) -> None:
    """Every pack is; and a pack with a score of 2 is not, so that the schema is known to look."""
    schema, pack = _schema(), packed(known, as_of)

    assert [f"{each.instance_path}: {each.message}" for each in schema.iter_errors(pack)] == []
    pack["declarations"]["attestations"][0]["map"][0]["conformance"]["score"] = 2
    assert not schema.is_valid(pack)


def test_every_reference_leads_somewhere() -> None:
    """Claims, requirements, evidence and assessors are all in the document, each under one name."""
    item = evidence("e", "A-1", "B-1")
    pack = packed(
        history([item], [decision(item), decision(item, Outcome.NOT_MET, requirement_id="B-1")]), day(25)
    )
    text = json.dumps(pack)
    named = re.findall(r'"bom-ref": "([^"]+)"', text)
    declared = pack["declarations"]
    mapped = [each for attestation in declared["attestations"] for each in attestation["map"]]
    referred = {each["requirement"] for each in mapped}
    referred |= {ref for each in mapped for side in ("claims", "counterClaims") for ref in each.get(side, ())}
    referred |= {ref for claim in declared["claims"] for ref in (claim["target"], *claim["evidence"])}
    referred |= {each["assessor"] for each in declared["attestations"]}

    assert len(named) == len(set(named))
    assert referred <= set(named)
