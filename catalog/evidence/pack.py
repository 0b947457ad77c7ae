"""A product's conformance on a day as a CycloneDX 1.6 document with declarations (CDXA).

Shape: `declarations` of the CycloneDX 1.6 schema (ECMA-424). Every requirement that the product faces is
mapped. A score says met (1), partly met (0.5) or not met (0). What a score cannot say (`not_evidenced`,
`inconclusive`, `not_applicable`) has none, and stands as a property `plumbline:outcome:ID`: nothing unknown
can be taken for met.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, Final

import msgspec

from catalog.conformance import conformance
from catalog.evidence.findings import FAILURES, findings
from catalog.evidence.history import ProductHistory
from catalog.evidence.pack_words import OUTCOME_PROPERTY
from catalog.evidence.record import Evidence, Finding
from catalog.standard import Standard
from catalog.verdicts import RequirementResult, Verdict
from catalog.words import Outcome

MEDIA_TYPE: Final = "application/vnd.cyclonedx+json"
SCORES: Final = {Outcome.MET: 1, Outcome.PARTLY_MET: 0.5, Outcome.NOT_MET: 0}
_PRODUCT: Final = "product"
_MARKET: Final = "assessor-market"


class PackSubject(msgspec.Struct, frozen=True, kw_only=True):
    """What the pack is about: the product, its supplier, and the release its evidence is for."""

    product: str
    supplier: str
    release: str | None = None


class PackFrame(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around the findings.

    `made_on` is the day the pack is made, `base` stands before the paths of files (may be empty),
    `checkpoint` is the newest signed checkpoint of the market's log, where there is one.
    """

    made_on: date
    base: str = ""
    market: str = "Plumbline"
    checkpoint: str | None = None


_Findings = Mapping[tuple[str, str], Finding]  # by requirement id and evidence id


def conformance_pack(
    subject: PackSubject,
    frame: PackFrame,
    standards: Sequence[Standard],
    history: ProductHistory,
    as_of: date,
) -> dict[str, Any]:
    """The document, as plain values that JSON can say; asked again on the same day, the same."""
    found = conformance(standards, history, as_of)
    shown = {(item.requirement_id, item.evidence_id): item for item in _findings(history, as_of)}
    known = {item.id: item for item in history.evidence}
    faced = {item.id: item for item in standards}
    results = found.requirement_results()
    used = sorted({evidence_id for result in results for evidence_id in _speaking(result)})
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": _metadata(subject, frame, as_of, found.gate.state, found.gate.until),
        "declarations": {
            "assessors": [_assessor(frame, results)],
            "attestations": [_attestation(each, faced, shown) for each in found.verdicts],
            "claims": list(chain.from_iterable(_claims(each, shown, known, frame) for each in results)),
            "evidence": [_evidence(known[each], shown, frame) for each in used],
        },
        "definitions": {"standards": [_standard(faced[each.standard_id], each) for each in found.verdicts]},
        "properties": [
            _property(f"{OUTCOME_PROPERTY}{each.requirement.id}", each.outcome)
            for each in results
            if each.outcome not in SCORES
        ],
    }


def _findings(history: ProductHistory, as_of: date) -> tuple[Finding, ...]:
    return findings(history.evidence, history.decisions, as_of)


def _speaking(result: RequirementResult) -> tuple[str, ...]:
    """The evidence behind a result: what decided first, then what says otherwise."""
    return (*((result.finding.evidence_id,) if result.finding else ()), *result.contradicted_by)


def _metadata(
    subject: PackSubject, frame: PackFrame, as_of: date, gate: str, until: date | None
) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "application",
        "bom-ref": _PRODUCT,
        "name": subject.product,
        "supplier": {"name": subject.supplier},
    }
    if subject.release:
        component["version"] = subject.release
    facts = {
        "as_of": as_of.isoformat(),
        "gate": gate,
        "gate_until": until.isoformat() if until else None,
        "checkpoint": frame.checkpoint,
    }
    return {
        "timestamp": _moment(frame.made_on),
        "component": component,
        "properties": [_property(f"plumbline:{name}", value) for name, value in facts.items() if value],
    }


def _assessor(frame: PackFrame, results: Sequence[RequirementResult]) -> dict[str, Any]:
    deciding = {each.finding.decided_by for each in results if each.finding and each.finding.decided_by}
    return {
        "bom-ref": _MARKET,
        "thirdParty": True,
        "organization": {"name": frame.market, "contact": [{"name": name} for name in sorted(deciding)]},
    }


def _attestation(verdict: Verdict, faced: Mapping[str, Standard], shown: _Findings) -> dict[str, Any]:
    title, kind = faced[verdict.standard_id].title, verdict.kind.value.replace("_", " ")
    return {
        "summary": f"{title}: {kind}, {verdict.phase.value}. {verdict.reason}",
        "assessor": _MARKET,
        "map": [_mapped(each, shown) for each in verdict.results],
    }


def _mapped(result: RequirementResult, shown: _Findings) -> dict[str, Any]:
    """Claims speak for the requirement, counter-claims against it."""
    conforming: dict[str, Any] = {"rationale": result.reason}
    if result.outcome in SCORES:
        conforming["score"] = SCORES[result.outcome]
    sides: dict[str, list[str]] = {"claims": [], "counterClaims": []}
    for evidence_id in _speaking(result):
        fails = shown[result.requirement.id, evidence_id].outcome in FAILURES
        sides["counterClaims" if fails else "claims"].append(_claim_ref(result, evidence_id))
    about = {"requirement": _requirement_ref(result.requirement.id), "conformance": conforming}
    return about | {side: refs for side, refs in sides.items() if refs}


def _claims(
    result: RequirementResult, shown: _Findings, known: Mapping[str, Evidence], frame: PackFrame
) -> Iterator[dict[str, Any]]:
    for evidence_id in _speaking(result):
        finding, item = shown[result.requirement.id, evidence_id], known[evidence_id]
        assurance = f", assurance {finding.assurance.value}" if finding.assurance else ""
        claim: dict[str, Any] = {
            "bom-ref": _claim_ref(result, evidence_id),
            "target": _PRODUCT,
            "predicate": f"{result.requirement.id} is {finding.outcome.value.replace('_', ' ')}{assurance}",
            "reasoning": finding.reason,
            "evidence": [_evidence_ref(evidence_id)],
        }
        if item.sha256:
            claim["externalReferences"] = [_file_reference(item.sha256, frame)]
        yield claim


def _file_reference(sha256: str, frame: PackFrame) -> dict[str, Any]:
    return {
        "type": "evidence",
        "url": _file_url(sha256, frame),
        "hashes": [{"alg": "SHA-256", "content": sha256}],
    }


def _evidence(item: Evidence, shown: _Findings, frame: PackFrame) -> dict[str, Any]:
    """`created` is the day it was issued where that is known, else the day it was handed in."""
    told: dict[str, Any] = {
        "bom-ref": _evidence_ref(item.id),
        "propertyName": f"plumbline:evidence:{item.kind.value}",
        "description": item.title,
        "created": _moment(item.issued_on or item.submitted_on),
    }
    if item.sha256:
        told["data"] = [{"name": f"sha256:{item.sha256}", "contents": {"url": _file_url(item.sha256, frame)}}]
    ends = [each.until for each in shown.values() if each.evidence_id == item.id and each.until]
    if last := min(ends, default=item.expires_on):
        told["expires"] = _moment(last, "23:59:59")
    if item.issuer:
        told["author"] = {"name": item.issuer}
    if deciding := {each.decided_by for each in shown.values() if each.evidence_id == item.id} - {None}:
        told["reviewer"] = {"name": ", ".join(sorted(map(str, deciding)))}
    return told


def _standard(standard: Standard, verdict: Verdict) -> dict[str, Any]:
    return {
        "bom-ref": f"standard-{standard.id}",
        "name": standard.title,
        "version": standard.current.version or "",
        "owner": standard.publisher,
        "requirements": [
            {
                "bom-ref": _requirement_ref(each.requirement.id),
                "identifier": each.requirement.id,
                "text": each.requirement.text,
                "properties": [
                    _property("plumbline:level", each.requirement.level),
                    _property("plumbline:least_assurance", each.requirement.least_assurance),
                ],
            }
            for each in verdict.results
        ],
    }


def _property(name: str, value: str) -> dict[str, str]:
    return {"name": name, "value": str(value)}


def _moment(day: date, time: str = "00:00:00") -> str:
    return f"{day.isoformat()}T{time}Z"


def _file_url(sha256: str, frame: PackFrame) -> str:
    return f"{frame.base}/api/v1/files/{sha256}"


def _requirement_ref(requirement_id: str) -> str:
    return f"requirement-{requirement_id}"


def _evidence_ref(evidence_id: str) -> str:
    return f"evidence-{evidence_id}"


def _claim_ref(result: RequirementResult, evidence_id: str) -> str:
    return f"claim-{result.requirement.id}-{evidence_id}"
