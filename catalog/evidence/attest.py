"""Signed attestations: what a test house says about a release, in a form that nobody can change unseen.

Our own format: a compact JWS (RFC 7515) whose payload is an `Attestation` as JSON. It speaks of one
release, of one report file by its SHA-256, and of requirements with an outcome each. `sign` makes one: for
test houses, and for tests. Reading is done by `catalog.evidence.readers.attestation`.
"""

import warnings
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import msgspec
from joserfc import jws
from joserfc.errors import JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey

from catalog.words import Outcome

TYPE: Final = "plumbline-attestation+jwt"
ALGORITHMS: Final = {"Ed25519": "EdDSA", "P-256": "ES256"}
"""The one algorithm for each curve a key may be on: the key decides it, never the document alone."""

# RFC 9864 renames EdDSA. With the curve pinned by the key the old name says the same; more tools write it.
warnings.filterwarnings("ignore", message="EdDSA is deprecated", category=SecurityWarning)


class Release(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product, by the word that ends the address of its page, and its version, as the market lists it."""

    product: str
    version: str


class Attested(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was found about one requirement, and where the report says so."""

    requirement: str
    outcome: Outcome
    note: str = ""


class Attestation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The payload: from the day `issued` to the day `expires`; `sha256` is the report's, in hexadecimal."""

    issuer: str
    release: Release
    sha256: str
    findings: tuple[Attested, ...]
    issued: date
    expires: date


def sign(attestation: Attestation, key: Mapping[str, str], key_id: str) -> bytes:
    """The attestation as a compact JWS.

    `key` is a private JWK on Ed25519 or P-256, `key_id` the name under which the market lists its public
    half. Raises `ValueError` for a key on any other curve.
    """
    algorithm = ALGORITHMS.get(str(key.get("crv")))
    if algorithm is None:
        raise ValueError(f"{key.get('crv')} is not a curve that is signed with; use Ed25519 or P-256")
    header = {"alg": algorithm, "kid": key_id, "typ": TYPE}
    payload = msgspec.json.encode(attestation)
    return jws.serialize_compact(header, payload, imported(key), algorithms=[algorithm]).encode()


def imported(key: Mapping[str, str]) -> ECKey | OKPKey:
    """A JWK as the library takes it; its `ValueError`s and `JoseError`s for one that is none."""
    return OKPKey.import_key(dict(key)) if key.get("kty") == "OKP" else ECKey.import_key(dict(key))


_PUBLIC: Final = {"OKP": ("kty", "crv", "x"), "EC": ("kty", "crv", "x", "y")}
_PRIVATE: Final = "d"


def public_key(text: str) -> dict[str, str]:
    """The public half of a key, given as a JWK, with what makes the key and nothing else.

    Raises `ValueError` with what is wrong, in words for whoever typed it.
    """
    try:
        given = msgspec.json.decode(text, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeError) as error:
        raise ValueError("That is no JWK: a JSON object with kty, crv and x.") from error
    if _PRIVATE in given:
        raise ValueError(
            "That is the private half. Send the public one, and make a new key: this one was told."
        )
    if str(given.get("crv")) not in ALGORITHMS or given.get("kty") not in _PUBLIC:
        raise ValueError("A key is on Ed25519 or P-256.")
    key = {name: str(given.get(name, "")) for name in _PUBLIC[str(given["kty"])]}
    try:
        imported(key).thumbprint()
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ValueError("That is not a whole key: what makes it is missing or spoilt.") from error
    return key


def thumbprint(key: Mapping[str, str]) -> str:
    """The name that a key has by itself (RFC 7638), whatever it is called."""
    return imported(key).thumbprint()
