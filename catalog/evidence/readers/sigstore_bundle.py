"""sigstore bundles, and the attestations and provenance files of PyPI (PEP 740), verified offline.

Shape: sigstore bundle 0.1 to 0.3; PEP 740 attestation and provenance objects. One that does not hold is
refused. One that holds shows who signed which file. Whether it should have been them is only known where the
supplier has said whom to expect.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.beside import known_digests
from catalog.evidence.readers.in_toto import IN_TOTO, Said, read_statement, statement_in, tests_named
from catalog.evidence.readers.pick import dict_of, dicts_of, excerpt, text_of
from catalog.evidence.readers.sigstore_verify import Verified, verify
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement, Subject
from catalog.words import Assurance, Outcome

_BUNDLE: Final = "application/vnd.dev.sigstore.bundle"
_WHOLE: Final = "application/vnd.dev.sigstore.bundle.v0.3+json"
_MOST_BYTES: Final = 2 * 1024 * 1024
_MOST: Final = 50
"""Attestations of one provenance file. Each costs a few milliseconds to verify."""


class Attested(Said, frozen=True, kw_only=True):
    """A statement whose signature holds, and who made it."""

    signer: Verified
    pointer: str


def _recognises(opened: Opened) -> bool:
    value = dict_of(opened.json) if opened.is_json else {}
    if str(value.get("mediaType", "")).startswith(_BUNDLE) or "attestation_bundles" in value:
        return True
    return "verification_material" in value and "envelope" in value


def _take_apart(opened: Opened, context: Context, others: Sequence[Opened]) -> Document:
    if len(opened.content) > _MOST_BYTES:
        raise RejectedError(
            f"The bundle has {len(opened.content):,} bytes; {_MOST_BYTES:,} are verified.",
            "Hand in the attestations of this release.",
        )
    value = dict_of(opened.json)
    digests = known_digests(context, others)
    bundles = list(_bundles(value))
    if not bundles or len(bundles) > _MOST:
        raise RejectedError(
            f"The file holds {len(bundles)} attestations; from 1 to {_MOST} are read.",
            "Hand in the attestations of this release.",
            "/attestation_bundles",
        )
    found = tuple(_attested(bundle, pointer, context, digests) for bundle, pointer in bundles)
    return Document(
        format=Format.SIGSTORE_BUNDLE,
        format_version=_version(value),
        model=found,
        subject=Subject(product=found[0].subject),
        issuer=_issuer(found),
        produced_on=max(filter(None, (each.produced_on for each in found)), default=None),
        statements=tuple(statement for each in found for statement in _statements(each)),
        notes=tuple(f"{each.pointer or '/'}: {each.predicate}, {_by(each.signer)}" for each in found),
    )


def _version(value: Mapping[str, Any]) -> str:
    media = text_of(value.get("mediaType"))
    if media:
        return media.removeprefix(_BUNDLE).removesuffix("+json").removeprefix(".v") or "0.1"
    return "PyPI provenance" if "attestation_bundles" in value else "PyPI attestation"


def _bundles(value: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every attestation of the file as a sigstore bundle, with the pointer to it."""
    if "mediaType" in value:
        yield value, ""
    elif "attestation_bundles" in value:
        for number, group in dicts_of(value.get("attestation_bundles")):
            for place, each in dicts_of(group.get("attestations")):
                yield _as_bundle(each), f"/attestation_bundles/{number}/attestations/{place}"
    else:
        yield _as_bundle(value), ""


def _as_bundle(attestation: Mapping[str, Any]) -> Mapping[str, Any]:
    """A PEP 740 attestation, which is a sigstore bundle in other words."""
    material = dict_of(attestation.get("verification_material"))
    envelope = dict_of(attestation.get("envelope"))
    return {
        "mediaType": _WHOLE,
        "verificationMaterial": {
            "certificate": {"rawBytes": material.get("certificate")},
            "tlogEntries": material.get("transparency_entries"),
        },
        "dsseEnvelope": {
            "payload": envelope.get("statement"),
            "payloadType": IN_TOTO,
            "signatures": [{"sig": envelope.get("signature")}],
        },
    }


def _attested(bundle: Mapping[str, Any], pointer: str, context: Context, digests: frozenset[str]) -> Attested:
    envelope = dict_of(bundle.get("dsseEnvelope"))
    if envelope:
        statement = statement_in(str(envelope.get("payload", "")), f"{pointer}/dsseEnvelope/payload")
    else:
        statement = _of_a_file(dict_of(bundle.get("messageSignature")), pointer)
    said = read_statement(statement, digests, pointer)
    signer = verify(bundle, context.signers, pointer)
    fields = {name: getattr(said, name) for name in said.__struct_fields__}
    fields["produced_on"] = said.produced_on or signer.logged_on
    return Attested(signer=signer, pointer=pointer, **fields)


def _of_a_file(signature: Mapping[str, Any], pointer: str) -> Mapping[str, Any]:
    """A signature over a file itself, as a statement that says no more than its digest."""
    digest = dict_of(signature.get("messageDigest"))
    try:
        raw = base64.b64decode(str(digest.get("digest", "")), validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if digest.get("algorithm") != "SHA2_256" or len(raw) != 32:
        raise RejectedError(
            "The bundle does not say which file it signs (SHA-256).",
            "Let the tool write the digest into the bundle.",
            f"{pointer}/messageSignature/messageDigest",
        )
    subject = {"name": "the signed file", "digest": {"sha256": raw.hex()}}
    return {"_type": "https://in-toto.io/Statement/v1", "subject": [subject], "predicateType": "signature"}


def _statements(each: Attested) -> Iterator[Statement]:
    outcome = Outcome.MET if each.signer.expected else Outcome.INCONCLUSIVE
    yield Statement(about="sigstore:signature", outcome=outcome, pointer=each.pointer, text=_by(each.signer))
    yield from (*each.subjects, *each.content, *each.tests)


def _by(signer: Verified) -> str:
    by = excerpt(f"verified as made by {signer.identity} (vouched for by {signer.issuer})")
    return f"{by}, as expected" if signer.expected else by


def _issuer(found: tuple[Attested, ...]) -> Issuer:
    names = sorted({each.signer.identity for each in found})
    name = excerpt(", ".join(names))
    expected = all(each.signer.expected for each in found)
    return Issuer(
        kind="vendor" if expected else "unknown",
        name=name,
        signature="verified" if expected else f"verified as made by {name}",
    )


def _cannot_be_swapped(document: Document, _given: Given) -> Iterator[Shown]:
    """A delivered file, signed and logged in public by whom the supplier said: a swap would be seen."""
    found: tuple[Any, ...] = document.model if isinstance(document.model, tuple) else ()
    for each in found:
        if not each.signer.expected:
            outcome = Outcome.INCONCLUSIVE
            reason = f"It is {_by(each.signer)}; the supplier has not said whom to expect."
        elif not each.all_here:
            outcome, reason = Outcome.INCONCLUSIVE, f"{each.subject} was not handed in to compare it with."
        else:
            outcome, reason = Outcome.MET, f"{each.subject} is {_by(each.signer)}, and logged in public."
        sure = Assurance.SIGNED if outcome is Outcome.MET else Assurance.DECLARED
        yield Shown(outcome=outcome, pointer=each.pointer, reason=reason, assurance=sure)


READER: Final = Reader(
    format=Format.SIGSTORE_BUNDLE,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"cannot_be_swapped": _cannot_be_swapped, "tests_named": tests_named},
)
