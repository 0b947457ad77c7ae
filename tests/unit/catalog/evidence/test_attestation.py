"""Signed attestations: verified they are the strongest evidence; what does not fit is refused."""

import base64
import json
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey

from catalog.evidence.attest import TYPE, Attestation, Attested, Release, sign
from catalog.evidence.formats import Format
from catalog.evidence.read import read
from catalog.evidence.reading import Context, Reading, Rejection, TestHouse
from catalog.words import Assurance, Outcome
from tests.unit.catalog.evidence.made import TODAY, refused, seen

REPORT = b"the report of a test house that does not exist"
ED, EC, OTHER = OKPKey.generate_key("Ed25519"), ECKey.generate_key("P-256"), OKPKey.generate_key("Ed25519")
PRIVATE: dict[str, Any] = {"ed": ED.as_dict(private=True), "ec": EC.as_dict(private=True)}
HOUSE = TestHouse(
    name="Made Up Testing",
    keys={"ed": ED.as_dict(private=False), "ec": EC.as_dict(private=False)},  # type: ignore[dict-item]
)
CONTEXT = Context(
    as_of=TODAY,
    release=("Ward Notes", "4.2"),
    files=frozenset({sha256(REPORT).hexdigest()}),
    test_houses=(HOUSE,),
)
SAID = Attestation(
    issuer="Made Up Testing",
    release=Release(product="Ward Notes", version="4.2"),
    sha256=sha256(REPORT).hexdigest(),
    findings=(
        Attested(requirement="UKCORE-1", outcome=Outcome.MET, note="Page 3."),
        Attested(requirement="C3.3", outcome=Outcome.NOT_MET),
    ),
    issued=date(2026, 11, 1),
    expires=date(2027, 10, 31),
)


def _signed(said: Attestation = SAID, key: str = "ed") -> bytes:
    return sign(said, PRIVATE[key], key)


def _raw(payload: bytes, header: dict[str, Any] | None = None, key: Any = ED) -> bytes:
    head = {"alg": "EdDSA", "kid": "ed", "typ": TYPE, **(header or {})}
    return jws.serialize_compact(head, payload, key, algorithms=[head["alg"]]).encode()


@pytest.mark.parametrize("key", ["ed", "ec"])
def test_what_a_listed_test_house_signed_is_signed(key: str) -> None:
    """A line for each requirement, with the attestation's own days."""
    found = seen(_signed(key=key), context=CONTEXT)
    assert (found.format, found.issuer.name, found.issuer.signature) == (
        Format.SIGNED_ATTESTATION,
        "Made Up Testing",
        "verified",
    )
    assert [(x.requirement_id, x.outcome, x.assurance) for x in found.lines] == [
        ("UKCORE-1", Outcome.MET, Assurance.SIGNED),
        ("C3.3", Outcome.NOT_MET, Assurance.SIGNED),
    ]
    assert (found.produced_on, found.valid_until) == (SAID.issued, SAID.expires)


def test_the_report_may_be_handed_in_beside_it() -> None:
    """The market need not have it already."""
    alone = msgspec.structs.replace(CONTEXT, files=frozenset())
    assert seen(_signed(), REPORT, context=alone).lines
    assert "not among the files" in refused(_signed(), REPORT + b".", context=alone).reason


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"release": Release(product="Ward Notes", version="4.3")}, "not Ward Notes 4.2"),
        ({"release": Release(product="Other", version="4.2")}, "not Ward Notes 4.2"),
        ({"sha256": "0" * 64}, "not among the files"),
        ({"sha256": "ab"}, "64 hexadecimal"),
        ({"issued": date(2026, 11, 26)}, "not yet"),
        ({"expires": date(2026, 11, 24)}, "expired on 2026-11-24"),
        ({"expires": date(2026, 10, 1)}, "before it was issued"),
        ({"issuer": "Somebody Else"}, "Somebody Else"),
        ({"findings": ()}, "no requirement"),
        ({"findings": (Attested(requirement="X-1", outcome=Outcome.MET),)}, "no requirement X-1"),
        ({"findings": SAID.findings * 2}, "twice"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any], word: str) -> None:
    """However well it is signed, each with its own reason and place."""
    found = refused(_signed(msgspec.structs.replace(SAID, **change)), context=CONTEXT)
    assert found.format is Format.SIGNED_ATTESTATION
    assert word in found.reason
    assert found.pointer


def test_a_product_of_the_same_name_is_another_product() -> None:
    """Where the market knows the product's slug, that is what the attestation has to say."""
    here = msgspec.structs.replace(CONTEXT, slug="ward-notes")
    assert "not ward-notes 4.2" in refused(_signed(), context=here).reason
    said = msgspec.structs.replace(SAID, release=Release(product="ward-notes", version="4.2"))
    assert seen(_signed(said), context=here).lines
    assert (
        "not ward-notes-2 4.2"
        in refused(_signed(said), context=msgspec.structs.replace(here, slug="ward-notes-2")).reason
    )


def test_what_comes_in_after_a_house_was_unlisted_is_refused() -> None:
    """Whatever day stands on it; what was issued and came in before counts as it did."""

    def context(unlisted_from: date) -> Context:
        house = msgspec.structs.replace(HOUSE, unlisted_from=unlisted_from)
        return msgspec.structs.replace(CONTEXT, test_houses=(house,))

    assert seen(_signed(), context=context(TODAY + timedelta(days=1))).lines
    for day in (TODAY, SAID.issued, date(2025, 1, 1)):
        found = refused(_signed(), context=context(day))
        assert (found.pointer, day.isoformat() in found.reason) == ("/issuer", True)


def test_the_first_and_the_last_day_count() -> None:
    """An attestation holds on both."""
    for day in (SAID.issued, SAID.expires):
        assert seen(_signed(), context=msgspec.structs.replace(CONTEXT, as_of=day)).lines


PAYLOAD = msgspec.json.encode(SAID)
HS = OctKey.import_key("a secret that is long enough to be one, surely")
RS = RSAKey.generate_key(2048)


@pytest.mark.parametrize(
    ("token", "word"),
    [
        (_raw(PAYLOAD, {"alg": "HS256"}, HS), "HS256"),
        (_raw(PAYLOAD, {"alg": "RS256"}, RS), "RS256"),
        (_raw(PAYLOAD, {"kid": "nobody"}), "no test house"),
        (_raw(PAYLOAD, {"typ": "JWT"}), "type"),
        (_raw(PAYLOAD, {"jwk": OTHER.as_dict(private=False)}, OTHER), "jwk"),
        (_raw(PAYLOAD, {"kid": "ec"}), "does not go with this key"),
        (_raw(PAYLOAD, key=OTHER), "does not fit"),
        (_raw(b'{"issuer": "a", "issuer": "b"}'), "uplicate"),
        (_raw(PAYLOAD[:-1] + b',"more":1}'), "unknown field"),
        (_raw(b"{}"), "missing"),
        (_raw(b"[]"), "cannot be read"),
    ],
)
def test_keys_algorithms_and_payloads_are_held_to(token: bytes, word: str) -> None:
    """No other algorithm, no key that the document brings, no claim twice."""
    assert word in refused(token, context=CONTEXT).reason


def test_no_signature_is_none() -> None:
    """`alg` none is not an algorithm, and neither is an empty signature."""
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": "ed", "typ": TYPE}).encode()).rstrip(
        b"="
    )
    body = base64.urlsafe_b64encode(PAYLOAD).rstrip(b"=")
    assert "none" in refused(head + b"." + body + b".AA", context=CONTEXT).reason
    assert isinstance(read(head + b"." + body + b".", CONTEXT), Rejection)


def test_without_a_release_it_is_not_taken() -> None:
    """It says what has to be said."""
    found = refused(_signed(), context=msgspec.structs.replace(CONTEXT, release=None))
    assert "--product" in found.next_step


def test_only_two_curves_are_signed_with() -> None:
    """A test house that brings another key is told so."""
    with pytest.raises(ValueError, match="P-384"):
        sign(SAID, {"kty": "EC", "crv": "P-384"}, "x")


TOKEN = _signed(key="ec")


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from(b"ABCDEFGHabcdefgh0123-_."))
def test_a_changed_character_never_changes_what_is_said(place: int, byte: int) -> None:
    """It is refused, or it is the same attestation: unused bits of the last character carry nothing."""
    changed = TOKEN[:place] + bytes([byte]) + TOKEN[place + 1 :]
    found = read(changed, CONTEXT)
    if isinstance(found, Reading):
        assert found == read(TOKEN, CONTEXT)
