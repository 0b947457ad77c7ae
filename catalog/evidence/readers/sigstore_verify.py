"""Verifies a sigstore bundle offline: with the roots of trust inside the library, and nothing fetched.

The library is imported when the first bundle comes, not before: it costs about 40 MiB and half a second. A
certificate lives for minutes; the entry in the public log proves that it was alive when it signed.
"""

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import msgspec

from catalog.evidence.readers.pick import dict_of, dicts_of, excerpt
from catalog.evidence.reading import RejectedError, Signer

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from sigstore.models import Bundle
    from sigstore.verify import Verifier

_PRODUCTION: Final = "https%3A%2F%2Ftuf-repo-cdn.sigstore.dev"
_STAGING: Final = "https%3A%2F%2Ftuf-repo-cdn.sigstage.dev"
_ISSUER: Final = "1.3.6.1.4.1.57264.1.8"  # the OIDC issuer, DER UTF8String
_OLD_ISSUER: Final = "1.3.6.1.4.1.57264.1.1"  # the same as bare text
_SHORT: Final = 128  # a DER length below this is one byte


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """Who made a signature that holds. `expected` says that the supplier has named them before."""

    identity: str
    issuer: str
    expected: bool
    logged_on: date | None


def verify(bundle: Mapping[str, Any], signers: Sequence[Signer], pointer: str) -> Verified:
    """Who signed the bundle. Raises `RejectedError` where the signature does not hold, with the reason."""
    from sigstore.errors import Error
    from sigstore.models import Bundle

    try:
        parsed = Bundle.from_json(msgspec.json.encode(bundle))
    except (Error, ValueError) as error:  # pydantic's errors are ValueErrors
        raise _refused(f"The bundle is not whole: {_told(error)}.", pointer) from error
    try:
        _check(parsed, _verifier(_PRODUCTION), bundle)
    except (Error, ValueError) as error:
        if _holds_on_staging(parsed, bundle):
            reason = "It is signed on sigstore's staging service, where a signature proves nothing."
            raise _refused(reason, pointer) from error
        raise _refused(f"The signature does not hold: {_told(error)}.", pointer) from error
    certificate = parsed.signing_certificate
    return Verified(
        identity=_identity(certificate),
        issuer=_issuer(certificate),
        expected=_is_expected(certificate, signers),
        logged_on=_logged_on(bundle),
    )


def _refused(reason: str, pointer: str) -> RejectedError:
    return RejectedError(
        reason, "Hand in the bundle as the tool wrote it, signed on the public service.", pointer
    )


def _told(error: Exception) -> str:
    return excerpt(str(error) or type(error).__name__).rstrip(".")


class _Anyone:
    """A policy that expects nobody: whether it was the right one is asked of the certificate afterwards."""

    def verify(self, cert: "Certificate") -> None:
        """Every certificate that the chain and the log vouch for."""


@cache
def _verifier(service: str) -> "Verifier":
    """A verifier with the root of trust that the library was published with."""
    from sigstore.models import TrustedRoot
    from sigstore.verify import Verifier

    with resources.as_file(resources.files("sigstore") / "_store" / service / "trusted_root.json") as file:
        return Verifier(trusted_root=TrustedRoot.from_file(str(file)))


def _check(parsed: "Bundle", verifier: "Verifier", bundle: Mapping[str, Any]) -> None:
    from sigstore.hashes import Hashed
    from sigstore_models.common.v1 import HashAlgorithm

    if "dsseEnvelope" in bundle:
        verifier.verify_dsse(parsed, _Anyone())
        return
    hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=_raw(bundle))
    verifier.verify_artifact(hashed, parsed, _Anyone())


def _raw(bundle: Mapping[str, Any]) -> bytes:
    digest = dict_of(dict_of(bundle.get("messageSignature")).get("messageDigest")).get("digest")
    return base64.b64decode(str(digest), validate=True)


def _holds_on_staging(parsed: "Bundle", bundle: Mapping[str, Any]) -> bool:
    from sigstore.errors import Error

    try:
        _check(parsed, _verifier(_STAGING), bundle)
    except (Error, ValueError):
        return False
    return True


def _identity(certificate: "Certificate") -> str:
    """The address or URL that the certificate was given to: its one alternative name."""
    from cryptography import x509

    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    for kind in (x509.RFC822Name, x509.UniformResourceIdentifier):
        if found := names.get_values_for_type(kind):
            return str(found[0])
    return "a name of another kind"


def _issuer(certificate: "Certificate") -> str:
    from cryptography import x509

    values = {
        each.oid.dotted_string: each.value.value
        for each in certificate.extensions
        if isinstance(each.value, x509.UnrecognizedExtension)
    }
    der = values.get(_ISSUER, b"")
    if len(der) > 2 and der[1] < _SHORT:
        return excerpt(der[2:].decode("utf-8", "replace"))
    return excerpt(values.get(_OLD_ISSUER, b"nobody").decode("utf-8", "replace"))


def _is_expected(certificate: "Certificate", signers: Sequence[Signer]) -> bool:
    """Asked of the library's own policy, so that names are compared as it compares them."""
    from sigstore.errors import VerificationError
    from sigstore.verify.policy import Identity

    for signer in signers:
        try:
            Identity(identity=signer.identity, issuer=signer.issuer).verify(certificate)
        except VerificationError:
            continue
        return True
    return False


def _logged_on(bundle: Mapping[str, Any]) -> date | None:
    """The day of the log's entry, which the verified promise covers."""
    for _, entry in dicts_of(dict_of(bundle.get("verificationMaterial")).get("tlogEntries")):
        seconds = str(entry.get("integratedTime", ""))
        if seconds.isdigit() and len(seconds) < 12 and int(seconds):
            return datetime.fromtimestamp(int(seconds), tz=UTC).date()
    return None
