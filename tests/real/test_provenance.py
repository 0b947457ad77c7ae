"""Every real bundle, attestation and provenance file of the samples, verified offline."""

import json
import os
import socket
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading, Rejection, Signer
from catalog.words import Assurance, Outcome

SHARED = Path(os.environ.get("PLUMBLINE_SHARED", Path(__file__).parents[3] / "shared"))
SAMPLES = SHARED / "samples" / "evidence" / "intoto-slsa"
pytestmark = pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not here: intoto-slsa")

TRAIL = "https://github.com/trailofbits"
ACTIONS = "https://token.actions.githubusercontent.com"
MODELS = f"{TRAIL}/pypi-attestation-models/.github/workflows/release.yml@refs/tags/v0.0.4a2"
ATTESTATIONS = f"{TRAIL}/pypi-attestations/.github/workflows/release.yml@refs/tags/v0.0.19"
CLOUD = "919436158236-compute@developer.gserviceaccount.com"
CIRCLE = (
    "https://circleci.com/api/v2/projects/fdd9283f-e619-46af-8f9c-851f7d3e8b2b"
    "/pipeline-definitions/8e4f8ab2-8d7c-4827-9f15-de076d6d647f"
)
VERIFIED = {
    "circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl.provenance": CIRCLE,
    "circleci_sign_publish_example-0.0.1.dev137-py3-none-any.whl.publish.attestation": CIRCLE,
    "gcb_attestation_test-0.0.0.tar.gz.provenance": CLOUD,
    "pypi_attestation_models-0.0.4a2.tar.gz.attestation": MODELS,
    "pypi_attestation_models-0.0.4a2.tar.gz.sigstore": MODELS,
    "pypi_attestations-0.0.19.tar.gz.provenance": ATTESTATIONS,
    "pypi_attestations-0.0.19.tar.gz.publish.attestation": ATTESTATIONS,
    "pypi_attestations-0.0.19.tar.gz.slsa.attestation": ATTESTATIONS,
}
STAGING = {
    "rfc8785-0.1.2-py3-none-any.whl.attestation",
    "rfc8785-0.1.2-py3-none-any.whl.sigstore",
    "spt3g-1.0-cp310-cp310-manylinux_2_17_x86_64.manylinux2014_x86_64.whl.publish.attestation",
}
TODAY = Context(as_of=date(2026, 11, 25))


@pytest.fixture(autouse=True)
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be fetched: a socket that is opened fails the test."""

    def refuse(*_arguments: Any, **_options: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def _artefact(name: str) -> tuple[bytes, ...]:
    files = [file for file in (SAMPLES / "artifacts").iterdir() if name.startswith(file.name)]
    return tuple(file.read_bytes() for file in files)


@pytest.mark.parametrize("name", sorted(VERIFIED))
def test_it_is_verified_as_made_by_whom_it_names(name: str) -> None:
    """Nobody was expected, so it says no more than that, and the requirement stays open."""
    found = read((SAMPLES / name).read_bytes(), TODAY, _artefact(name))
    assert isinstance(found, Reading), found
    assert found.issuer.signature == f"verified as made by {VERIFIED[name]}"
    assert [(x.requirement_id, x.outcome) for x in found.lines] == [("SSCOP-3.1", Outcome.INCONCLUSIVE)]
    digests = [x.outcome for x in found.statements if x.about.startswith("sha256:")]
    here = bool(_artefact(name))
    assert digests == [Outcome.MET if here else Outcome.NOT_EVIDENCED]


def test_whom_the_supplier_named_with_the_file_beside_it_is_signed() -> None:
    """The identity, who vouches for it, and the file: all three."""
    name = "pypi_attestations-0.0.19.tar.gz.provenance"
    content, files = (SAMPLES / name).read_bytes(), _artefact(name)
    named = Context(as_of=TODAY.as_of, signers=(Signer(identity=ATTESTATIONS, issuer=ACTIONS),))
    found = read(content, named, files)
    assert isinstance(found, Reading)
    assert found.issuer.signature == "verified"
    assert [(x.outcome, x.assurance) for x in found.lines] == [(Outcome.MET, Assurance.SIGNED)]
    for signers, beside in (
        ((Signer(identity=ATTESTATIONS, issuer="https://accounts.google.com"),), files),
        ((Signer(identity=MODELS, issuer=ACTIONS),), files),
        (named.signers, ()),
        (named.signers, (files[0] + b".",)),
    ):
        other = read(content, Context(as_of=TODAY.as_of, signers=signers), beside)
        assert isinstance(other, Reading)
        assert [x.outcome for x in other.lines] == [Outcome.INCONCLUSIVE]


@pytest.mark.parametrize("name", sorted(STAGING))
def test_a_staging_bundle_is_refused_for_being_one(name: str) -> None:
    """Not merely as a signature that does not hold."""
    found = read((SAMPLES / name).read_bytes(), TODAY)
    assert isinstance(found, Rejection), found
    assert "staging" in found.reason


def test_a_changed_bundle_is_refused() -> None:
    """Another statement under the same signature."""
    value = json.loads((SAMPLES / "pypi_attestation_models-0.0.4a2.tar.gz.attestation").read_bytes())
    other = json.loads((SAMPLES / "pypi_attestations-0.0.19.tar.gz.publish.attestation").read_bytes())
    value["envelope"]["statement"] = other["envelope"]["statement"]
    found = read(json.dumps(value).encode(), TODAY)
    assert isinstance(found, Rejection)
    assert "staging" not in found.reason


def test_no_sample_is_left_out() -> None:
    """Every file is expected above."""
    there = {file.name for file in SAMPLES.iterdir() if file.is_file() and file.name != "SOURCES.md"}
    assert there == set(VERIFIED) | STAGING
