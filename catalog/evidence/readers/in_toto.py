"""in-toto statements, v0.1 and v1, plain or in a DSSE envelope: what somebody says about files by digest.

Shape: in-toto attestation framework (Statement, DSSE envelope) and its predicates SLSA provenance, SLSA
verification summary and test result. Without a signature that is checked, somebody's word.
"""

import base64
import binascii
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.beside import known_digests
from catalog.evidence.readers.pick import day_of, dict_of, dicts_of, excerpt, text_of, texts_of
from catalog.evidence.readers.supply import named_requirement
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement, Subject
from catalog.words import Assurance, Outcome

IN_TOTO: Final = "application/vnd.in-toto+json"
_TYPES: Final = {
    "https://in-toto.io/Statement/v0.1": "v0.1",
    "https://in-toto.io/Statement/v1": "v1",
}
_RESULTS: Final = {"PASSED": Outcome.MET, "WARNED": Outcome.PARTLY_MET, "FAILED": Outcome.NOT_MET}
_TESTS: Final = {
    "passedTests": Outcome.MET,
    "warnedTests": Outcome.INCONCLUSIVE,
    "failedTests": Outcome.NOT_MET,
}


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """One in-toto statement: its subjects and what it says of them, as statements of ours."""

    version: str
    predicate: str
    subject: str
    subjects: tuple[Statement, ...]
    content: tuple[Statement, ...]
    tests: tuple[Statement, ...]
    produced_on: date | None

    @property
    def all_here(self) -> bool:
        """Is every file that it speaks of among those handed in?"""
        return all(each.outcome is Outcome.MET for each in self.subjects)


def _recognises(opened: Opened) -> bool:
    value = dict_of(opened.json) if opened.is_json else {}
    return str(value.get("_type", "")).startswith("https://in-toto.io/Statement/") or (
        "payloadType" in value and "payload" in value and "signatures" in value
    )


def _take_apart(opened: Opened, context: Context, others: Sequence[Opened]) -> Document:
    value = dict_of(opened.json)
    enveloped = "payloadType" in value
    statement = unwrapped(value) if enveloped else value
    said = read_statement(statement, known_digests(context, others), "/payload" if enveloped else "")
    signed = enveloped and any(dicts_of(value.get("signatures")))
    return Document(
        format=Format.IN_TOTO_STATEMENT,
        format_version=said.version,
        model=(said,),
        subject=Subject(product=said.subject),
        issuer=Issuer(signature="unverified" if signed else "none"),
        produced_on=said.produced_on,
        statements=(*said.subjects, *said.content, *said.tests),
        notes=(_note(signed=signed),),
    )


def _note(*, signed: bool) -> str:
    if signed:
        return "The envelope is signed, but does not bring what the signature could be checked with."
    return "It is not signed: it is somebody's word."


def unwrapped(envelope: Mapping[str, Any]) -> Mapping[str, Any]:
    """The statement in a DSSE envelope. Raises `RejectedError` where there is none."""
    if envelope.get("payloadType") != IN_TOTO:
        raise RejectedError(
            f"The envelope holds {excerpt(envelope.get('payloadType'))}, not an in-toto statement.",
            "Hand in the envelope of an in-toto statement.",
            "/payloadType",
        )
    return statement_in(str(envelope.get("payload", "")), "/payload")


def statement_in(encoded: str, pointer: str) -> Mapping[str, Any]:
    """The statement in its Base64 form, opened within the limits of any document."""
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise RejectedError(
            "What the envelope holds is not Base64.", "Hand in the file as its tool wrote it.", pointer
        ) from error
    return dict_of(Opened(content).json)


def read_statement(value: Mapping[str, Any], digests: frozenset[str], place: str) -> Said:
    """A statement taken apart. `place` is the pointer to it, `digests` are the files handed in."""
    version = _TYPES.get(str(value.get("_type")))
    if version is None:
        raise RejectedError(
            f"{excerpt(value.get('_type'))} is no in-toto statement that is read.",
            "Write a statement of version 0.1 or 1.",
            f"{place}/_type",
        )
    subjects = list(dicts_of(value.get("subject")))
    if not subjects:
        raise RejectedError("The statement names no file.", "Name what it is about.", f"{place}/subject")
    predicate = dict_of(value.get("predicate"))
    return Said(
        version=version,
        predicate=excerpt(value.get("predicateType") or "no predicate type"),
        subject=excerpt(text_of(subjects[0][1].get("name")) or "a file without a name"),
        subjects=tuple(_subject(each, digests, f"{place}/subject/{number}") for number, each in subjects),
        content=tuple(_content(str(value.get("predicateType")), predicate, f"{place}/predicate")),
        tests=tuple(_tests(predicate, f"{place}/predicate")),
        produced_on=_made_on(predicate),
    )


def _subject(each: Mapping[str, Any], digests: frozenset[str], pointer: str) -> Statement:
    name = excerpt(text_of(each.get("name")) or "a file without a name")
    digest = text_of(dict_of(each.get("digest")).get("sha256"))
    if digest is None:
        outcome, text = Outcome.INCONCLUSIVE, f"{name} has no SHA-256, so no file can be compared with it."
    elif digest.lower() in digests:
        outcome, text = Outcome.MET, f"{name} is the file that was handed in."
    elif digests:
        outcome, text = Outcome.NOT_EVIDENCED, f"None of the files handed in is {name}."
    else:
        outcome, text = Outcome.NOT_EVIDENCED, f"{name} was not handed in."
    return Statement(about=f"sha256:{excerpt(digest or '')}", outcome=outcome, pointer=pointer, text=text)


def _content(kind: str, predicate: Mapping[str, Any], place: str) -> Iterator[Statement]:
    if kind.startswith("https://slsa.dev/provenance/"):
        yield _builder(kind, predicate, place)
    elif kind.startswith("https://slsa.dev/verification_summary/"):
        yield _result("slsa:verification", predicate.get("verificationResult"), f"{place}/verificationResult")
    elif kind.startswith("https://in-toto.io/attestation/test-result/"):
        yield _result("in-toto:test-result", predicate.get("result"), f"{place}/result")
    else:
        yield Statement(
            about=f"in-toto:{excerpt(kind)}",
            outcome=Outcome.INCONCLUSIVE,
            pointer=place,
            text="What this kind of statement says is not read, only which files it speaks of.",
        )


def _builder(kind: str, predicate: Mapping[str, Any], place: str) -> Statement:
    later = text_of(dict_of(dict_of(predicate.get("runDetails")).get("builder")).get("id"))
    builder = later or text_of(dict_of(predicate.get("builder")).get("id"))
    return Statement(
        about=f"slsa:{kind.rpartition('/provenance/')[2]}",
        outcome=Outcome.MET if builder else Outcome.NOT_EVIDENCED,
        pointer=f"{place}/runDetails/builder/id" if later else f"{place}/builder/id",
        text=excerpt(f"Built by {builder}." if builder else "It does not say what built it."),
    )


def _result(about: str, result: Any, pointer: str) -> Statement:
    outcome = _RESULTS.get(str(result), Outcome.INCONCLUSIVE)
    return Statement(about=about, outcome=outcome, pointer=pointer, text=excerpt(result))


def _tests(predicate: Mapping[str, Any], place: str) -> Iterator[Statement]:
    for key, outcome in _TESTS.items():
        for number, name in enumerate(texts_of(predicate.get(key))):
            yield Statement(
                about=f"test:{excerpt(name)}", outcome=outcome, pointer=f"{place}/{key}/{number}", text=key
            )


def _made_on(predicate: Mapping[str, Any]) -> date | None:
    run = dict_of(dict_of(predicate.get("runDetails")).get("metadata"))
    older = dict_of(predicate.get("metadata"))
    days = (
        run.get("finishedOn"),
        run.get("startedOn"),
        older.get("buildFinishedOn"),
        predicate.get("timeVerified"),
    )
    return next(filter(None, map(day_of, days)), None)


def tests_named(document: Document, _given: Given) -> Iterator[Shown]:
    """Tests that bear the id of a requirement: the word of whoever ran them, as declared."""
    said: tuple[Any, ...] = document.model if isinstance(document.model, tuple) else ()
    for test in (test for each in said for test in each.tests):
        if requirement := named_requirement(test.about.removeprefix("test:")):
            yield Shown(
                requirement=requirement,
                outcome=test.outcome,
                pointer=test.pointer,
                reason=f"A test of this name is among the {test.text}.",
                assurance=Assurance.DECLARED,
            )


READER: Final = Reader(
    format=Format.IN_TOTO_STATEMENT,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"tests_named": tests_named},
)
