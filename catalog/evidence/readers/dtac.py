"""DTAC answers, our own format: what a supplier says to each question, and which files back it.

An answer is the supplier's word. It is documented where the file that it names was handed in with it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from catalog.evidence.formats import Format
from catalog.evidence.forms.dtac import FORMAT, Answer, Answers, Question, questions
from catalog.evidence.opened import Opened
from catalog.evidence.reader import Given, Reader
from catalog.evidence.readers.beside import known_digests
from catalog.evidence.readers.own import backing, is_other_release, own_form
from catalog.evidence.readers.pick import dict_of, escaped, excerpt
from catalog.evidence.reading import Context, Document, Issuer, RejectedError, Shown, Statement, Subject
from catalog.standards_loader import standards
from catalog.words import Assurance, Outcome

_MARK: Final = FORMAT.encode()
_OPEN: Final = (Outcome.NOT_EVIDENCED, Outcome.NOT_APPLICABLE)


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its answer and what follows from it."""

    question: Question
    said: Answer
    shown: Shown


def _recognises(opened: Opened) -> bool:
    return opened.is_json and _MARK in opened.content and dict_of(opened.json).get("format") == FORMAT


def _take_apart(opened: Opened, context: Context, others: Sequence[Opened]) -> Document:
    form = own_form(opened.json, Answers)
    said = _checked(form)
    known = known_digests(context, others)
    judged = tuple(_judged(question, said, form, context, known) for question in questions().values())
    return Document(
        format=Format.DTAC_ANSWERS,
        format_version=form.form,
        model=judged,
        subject=Subject(vendor=form.supplier or None, product=form.product, version=form.release),
        issuer=Issuer(kind="vendor", name=form.supplier or None),
        produced_on=form.date,
        statements=tuple(_statement(each) for each in judged),
        notes=tuple(_notes(judged, form, context, known)),
        companions=len(others),
    )


def _checked(form: Answers) -> Mapping[str, Answer]:
    """The answers as the form writes them; a code or an answer that it does not have is refused."""
    said = {}
    for code, answer in form.answers.items():
        question, place = questions().get(code), f"/answers/{escaped(code)}"
        if question is None:
            raise RejectedError(
                f"The form has no question {excerpt(code)!r}.", "Leave it out, or mend the code.", place
            )
        taken = question.takes(answer.answer)
        if taken is None:
            raise RejectedError(
                f"{code} is answered by {question.answered_by}, not by {answer.answer[:40]!r}.",
                "Answer as the question asks, and put the rest into the note.",
                f"{place}/answer",
            )
        said[code] = msgspec.structs.replace(answer, answer=taken)
    return said


def _judged(
    question: Question, said: Mapping[str, Answer], form: Answers, context: Context, known: frozenset[str]
) -> Judged:
    answer = said.get(question.code, Answer())
    outcome, reason = _outcome(question, answer, said)
    assurance = backing(answer.file, known)
    if outcome is Outcome.MET:
        outcome, reason = _with_its_file(question, answer, assurance, reason)
    if outcome not in (*_OPEN, Outcome.NOT_MET) and is_other_release(context, form.release):
        outcome, reason = Outcome.INCONCLUSIVE, f"The answers speak of release {form.release}. {reason}"
    shown = Shown(
        requirement=question.code,
        outcome=outcome,
        pointer=f"/answers/{question.code}" if question.code in said else "/answers",
        reason=excerpt(reason),
        assurance=assurance or Assurance.DECLARED,
    )
    return Judged(question=question, said=answer, shown=shown)


def _outcome(question: Question, answer: Answer, said: Mapping[str, Answer]) -> tuple[Outcome, str]:
    """What the answer itself shows, before its file is looked at."""
    if not answer.answer:
        return _unanswered(question, said)
    if question.kind == "choice" and answer.answer not in question.good:
        fair = answer.answer in question.fair
        return (Outcome.PARTLY_MET if fair else Outcome.NOT_MET), f"The answer is {answer.answer}."
    if not question.duty or answer.answer == "yes":
        return Outcome.MET, f"The answer is {answer.answer}."
    if question.instead and said.get(question.instead, Answer()).answer:
        return Outcome.INCONCLUSIVE, f"The answer is no; {question.instead} says what is done instead."
    return Outcome.NOT_MET, "The answer is no."


def _unanswered(question: Question, said: Mapping[str, Answer]) -> tuple[Outcome, str]:
    """Missing, unless another answer says that the question does not arise."""
    only = question.only_if
    other = said.get(only.code, Answer()).answer if only else ""
    if only and other and other != only.answer:
        reason = f"Not asked, for {only.code} is answered {other}."
        if _least(question) is Assurance.DECLARED:
            return Outcome.NOT_APPLICABLE, reason
        return Outcome.INCONCLUSIVE, f"{reason} That takes more than the supplier's word."
    return Outcome.NOT_EVIDENCED, "The question is not answered."


def _least(question: Question) -> Assurance:
    found = standards().requirement(question.code)
    return found[1].least_assurance if found else Assurance.DECLARED


def _with_its_file(
    question: Question, answer: Answer, backed: Assurance | None, reason: str
) -> tuple[Outcome, str]:
    """A favourable answer counts by itself only where the requirement takes a declaration and no file."""
    found = standards().requirement(question.code)
    accepts = found[1].accepts if found else ()
    if backed is None and answer.file:
        reason += " Its file is not among those handed in."
    needs = question.file == "always" or (question.file == "yes" and answer.answer == "yes")
    if backed is None and (needs or "self-declaration" not in accepts):
        return Outcome.NOT_EVIDENCED, f"{reason} It takes a file as well: {', '.join(accepts)}."
    if backed is not None and not {"document", "self-declaration"} & set(accepts):
        return Outcome.INCONCLUSIVE, f"{reason} Its file has to be looked at: {', '.join(accepts)}."
    return Outcome.MET, reason


def _statement(judged: Judged) -> Statement:
    said = judged.said
    text = ". ".join(filter(None, (said.answer, said.note))) or judged.shown.reason
    return Statement(
        about=f"dtac-2.0:{judged.question.code}",
        outcome=judged.shown.outcome,
        pointer=judged.shown.pointer,
        text=excerpt(text),
    )


def _notes(judged: Sequence[Judged], form: Answers, context: Context, known: frozenset[str]) -> Iterator[str]:
    counts = Counter(each.shown.outcome.value for each in judged)
    yield "Questions: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())) + "."
    lost = [each.question.code for each in judged if each.said.file and each.said.file.lower() not in known]
    if lost:
        yield excerpt(f"Files that are named and not here: {', '.join(lost)}.")
    if is_other_release(context, form.release):
        yield excerpt(f"The answers speak of release {form.release}, not of the one asked about.")
    if form.date > context.as_of:
        yield f"The answers are dated {form.date}, which is still to come."


def _is_answered(document: Document, _given: Given) -> Iterator[Shown]:
    """Every question of the form, those without an answer included."""
    model: Any = document.model
    yield from (each.shown for each in model)


READER: Final = Reader(
    format=Format.DTAC_ANSWERS,
    version=1,
    recognises=_recognises,
    take_apart=_take_apart,
    rules={"is_answered": _is_answered},
)
