"""Certificate records, our own format: what is typed off a certificate, and where it can be looked up.

Nothing in a record proves that there is a certificate. It is the supplier's word: enough where a requirement
takes a declaration, and for the others it tells an assessor what to look at.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.forms.certificate import FORMAT, CertificateRecord, Scheme, schemes
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.own import own_form, same_party
from catalog.evidence.readers.pick import dict_of, excerpt
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement, Subject
from catalog.standards_loader import standards
from catalog.words import Assurance, Outcome

_MARK: Final = FORMAT.encode()
_NEEDED: Final = ("number", "issuer", "holder")


class Certificate(msgspec.Struct, frozen=True, kw_only=True):
    """The record, its scheme, the last day on which it counts, and what it shows where a word is enough."""

    record: CertificateRecord
    scheme: Scheme
    until: date | None
    shown: Shown

    @property
    def look_at(self) -> str:
        """Where an assessor looks it up: its entry in the register, or the register."""
        given = self.record.register.strip()
        return given if self.scheme.holds(given) else self.scheme.register


def _recognises(opened: Opened) -> bool:
    return opened.is_json and _MARK in opened.content and dict_of(opened.json).get("format") == FORMAT


def _take_apart(opened: Opened, context: Context, _others: Sequence[Opened]) -> Document:
    record = own_form(opened.json, CertificateRecord)
    scheme = _scheme(record)
    until, basis = _until(record, scheme)
    model = Certificate(
        record=record, scheme=scheme, until=until, shown=_shown(record, scheme, until, context)
    )
    return Document(
        format=Format.CERTIFICATE_RECORD,
        format_version="1",
        model=model,
        subject=Subject(vendor=record.holder.strip() or None),
        issuer=Issuer(kind="vendor", name=record.issuer.strip() or None),
        produced_on=record.issued,
        valid_until=until,
        valid_basis=basis,
        statements=(_statement(model),),
        notes=tuple(_notes(model)),
    )


def _scheme(record: CertificateRecord) -> Scheme:
    scheme = schemes().get(record.scheme)
    if scheme is None:
        raise RejectedError(
            f"There is no scheme {excerpt(record.scheme)!r} here.",
            f"Use one of {', '.join(schemes())}; hand in a certificate of another scheme as a document.",
            "/scheme",
        )
    if record.result and not _canonical(record, scheme):
        offered = f"one of {', '.join(scheme.results)}" if scheme.results else "no result"
        raise RejectedError(
            f"{scheme.title} has no result {excerpt(record.result)!r}.", f"It takes {offered}.", "/result"
        )
    return scheme


def _canonical(record: CertificateRecord, scheme: Scheme) -> str:
    """The result as the scheme writes it; empty where there is none."""
    said = record.result.strip().casefold()
    return next((each for each in scheme.results if each.casefold() == said), "")


def _until(record: CertificateRecord, scheme: Scheme) -> tuple[date | None, str]:
    """The earlier of what it says and what its scheme allows, and which of the two it is."""
    most = scheme.last_day(record.issued)
    if most is None or (record.expires is not None and record.expires <= most):
        return record.expires, "the document says so"
    how = f"{scheme.months} months after it was issued" if scheme.months else f"the next {scheme.until}"
    return most, f"the rule of its scheme: {how}"


def _shown(record: CertificateRecord, scheme: Scheme, until: date | None, context: Context) -> Shown:
    """What the record shows where the supplier's word is enough."""
    for field in _NEEDED:
        if not getattr(record, field).strip():
            return _made(Outcome.NOT_EVIDENCED, f"/{field}", f"The record names no {field}.")
    if record.issued > context.as_of:
        return _made(Outcome.NOT_EVIDENCED, "/issued", f"It is issued on {record.issued}, not yet.")
    if until is not None and until < context.as_of:
        return _made(Outcome.NOT_EVIDENCED, "/expires", f"It ran out on {until}.")
    called = f"{scheme.title}, number {record.number.strip()}, held by {record.holder.strip()}"
    if context.supplier and not same_party(record.holder, context.supplier):
        reason = f"{called}: is that {context.supplier}?"
        return _made(Outcome.INCONCLUSIVE, "/holder", reason)
    outcome = _by_result(record, scheme)
    if outcome is Outcome.NOT_EVIDENCED:
        return _made(outcome, "/result", f"{scheme.title} has a result, and the record does not tell it.")
    result = f": {_canonical(record, scheme)}" if scheme.results else ""
    return _made(outcome, "/result" if result else "/number", f"{called}{result}.")


def _by_result(record: CertificateRecord, scheme: Scheme) -> Outcome:
    if not scheme.results:
        return Outcome.MET
    result = _canonical(record, scheme)
    if not result:
        return Outcome.NOT_EVIDENCED
    if result in scheme.good:
        return Outcome.MET
    return Outcome.PARTLY_MET if result in scheme.fair else Outcome.NOT_MET


def _made(outcome: Outcome, pointer: str, reason: str) -> Shown:
    return Shown(outcome=outcome, pointer=pointer, reason=excerpt(reason), assurance=Assurance.DECLARED)


def _statement(model: Certificate) -> Statement:
    shown = model.shown
    return Statement(
        about=f"certificate:{model.scheme.id}",
        outcome=shown.outcome,
        pointer=shown.pointer,
        text=shown.reason,
    )


def _notes(model: Certificate) -> Iterator[str]:
    record, scheme = model.record, model.scheme
    yield f"To be looked up at {excerpt(model.look_at)}."
    if record.register.strip() and not scheme.holds(record.register.strip()):
        yield f"The address in the record is not one of the register of {scheme.title}; it is not shown."
    if record.expires is not None and model.until is not None and model.until < record.expires:
        yield f"The record says {record.expires}; {scheme.title} counts to {model.until} at most."


def _certifies(document: Document, given: Given) -> Iterator[Shown]:
    """A certificate of one of the schemes: the supplier's word where that is enough, else to be looked up."""
    model, requirement = _model(document), str(given["requirement"])
    if model.scheme.id not in _names(given):
        return
    shown = model.shown
    found = standards().requirement(requirement)
    least = found[1].least_assurance if found else Assurance.CERTIFIED
    if shown.outcome is Outcome.MET and not Assurance.DECLARED.covers(least):
        reason = f"{shown.reason} That takes more than the supplier's word: look it up at {model.look_at}."
        yield msgspec.structs.replace(shown, outcome=Outcome.INCONCLUSIVE, reason=reason)
        return
    yield shown


def _is_in_the_register(document: Document, given: Given) -> Iterator[Shown]:
    """The record gives the address of its entry in the register of its scheme."""
    model = _model(document)
    if model.scheme.id not in _names(given):
        return
    shown = model.shown
    if shown.outcome is Outcome.MET and not model.scheme.holds(model.record.register.strip()):
        yield _made(
            Outcome.NOT_EVIDENCED,
            "/register",
            f"It gives no address in the register of {model.scheme.title}.",
        )
        return
    yield shown


def _names(given: Given) -> tuple[str, ...]:
    named = given["schemes"]
    assert isinstance(named, list | tuple)
    return tuple(str(each) for each in named)


def _model(document: Document) -> Certificate:
    model = document.model
    assert isinstance(model, Certificate)
    return model


READER: Final = Reader(
    format=Format.CERTIFICATE_RECORD,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"certifies": _certifies, "is_in_the_register": _is_in_the_register},
)
