"""CycloneDX documents that are signed as a whole: whose signature counts, and until when."""

import base64
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
import rfc8785
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from joserfc.jwk import ECKey, OKPKey

from catalog.evidence.reading import Context, TestHouse
from catalog.words import Assurance
from tests.unit.catalog.evidence.made import TODAY, refused, seen
from tests.unit.catalog.evidence.test_cyclonedx import DECLARED, RELEASE

KEYS: dict[str, Any] = {"ES256": ECKey.generate_key("P-256"), "Ed25519": OKPKey.generate_key("Ed25519")}
SIGNED_BY = TestHouse(name="Checkers", keys={name: key.as_dict(private=False) for name, key in KEYS.items()})


def _signed(algorithm: str) -> dict[str, Any]:
    """The declarations, signed as a whole in the way of the JSON Signature Format."""
    signature = {"algorithm": algorithm, "keyId": algorithm}
    message = rfc8785.dumps({**DECLARED, "signature": signature})
    private = KEYS[algorithm].private_key
    if algorithm == "Ed25519":
        raw = private.sign(message)
    else:
        r, s = utils.decode_dss_signature(private.sign(message, ec.ECDSA(hashes.SHA256())))
        raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    value = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return {**DECLARED, "signature": {**signature, "value": value}}


@pytest.mark.parametrize("algorithm", ["ES256", "Ed25519"])
def test_what_a_known_test_house_signed_as_a_whole_is_signed(algorithm: str) -> None:
    """By a key that is listed; by any other it stays declared; changed, it is refused."""
    listed = Context(as_of=TODAY, release=("Ward Notes", "4.2"), test_houses=(SIGNED_BY,))
    document = _signed(algorithm)
    found = seen(document, context=listed)
    assert (found.issuer.name, found.issuer.signature) == ("Checkers", "verified")
    declared = [x.assurance for x in found.lines if x.rule == "is_declared"]
    assert declared == [Assurance.SIGNED]
    unlisted = seen(document, context=RELEASE)
    assert unlisted.issuer.signature == "unverified"
    assert {x.assurance for x in unlisted.lines if x.rule == "is_declared"} == {Assurance.DECLARED}
    changed = {**document, "version": 2}
    assert "not what Checkers signed" in refused(changed, context=listed).reason
    other = {**document, "signature": {**document["signature"], "algorithm": "RS256"}}
    assert "does not fit" in refused(other, context=listed).reason


@pytest.mark.parametrize(
    ("change", "signature"),
    [
        ({"withdrawn": frozenset({"Ed25519"})}, "unverified"),
        ({"withdrawn": frozenset({"ES256"})}, "verified"),
        ({"retired": {"Ed25519": date(2026, 9, 30)}}, "unverified"),
        ({"retired": {"Ed25519": date(2026, 10, 1)}}, "verified"),
        ({"unlisted_from": TODAY}, "unverified"),
        ({"unlisted_from": TODAY + timedelta(days=1)}, "verified"),
    ],
)
def test_a_signature_counts_while_its_test_house_stands_by_it(change: dict[str, Any], signature: str) -> None:
    """The document is of 1 October: it says so itself. A signature that does not count stops nothing else."""
    house = msgspec.structs.replace(SIGNED_BY, **change)
    context = Context(as_of=TODAY, release=("Ward Notes", "4.2"), test_houses=(house,))
    found = seen(_signed("Ed25519"), context=context)
    assert found.issuer.signature == signature
    expected = Assurance.SIGNED if signature == "verified" else Assurance.DECLARED
    assert {x.assurance for x in found.lines if x.rule == "is_declared"} == {expected}
