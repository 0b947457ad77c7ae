"""The signature over a whole CycloneDX document (JSON Signature Format), checked with a test house's key.

Shape: `signature` at the top level, over the document in canonical form (RFC 8785) without `signature.value`.
A signature on a part of the document is not looked at: what it leaves out could be changed.
"""

import base64
import binascii
from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, utils
from joserfc.jwk import ECKey, OKPKey

from catalog.evidence.readers.pick import day_of, dict_of, text_of
from catalog.evidence.reading import Context, Issuer, RejectedError

_HALF: Final = 32  # bytes of r and of s on P-256


def signature_of(value: Mapping[str, Any], context: Context) -> Issuer:
    """Who signed it: `verified` by a key that a test house stands by, `unverified` by any other, else `none`.

    A document says in its own `metadata.timestamp` when it was made; one that does not, when it came in.

    Raises `RejectedError` where the key is known and the signature does not fit.
    """
    signature = dict_of(value.get("signature"))
    if not signature:
        return Issuer()
    key_id = text_of(signature.get("keyId"))
    issued = day_of(dict_of(value.get("metadata")).get("timestamp")) or context.as_of
    for house in context.test_houses:
        if key_id and house.stands_by(key_id, issued, context.as_of):
            if not _fits(value, signature, house.keys[key_id]):
                raise RejectedError(
                    f"The signature does not fit: the document is not what {house.name} signed.",
                    "Hand in the file as it was signed.",
                    "/signature",
                )
            return Issuer(kind="third-party", name=house.name, signature="verified")
    return Issuer(signature="unverified")


def _fits(value: Mapping[str, Any], signature: Mapping[str, Any], key: Mapping[str, str]) -> bool:
    try:
        raw = _decoded(str(signature.get("value", "")))
        _verify(_canonical(value, signature), raw, str(signature.get("algorithm")), key)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _canonical(value: Mapping[str, Any], signature: Mapping[str, Any]) -> bytes:
    bare = {name: each for name, each in signature.items() if name != "value"}
    canonical: bytes = import_module("rfc8785").dumps({**value, "signature": bare})
    return canonical


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _verify(message: bytes, raw: bytes, algorithm: str, key: Mapping[str, str]) -> None:
    """Raises `InvalidSignature`; the key decides which algorithm there can be, the document has to agree."""
    public: Any
    if algorithm == "Ed25519" and key.get("crv") == "Ed25519":
        public = OKPKey.import_key(dict(key)).public_key
        assert isinstance(public, ed25519.Ed25519PublicKey)
        public.verify(raw, message)
    elif algorithm == "ES256" and key.get("crv") == "P-256" and len(raw) == 2 * _HALF:
        public = ECKey.import_key(dict(key)).public_key
        r, s = (int.from_bytes(half, "big") for half in (raw[:_HALF], raw[_HALF:]))
        public.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    else:
        raise InvalidSignature
