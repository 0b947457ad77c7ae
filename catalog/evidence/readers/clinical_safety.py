"""Clinical safety records, our own format: who answers for the safety of a release, and by which documents.

A record is the maker's word. What it says of a document is documented where the document was handed in too;
what the document says inside, an assessor reads.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.forms.safety import FORMAT, Officer, Paper, Report, SafetyRecord
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.beside import known_digests
from catalog.evidence.readers.own import backing, is_other_release, own_form, plain
from catalog.evidence.readers.pick import dict_of, excerpt
from catalog.evidence.reading import Context, Document, Issuer, Shown, Statement, Subject
from catalog.words import Assurance, Outcome

_MARK: Final = FORMAT.encode()
_REGISTERS: Final = {  # how the numbers of the United Kingdom's professional registers are written
    "gmc": re.compile(r"\d{7}"),
    "nmc": re.compile(r"\d{2}[A-Z]\d{4}[A-Z]"),
    "gphc": re.compile(r"\d{7}"),
    "hcpc": re.compile(r"[A-Z]{2,3}\d{5,6}"),
}
_PAPERS: Final = {
    "plan": "risk management plan",
    "hazard_log": "hazard log",
    "safety_case": "safety case report",
    "incidents": "way of watching for incidents",
}


class Safety(msgspec.Struct, frozen=True, kw_only=True):
    """The record, the day, which of its files are here, and what each of its parts shows."""

    record: SafetyRecord
    parts: dict[str, Shown]


def _recognises(opened: Opened) -> bool:
    return opened.is_json and _MARK in opened.content and dict_of(opened.json).get("format") == FORMAT


def _take_apart(opened: Opened, context: Context, others: Sequence[Opened]) -> Document:
    record = own_form(opened.json, SafetyRecord)
    parts = _parts(record, context, known_digests(context, others))
    return Document(
        format=Format.CLINICAL_SAFETY_RECORD,
        format_version="1",
        model=Safety(record=record, parts=parts),
        subject=Subject(vendor=record.supplier or None, product=record.product, version=record.release),
        issuer=Issuer(kind="vendor", name=record.supplier or None),
        produced_on=record.date,
        statements=tuple(_statements(parts)),
        notes=tuple(_notes(record, context)),
        companions=len(others),
    )


def _statements(parts: dict[str, Shown]) -> Iterator[Statement]:
    for name, shown in parts.items():
        yield Statement(
            about=f"dcb0129:{name}", outcome=shown.outcome, pointer=shown.pointer, text=shown.reason
        )


def _parts(record: SafetyRecord, context: Context, known: frozenset[str]) -> dict[str, Shown]:
    other = is_other_release(context, record.release)
    shown = {
        name: _paper(name, getattr(record, name), known, context.as_of) for name in ("plan", "hazard_log")
    }
    shown["safety_case"] = _report(record, context, known)
    shown["officer"] = _officer(record.officer)
    shown["sign_off"] = _sign_off(record, context, shown)
    shown["incidents"] = _paper("incidents", record.incidents, known, context.as_of)
    return {name: _of_other(each, record) if other else each for name, each in shown.items()}


def _of_other(shown: Shown, record: SafetyRecord) -> Shown:
    """Whatever it says in favour of another release waits for an assessor."""
    if shown.outcome is not Outcome.MET:
        return shown
    reason = excerpt(f"The record speaks of release {record.release}. {shown.reason}")
    return msgspec.structs.replace(shown, outcome=Outcome.INCONCLUSIVE, reason=reason)


def _paper(name: str, paper: Paper | Report, known: frozenset[str], today: date) -> Shown:
    """Met where the document is named and here; declared where it is only named."""
    pointer, what = f"/{name}", _PAPERS[name]
    if not paper.reference.strip():
        return _shown(Outcome.NOT_EVIDENCED, pointer, f"It names no {what}.")
    if paper.date is not None and paper.date > today:
        return _shown(Outcome.INCONCLUSIVE, f"{pointer}/date", f"The {what} is dated {paper.date}.")
    named = " ".join(filter(None, (paper.reference, paper.version and f"version {paper.version}")))
    backed = backing(paper.sha256, known)
    lost = " Its file is not among those handed in." if backed is None else ""
    return _shown(Outcome.MET, pointer, f"The {what} is {named}.{lost}", backed)


def _report(record: SafetyRecord, context: Context, known: frozenset[str]) -> Shown:
    """The report has to name its version and day, and to cover the release: the market's, else its own."""
    report = record.safety_case
    shown = _paper("safety_case", report, known, context.as_of)
    if shown.outcome is not Outcome.MET:
        return shown
    if not report.version.strip() or report.date is None:
        reason = "The safety case report has no version, or no day."
        return _shown(Outcome.INCONCLUSIVE, "/safety_case", reason)
    version = context.release[1] if context.release else record.release
    if plain(version) not in {plain(each) for each in report.covers}:
        covered = ", ".join(report.covers) or "no release"
        reason = f"The safety case report covers {covered}, not {version}."
        return _shown(Outcome.INCONCLUSIVE, "/safety_case/covers", reason)
    return shown


def _officer(officer: Officer | None) -> Shown:
    """Named, with profession, register and number; a number that its register does not write is doubted."""
    if officer is None or not officer.name.strip():
        return _shown(Outcome.NOT_EVIDENCED, "/officer", "It names no Clinical Safety Officer.")
    missing = [
        field for field in ("profession", "body", "registration") if not getattr(officer, field).strip()
    ]
    if missing:
        reason = f"The Clinical Safety Officer is named without {', '.join(missing)}."
        return _shown(Outcome.NOT_EVIDENCED, f"/officer/{missing[0]}", reason)
    number = officer.registration.strip().upper().replace(" ", "")
    written = _REGISTERS.get(officer.body.strip().casefold())
    if written is not None and not written.fullmatch(number):
        reason = f"{officer.body} does not write a registration as {officer.registration}."
        return _shown(Outcome.INCONCLUSIVE, "/officer/registration", reason)
    said = f"{officer.name}, {officer.profession}, {officer.body} {number}"
    return _shown(Outcome.MET, "/officer", f"The Clinical Safety Officer is {said}.")


def _sign_off(record: SafetyRecord, context: Context, shown: dict[str, Shown]) -> Shown:
    """Signed by the officer, not before the report was written, and not in days to come."""
    signed, officer = record.sign_off, record.officer
    if signed is None:
        return _shown(Outcome.NOT_EVIDENCED, "/sign_off", "Nobody has signed the safety file off.")
    if officer is None or shown["officer"].outcome is not Outcome.MET:
        return msgspec.structs.replace(shown["officer"], pointer="/officer")
    written = record.safety_case.date
    doubts = [
        reason
        for doubtful, reason in (
            (
                plain(signed.by) != plain(officer.name),
                f"{signed.by} signed it, not {officer.name}.",
            ),
            (signed.on > context.as_of, f"It is signed on {signed.on}, which is still to come."),
            (written is not None and signed.on < written, "It was signed before the report was written."),
            (officer.trained_on is None, "The day of the officer's training is not told."),
        )
        if doubtful
    ]
    if doubts:
        return _shown(Outcome.INCONCLUSIVE, "/sign_off", doubts[0])
    backed = shown["safety_case"].assurance
    return _shown(Outcome.MET, "/sign_off", f"{signed.by} signed it off on {signed.on}.", backed)


def _shown(outcome: Outcome, pointer: str, reason: str, assurance: Assurance | None = None) -> Shown:
    return Shown(
        outcome=outcome, pointer=pointer, reason=excerpt(reason), assurance=assurance or Assurance.DECLARED
    )


def _notes(record: SafetyRecord, context: Context) -> Iterator[str]:
    if is_other_release(context, record.release):
        yield excerpt(f"The record speaks of release {record.release}, not of the one asked about.")
    if record.date > context.as_of:
        yield f"The record is dated {record.date}, which is still to come."
    officer = record.officer
    if officer is not None and officer.body.strip().casefold() not in _REGISTERS:
        yield excerpt(f"How {officer.body or 'the register'} writes its numbers is not known here.")


def _model(document: Document) -> Safety:
    model = document.model
    assert isinstance(model, Safety)
    return model


def _part(document: Document, given: Given) -> Iterator[Shown]:
    """What one part of the record shows, as the maker's word or as a document that is here."""
    yield _model(document).parts[str(given["part"])]


def _file_part(document: Document, given: Given) -> Iterator[Shown]:
    """The same, where the requirement asks for the document itself: named alone shows nothing."""
    yield _with_file(_model(document).parts[str(given["part"])])


def _files(document: Document, _given: Given) -> Iterator[Shown]:
    """The report and the hazard log, both here: the weaker of the two speaks."""
    parts = _model(document).parts
    both = [_with_file(parts[name]) for name in ("safety_case", "hazard_log")]
    yield next((each for each in both if each.outcome is not Outcome.MET), both[0])


def _manages_risk(document: Document, _given: Given) -> Iterator[Shown]:
    """The maker's word that it manages risk holds where plan, log, report and officer are all named."""
    parts = _model(document).parts
    needed = [parts[name] for name in ("plan", "hazard_log", "safety_case", "officer")]
    yield next((each for each in needed if each.outcome is not Outcome.MET), needed[0])


def _with_file(shown: Shown) -> Shown:
    if shown.outcome is Outcome.MET and shown.assurance is not Assurance.DOCUMENTED:
        return msgspec.structs.replace(shown, outcome=Outcome.NOT_EVIDENCED)
    return shown


READER: Final = Reader(
    format=Format.CLINICAL_SAFETY_RECORD,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"part": _part, "file_part": _file_part, "files": _files, "manages_risk": _manages_risk},
)
