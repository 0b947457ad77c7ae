"""Reading a CapabilityStatement of 1 MB into findings, against fhir.resources parsing the same bytes.

Both run in this process on processor time, in turns, so that other work on the machine hurts neither. The
statement is made here, in two shapes: `marked`, as national guides and the servers built to them write it, an
extension at each interaction and search saying how binding it is; and `plain`, without.
"""

import json
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading

ROUNDS, OURS, THEIRS = 7, 6, 2  # rounds, and runs of each in a round
CONTEXT: Final = Context(as_of=date(2026, 11, 25))
CODES: Final = ("read", "vread", "update", "delete", "history-instance", "create", "search-type")
EXPECTED: Final = [
    {
        "url": "http://hl7.org/fhir/StructureDefinition/capabilitystatement-expectation",
        "valueCode": "SHALL",
    }
]
KINDS: Final = 148  # as many kinds of resource as R4 has


def measure() -> dict[str, float]:
    """How many times faster we are, checks and rules included, on either shape."""
    return {
        "capability_statement_vs_fhir_resources": _ratio(
            statement(searches=22, marks={"extension": EXPECTED})
        ),
        "plain_statement_vs_fhir_resources": _ratio(statement(searches=50, marks={})),
    }


def _ratio(content: bytes) -> float:
    found = read(content, CONTEXT)
    if not isinstance(found, Reading) or not found.lines:
        raise RuntimeError("the made statement was refused")
    ours, theirs = _in_turns(
        lambda: read(content, CONTEXT), lambda: CapabilityStatement.model_validate_json(content)
    )
    print(f"  {len(content):,} bytes: {ours * 1e3:.2f} ms, fhir.resources {theirs * 1e3:.1f} ms")
    return theirs / ours


def statement(searches: int, marks: dict[str, Any]) -> bytes:
    """A statement of about 1 MB, as JSON: so many search parameters for each kind of resource."""
    resources = [_resource(number, searches, marks) for number in range(KINDS)]
    return json.dumps(
        {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "date": "2026-06-01",
            "kind": "instance",
            "software": {"name": "Sandpiper", "version": "4.2"},
            "implementation": {"description": "A made server", "url": "https://sandpiper.example/r4"},
            "fhirVersion": "4.0.1",
            "format": ["application/fhir+json", "application/fhir+xml"],
            "rest": [{"mode": "server", "resource": resources}],
        }
    ).encode()


def _resource(number: int, searches: int, marks: dict[str, Any]) -> dict[str, Any]:
    name = "Patient" if number == 0 else f"Observation{number}"
    return {
        "type": name,
        "profile": f"https://sandpiper.example/StructureDefinition/{name}",
        "supportedProfile": [f"https://fhir.hl7.org.uk/StructureDefinition/UKCore-{name}"],
        "interaction": [{**marks, "code": code} for code in CODES],
        "versioning": "versioned-update",
        "conditionalCreate": True,
        "conditionalUpdate": True,
        "conditionalDelete": "multiple",
        "searchInclude": ["*", f"{name}:subject", f"{name}:performer"],
        "searchRevInclude": ["Provenance:target"],
        "searchParam": [
            {
                **marks,
                "name": f"parameter-{each}",
                "definition": f"http://hl7.org/fhir/SearchParameter/{name}-parameter-{each}",
                "type": "token",
            }
            for each in range(searches)
        ],
        "operation": [
            {"name": "validate", "definition": "http://hl7.org/fhir/OperationDefinition/Resource-validate"}
        ],
    }


def _in_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float]:
    """The median seconds of processor time of each, measured in turns; the first run of a turn warms."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for task, runs, times in zip((ours, theirs), (OURS, THEIRS), taken, strict=True):
            task()
            times += [_seconds(task) for _ in range(runs)]
    return statistics.median(taken[0]), statistics.median(taken[1])


def _seconds(task: Callable[[], object]) -> float:
    begun = time.process_time()
    task()
    return time.process_time() - begun


if __name__ == "__main__":
    print(measure())
