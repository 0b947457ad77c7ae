"""The answers to the DTAC questions as a person fills them in: checked one by one, written as our JSON."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

import msgspec
from litestar.exceptions import ValidationException

from catalog.evidence.forms.dtac import FORMAT, Answer, Answers, Question, form, questions
from plumbline.evidence.repository import Release
from plumbline.kit.errors import DomainError, FieldProblem, Invalid
from plumbline.web.forms import Form
from plumbline.web.requests import json_of

PARTS: Final = ("answer", "note", "file")
LONGEST: Final[Mapping[str, int]] = {"answer": 4_000, "note": 1_000, "file": 64}
_NO_ANSWERS: Final = "Choose the file of answers that was downloaded here, or its template filled in."
Typed = dict[str, dict[str, str]]
"""What stands in the fields, by question code and part."""


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What was typed, and everything that is wrong with it."""

    typed: Typed
    problems: tuple[FieldProblem, ...]

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return sum(bool(each["answer"].strip()) for each in self.typed.values())


def empty() -> Filled:
    """A form in which nothing is answered yet."""
    return Filled(typed={code: dict.fromkeys(PARTS, "") for code in questions()}, problems=())


def typed_in(sent: Form, files: Mapping[str, str]) -> Filled:
    """The fields of a form. `files` names the release's files by SHA-256: others cannot be chosen."""
    typed: Typed = {}
    problems: list[FieldProblem] = []
    for code, question in questions().items():
        typed[code] = {}
        for part in PARTS:
            name = f"{part}-{code}"
            try:
                typed[code][part] = sent.text(name, LONGEST[part])
            except Invalid as error:
                problems += error.problems
                typed[code][part] = ""
        problems += _wrong(question, typed[code], files)
    return Filled(typed=typed, problems=tuple(problems))


def _wrong(question: Question, said: Mapping[str, str], files: Mapping[str, str]) -> Iterator[FieldProblem]:
    if question.takes(said["answer"]) is None:
        yield FieldProblem(
            f"/answer-{question.code}", f"{question.code} is answered by {question.answered_by}."
        )
    if said["file"] and said["file"] not in files:
        yield FieldProblem(f"/file-{question.code}", f"{question.code}: that file is not on the release.")


def loaded(raw: bytes | None, files: Mapping[str, str]) -> Filled:
    """The fields as a file of answers has them. Raises `Invalid` for what is no such file."""
    if not raw:
        raise Invalid.field("/answers", _NO_ANSWERS)
    try:
        said = msgspec.convert(json_of(raw), Answers)
    except (msgspec.ValidationError, ValidationException, DomainError) as error:
        raise Invalid.field("/answers", f"That is no file of answers: {str(error)[:200]}") from error
    typed = empty().typed
    for code, answer in said.answers.items():
        if code in typed:
            typed[code] = {part: getattr(answer, part) for part in PARTS}
    problems = [
        each for code, question in questions().items() for each in _wrong(question, typed[code], files)
    ]
    return Filled(typed=typed, problems=tuple(problems))


def written(filled: Filled, release: Release, day: date) -> bytes:
    """The file that the reader of DTAC answers reads: about this release, of this day."""
    answers = {
        code: Answer(
            answer=questions()[code].takes(said["answer"]) or "", note=said["note"].strip(), file=said["file"]
        )
        for code, said in filled.typed.items()
        if any(each.strip() for each in said.values())
    }
    whole = Answers(
        format="plumbline-dtac-answers",
        form="DTAC-2.0",
        supplier=release.supplier_name,
        product=release.product_name,
        release=release.version,
        date=day,
        answers=answers,
    )
    assert whole.format == FORMAT
    assert whole.form == form().standard
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"
