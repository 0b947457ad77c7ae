"""The DTAC form as data: the questions, how each is answered, and the file that holds the answers.

A web form, the schema, the empty template and the reader all come from `catalog/standards/forms/`.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib import resources
from typing import Annotated, Any, Final, Literal

import msgspec

from catalog.standards_loader import standards

FORMAT: Final = "plumbline-dtac-answers"
_PERCENT: Final = re.compile(r"(100\.00|\d{1,2}\.\d{2})%?")

Digest = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-fA-F]{64})?$", description="SHA-256, or nothing.")]


class OnlyIf(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question is asked only where the question `code` has this answer."""

    code: str
    answer: str


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one question is answered; see the head of the data file for each field."""

    code: str
    kind: Literal["yes_no", "choice", "text", "date", "percent"]
    duty: bool = False
    choices: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    fair: tuple[str, ...] = ()
    file: Literal["", "always", "yes"] = ""
    only_if: OnlyIf | None = None
    instead: str = ""

    @property
    def text(self) -> str:
        """The question in the catalogue's words."""
        found = standards().requirement(self.code)
        return found[1].text if found else ""

    @property
    def offered(self) -> tuple[str, ...]:
        """The answers that can be chosen; none where it is answered freely."""
        return ("yes", "no") if self.kind == "yes_no" else self.choices

    def takes(self, answer: str) -> str | None:
        """The answer as the form writes it, empty where there is none; None where it is not an answer."""
        said = answer.strip()
        if not said or self.kind == "text":
            return said
        if self.kind == "percent":
            return said if _PERCENT.fullmatch(said) else None
        if self.kind == "date":
            return said if _is_day(said) else None
        return next((each for each in self.offered if each.casefold() == said.casefold()), None)

    @property
    def answered_by(self) -> str:
        """What an answer looks like, in words."""
        words = {"percent": "a percentage with two decimal places", "date": "a day as YYYY-MM-DD"}
        return words.get(self.kind) or (" or ".join(self.offered) if self.offered else "text")


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer: `file` is the SHA-256 of a document handed in with it."""

    answer: str = ""
    note: str = ""
    file: Digest = ""


class Answers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file: whose answers, about which release, on which day, by question code."""

    format: Literal["plumbline-dtac-answers"]
    form: Literal["DTAC-2.0"]
    supplier: str = ""
    product: str
    release: str
    date: date
    answers: dict[str, Answer]


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of the form: the questions whose codes begin with `prefix`."""

    prefix: str
    title: str


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The form: its standard, its sections, and its questions in their order."""

    standard: str
    title: str
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]


@cache
def form() -> Form:
    """The form in force, read once."""
    place = resources.files("catalog") / "standards" / "forms" / "dtac-2.0.toml"
    return msgspec.convert(tomllib.loads(place.read_text(encoding="utf-8")), Form)


@cache
def questions() -> Mapping[str, Question]:
    """The questions by code, in the order of the form."""
    return {question.code: question for question in form().questions}


def schema() -> dict[str, Any]:
    """A JSON Schema of the answers, each code with its question and what may be chosen."""
    made = msgspec.json.schema(Answers)
    made["$defs"]["Answers"]["properties"]["answers"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {code: _schema_of(question) for code, question in questions().items()},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": form().title, **made}


def template() -> dict[str, Any]:
    """The file with every answer left empty, to be filled in."""
    return {
        "format": FORMAT,
        "form": form().standard,
        "supplier": "",
        "product": "",
        "release": "",
        "date": "",
        "answers": {code: {"answer": "", "note": "", "file": ""} for code in questions()},
    }


def _schema_of(question: Question) -> dict[str, Any]:
    made: dict[str, Any] = {"$ref": "#/$defs/Answer", "description": question.text}
    if question.offered:
        made["properties"] = {"answer": {"enum": ["", *question.offered]}}
    elif question.kind == "percent":
        made["properties"] = {"answer": {"pattern": f"^({_PERCENT.pattern})?$"}}
    return made


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2026-01-01")
