"""in-toto statements and bundles: what is said of which file, and by whom as far as that can be checked."""

import base64
import json
import subprocess
import sys
from hashlib import sha256
from typing import Any

import pytest

from catalog.evidence.formats import Format
from catalog.evidence.reading import Context
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

FILE = b"the file that was built"
DIGEST = sha256(FILE).hexdigest()


def _statement(kind: str = "https://slsa.dev/provenance/v1", **predicate: Any) -> dict[str, Any]:
    return {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "app.whl", "digest": {"sha256": DIGEST}}],
        "predicateType": kind,
        "predicate": predicate,
    }


def _envelope(statement: Any, kind: str = "application/vnd.in-toto+json") -> dict[str, Any]:
    payload = base64.b64encode(json.dumps(statement).encode()).decode()
    return {"payloadType": kind, "payload": payload, "signatures": [{"sig": "AA=="}]}


BUILT = _statement(
    runDetails={
        "builder": {"id": "https://builder.example"},
        "metadata": {"finishedOn": "2026-10-01T00:00:00Z"},
    }
)


def test_provenance_says_which_file_was_built_by_what() -> None:
    """Plain, it is somebody's word; with the file beside it, the digests are compared."""
    found = seen(BUILT, FILE)
    assert (found.format, found.format_version, found.issuer.signature) == (
        Format.IN_TOTO_STATEMENT,
        "v1",
        "none",
    )
    assert [(x.about, x.outcome) for x in found.statements] == [
        (f"sha256:{DIGEST}", Outcome.MET),
        ("slsa:v1", Outcome.MET),
    ]
    assert str(found.produced_on) == "2026-10-01"
    assert found.lines == ()


@pytest.mark.parametrize("beside", [(), (FILE + b".",)])
def test_a_file_that_is_not_here_is_not_evidenced(beside: tuple[bytes, ...]) -> None:
    """Another file is not the file."""
    assert seen(BUILT, *beside).statements[0].outcome is Outcome.NOT_EVIDENCED
    known = Context(as_of=TODAY, files=frozenset({DIGEST.upper()}))
    assert seen(BUILT, context=known).statements[0].outcome is Outcome.MET


def test_an_envelope_without_a_certificate_is_unverified() -> None:
    """Its signature cannot be checked, so it stays a word."""
    found = seen(_envelope({**BUILT, "_type": "https://in-toto.io/Statement/v0.1"}))
    assert (found.format_version, found.issuer.signature) == ("v0.1", "unverified")


def test_tests_named_after_requirements_are_declared() -> None:
    """Passed and failed ones; a warning is for an assessor, a stranger's name is nothing."""
    tests = _statement(
        "https://in-toto.io/attestation/test-result/v0.1",
        result="FAILED",
        passedTests=["SSCOP-1.1", "unit"],
        failedTests=["sscop-1.3"],
        warnedTests=["SSCOP-1.4"],
    )
    found = seen(tests)
    assert {(x.requirement_id, x.outcome, x.assurance) for x in found.lines} == {
        ("SSCOP-1.1", Outcome.MET, Assurance.DECLARED),
        ("SSCOP-1.3", Outcome.NOT_MET, Assurance.DECLARED),
        ("SSCOP-1.4", Outcome.INCONCLUSIVE, Assurance.DECLARED),
    }
    assert ("in-toto:test-result", Outcome.NOT_MET) in {(x.about, x.outcome) for x in found.statements}


@pytest.mark.parametrize(
    ("predicate", "outcome"),
    [
        ({"verificationResult": "PASSED"}, Outcome.MET),
        ({"verificationResult": "FAILED"}, Outcome.NOT_MET),
        ({}, Outcome.INCONCLUSIVE),
    ],
)
def test_a_verification_summary_says_what_it_says(predicate: dict[str, Any], outcome: Outcome) -> None:
    """Passed, failed, or nothing."""
    found = seen(_statement("https://slsa.dev/verification_summary/v1", **predicate))
    assert found.statements[1].outcome is outcome


@pytest.mark.parametrize(
    ("document", "pointer"),
    [
        ({**BUILT, "_type": "https://in-toto.io/Statement/v9"}, "/_type"),
        ({**BUILT, "subject": []}, "/subject"),
        (_envelope(BUILT, "text/plain"), "/payloadType"),
        ({**_envelope(BUILT), "payload": "%%%"}, "/payload"),
        (_envelope({**BUILT, "subject": None}), "/payload/subject"),
    ],
)
def test_what_is_no_statement_is_refused(document: Any, pointer: str) -> None:
    """With the place."""
    found = refused(document)
    assert (found.format, found.pointer) == (Format.IN_TOTO_STATEMENT, pointer)


BUNDLE = {
    "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
    "verificationMaterial": {"certificate": {"rawBytes": "AAAA"}, "tlogEntries": []},
    "dsseEnvelope": _envelope(BUILT),
}


@pytest.mark.parametrize(
    ("document", "word"),
    [
        (BUNDLE, "not whole"),
        ({**BUNDLE, "dsseEnvelope": _envelope({"_type": "x"})}, "no in-toto statement"),
        ({"mediaType": BUNDLE["mediaType"], "messageSignature": {}}, "which file"),
        ({"attestation_bundles": []}, "0 attestations"),
        ({"verification_material": {}, "envelope": {"statement": _envelope(BUILT)["payload"]}}, "not whole"),
        ({"attestation_bundles": [{"attestations": [{}] * 51}]}, "51 attestations"),
    ],
)
def test_a_bundle_that_cannot_be_verified_is_refused(document: Any, word: str) -> None:
    """A signature that does not hold is no weaker evidence; it is none. (Real bundles: tests/real.)"""
    found = refused(document)
    assert found.format is Format.SIGSTORE_BUNDLE
    assert word in found.reason


def test_the_library_is_not_imported_before_it_is_needed() -> None:
    """Reading everything else costs neither its memory nor its time."""
    code = "import sys, catalog.evidence.read as r; assert r.read; sys.exit('sigstore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
