"""Signed attestations of test houses, our own format: see `catalog.evidence.attest`.

Everything has to fit: a key that the market lists, an algorithm that the key decides, the release, the
report file, the days. What does not fit is refused with its own reason; what does is `signed`.
"""

import base64
import binascii
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from joserfc import jws
from joserfc.errors import JoseError

from catalog.evidence.attest import ALGORITHMS, TYPE, Attestation, imported
from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.beside import known_digests
from catalog.evidence.readers.pick import dict_of, excerpt, text_of
from catalog.evidence.reading import (
    Context,
    Document,
    Issuer,
    RejectedError,
    Shown,
    Statement,
    Subject,
    TestHouse,
)
from catalog.standards_loader import standards

_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")
_FIELDS: Final = frozenset({"alg", "kid", "typ"})
_SIGN_AGAIN: Final = "Ask the test house to sign it anew."


def _recognises(opened: Opened) -> bool:
    return opened.is_jws


def _take_apart(opened: Opened, context: Context, others: Sequence[Opened]) -> Document:
    token = opened.content.strip()
    header = _header(token)
    key_id = str(header["kid"])
    house, key = _key(key_id, context)
    _check_algorithm(header, key, house)
    payload = _payload(token, key, str(header["alg"]), house)
    said = _attestation(payload)
    _check_issuer(said, house)
    _check_days(said, context)
    _check_in_use(said, house, key_id)
    _check_listed(said, house, context)
    _check_release(said, context)
    _check_report(said, known_digests(context, others))
    _check_findings(said)
    return Document(
        format=Format.SIGNED_ATTESTATION,
        format_version="1",
        model=said,
        subject=Subject(product=said.release.product, version=said.release.version),
        issuer=Issuer(kind="third-party", name=house.name, signature="verified"),
        produced_on=said.issued,
        valid_until=said.expires,
        statements=tuple(_statements(said)),
        notes=(f"Signed with the key {excerpt(header['kid'])}.",),
    )


def _header(token: bytes) -> dict[str, Any]:
    """The protected header. Nothing may stand in it that could bring a key or a rule of its own."""
    header = dict_of(_opened(token.partition(b".")[0]).json)
    if header.get("typ") != TYPE:
        raise RejectedError(
            f"It is of the type {excerpt(header.get('typ'))}, not {TYPE}.",
            "Hand in an attestation that was made as docs/how-to/sign-an-attestation.md says.",
            "header/typ",
        )
    if stranger := sorted(set(header) - _FIELDS):
        raise RejectedError(
            f"Its header holds {excerpt(stranger[0])}, which has no place there.", _SIGN_AGAIN, "header"
        )
    if header.get("alg") not in ALGORITHMS.values():
        raise RejectedError(
            f"It is signed by {excerpt(header.get('alg'))}; EdDSA and ES256 are taken.",
            _SIGN_AGAIN,
            "header/alg",
        )
    if text_of(header.get("kid")) is None:
        raise RejectedError("It does not name the key it was signed with.", _SIGN_AGAIN, "header/kid")
    return header


def _opened(part: bytes) -> Opened:
    try:
        return Opened(base64.b64decode(part + b"=" * (-len(part) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise RejectedError("A part of it is not Base64.", "Hand in the file as it was signed.") from error


def _key(key_id: str, context: Context) -> tuple[TestHouse, dict[str, str]]:
    for house in context.test_houses:
        if key_id in house.withdrawn:
            raise RejectedError(
                f"The key {excerpt(key_id)} of {house.name} was withdrawn: nothing that it signed counts.",
                "Ask the test house to sign it anew, with another key.",
                "header/kid",
            )
        if key_id in house.keys:
            return house, dict(house.keys[key_id])
    raise RejectedError(
        f"The key {excerpt(key_id)} is of no test house that the market lists.",
        "Ask the market to list the test house, with its public key.",
        "header/kid",
    )


def _check_algorithm(header: dict[str, Any], key: dict[str, str], house: TestHouse) -> None:
    if ALGORITHMS.get(key.get("crv", "")) != header["alg"]:
        raise RejectedError(
            f"It says {header['alg']}, which does not go with this key of {house.name}.",
            _SIGN_AGAIN,
            "header/alg",
        )


def _payload(token: bytes, key: dict[str, str], algorithm: str, house: TestHouse) -> bytes:
    try:
        return jws.deserialize_compact(token, imported(key), algorithms=[algorithm]).payload
    except (JoseError, ValueError) as error:
        raise RejectedError(
            f"The signature does not fit: this is not what {house.name} signed.",
            "Hand in the file as it was signed.",
        ) from error


def _attestation(payload: bytes) -> Attestation:
    """The payload, strictly: nothing twice, nothing unknown, nothing missing."""
    value = Opened(payload).json
    try:
        return msgspec.convert(value, Attestation, strict=True)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        raise RejectedError(
            f"What is signed cannot be read: {reason}.", _SIGN_AGAIN, path.strip("`").replace(".", "/")
        ) from error


def _check_issuer(said: Attestation, house: TestHouse) -> None:
    if said.issuer != house.name:
        raise RejectedError(
            f"It says that it is by {excerpt(said.issuer)}; the key is {house.name}'s.",
            _SIGN_AGAIN,
            "/issuer",
        )


def _check_days(said: Attestation, context: Context) -> None:
    if said.expires < said.issued:
        raise RejectedError("It expires before it was issued.", _SIGN_AGAIN, "/expires")
    if said.issued > context.as_of:
        raise RejectedError(
            f"It counts from {said.issued.isoformat()} on, not yet.", "Hand it in on that day.", "/issued"
        )
    if said.expires < context.as_of:
        raise RejectedError(f"It expired on {said.expires.isoformat()}.", _SIGN_AGAIN, "/expires")


def _check_in_use(said: Attestation, house: TestHouse, key_id: str) -> None:
    last = house.retired.get(key_id)
    if last is not None and said.issued > last:
        raise RejectedError(
            f"The key {excerpt(key_id)} of {house.name} was retired on {last.isoformat()}; "
            f"this was issued on {said.issued.isoformat()}.",
            "Ask the test house to sign it anew, with another key.",
            "/issued",
        )


def _check_listed(said: Attestation, house: TestHouse, context: Context) -> None:
    """Whoever is no test house any more could write an earlier day: it has to have come in by then too."""
    since = house.unlisted_from
    if since is not None and not house.is_listed_on(said.issued, context.as_of):
        raise RejectedError(
            f"The market lists {house.name} no more since {since.isoformat()}: what it signs, or what "
            "comes in, from that day on does not count as a test house's.",
            "Ask a test house that is listed. To have an assessor read it, hand it in as a document.",
            "/issuer",
        )


def _check_release(said: Attestation, context: Context) -> None:
    here = (said.release.product, said.release.version)
    if context.release is None:
        raise RejectedError(
            f"It is about {here[0]} {here[1]}; say which release it is handed in for.",
            "Name the release (--product and --version on the command line).",
            "/release",
        )
    # By the product's slug where it is known: another supplier's product may have the same name.
    product, version = context.slug or context.release[0], context.release[1]
    if here != (product, version):
        raise RejectedError(
            f"It is about {excerpt(here[0])} {excerpt(here[1])}, not {product} {version}.",
            "Hand it in on the release it is about.",
            "/release",
        )


def _check_report(said: Attestation, digests: frozenset[str]) -> None:
    if not _DIGEST.fullmatch(said.sha256):
        raise RejectedError("The SHA-256 of the report is not 64 hexadecimal digits.", _SIGN_AGAIN, "/sha256")
    if said.sha256.lower() not in digests:
        raise RejectedError(
            "The report that it speaks of is not among the files of this release.",
            "Hand in the report that was signed, unchanged, together with it.",
            "/sha256",
        )


def _check_findings(said: Attestation) -> None:
    seen: set[str] = set()
    for number, each in enumerate(said.findings):
        pointer = f"/findings/{number}/requirement"
        if standards().requirement(each.requirement) is None:
            raise RejectedError(
                f"There is no requirement {excerpt(each.requirement)} here.", _SIGN_AGAIN, pointer
            )
        if each.requirement in seen:
            raise RejectedError(f"{each.requirement} is attested twice.", _SIGN_AGAIN, pointer)
        seen.add(each.requirement)
    if not seen:
        raise RejectedError("It attests to no requirement.", _SIGN_AGAIN, "/findings")


def _statements(said: Attestation) -> Iterator[Statement]:
    for number, each in enumerate(said.findings):
        yield Statement(
            about=f"requirement:{each.requirement}",
            outcome=each.outcome,
            pointer=f"/findings/{number}",
            text=excerpt(each.note),
        )


def _is_attested(document: Document, _given: Given) -> Iterator[Shown]:
    """Each requirement, as the test house found it."""
    if not isinstance(document.model, Attestation):
        return
    for number, each in enumerate(document.model.findings):
        reason = f"{document.issuer.name} attests to it, signed. {excerpt(each.note)}".strip()
        yield Shown(
            requirement=each.requirement, outcome=each.outcome, pointer=f"/findings/{number}", reason=reason
        )


READER: Final = Reader(
    format=Format.SIGNED_ATTESTATION,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"is_attested": _is_attested},
)
