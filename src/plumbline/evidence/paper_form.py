"""The form for a document, a declaration or a certificate: what was typed, and everything wrong with it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

import msgspec

from catalog.words import EvidenceKind
from plumbline.evidence import service
from plumbline.evidence.paper_choices import Choices
from plumbline.evidence.schemas import EvidenceIn, FileIn
from plumbline.kit.errors import DomainError, FieldProblem, Invalid
from plumbline.web.asked import asked_choices
from plumbline.web.forms import Form

KINDS: Final[Mapping[EvidenceKind, tuple[str, ...]]] = {
    EvidenceKind.DOCUMENT: ("title", "statement", "issuer", "issued_on", "expires_on"),
    EvidenceKind.SELF_DECLARATION: ("title", "statement", "expires_on"),
    EvidenceKind.CERTIFICATE: (
        "title",
        "issuer",
        "number",
        "scope",
        "issued_on",
        "expires_on",
        "statement",
    ),
}
"""What the form of each kind asks for, in its order. Anything else that is sent is not looked at."""
WITH_FILE: Final = frozenset({EvidenceKind.DOCUMENT, EvidenceKind.CERTIFICATE})
DAYS: Final = ("issued_on", "expires_on")
PARTS_OF_A_DAY: Final = ("day", "month", "year")
_LONGEST: Final = {"title": 300, "statement": 4000, "issuer": 300, "number": 100, "scope": 4000}
_NULLABLE: Final = frozenset({"issuer", "number", "scope"})
_FIRST_YEAR: Final = 1900  # "27" is nobody's year
_OTHERS: Final = "Some of what was ticked is not asked of this product, or cannot be shown like this: {}."


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A form as it came, with its file, or with why the file cannot be taken."""

    form: Form
    file: FileIn | None
    refused: DomainError | None = None


def kind_of(form: Form) -> EvidenceKind | None:
    """The kind that was chosen, None where it is none that this form takes."""
    return next((kind for kind in KINDS if kind == form.typed("kind")), None)


def chosen(form: Form) -> tuple[str, ...]:
    """The requirements that are ticked, each once."""
    return tuple(asked_choices(form.fields.get("requirement_ids")))


def read(sent: Sent, kind: EvidenceKind, choices: Choices, day: date) -> EvidenceIn:
    """What is handed in. Raises `Invalid` with every problem at once, so that nobody sends it four times."""
    said: dict[str, Any] = {}
    problems: list[FieldProblem] = []
    for name in KINDS[kind]:
        try:
            said[name] = _day(sent.form, name) if name in DAYS else _words(sent.form, name)
        except Invalid as error:
            problems += error.problems
    problems += _strange(sent, choices)
    data = EvidenceIn(
        kind=kind,
        requirement_ids=chosen(sent.form),
        supersedes=_replaces(sent.form, choices),
        **said,
    )
    told = {each.pointer for each in problems}
    file = sent.file if kind in WITH_FILE else None
    problems += (each for each in service.declared_problems(data, file, day) if each.pointer not in told)
    if problems:
        step = "Mend what is named and send it again."
        if sent.file is not None:
            step += " Choose the file again too: a browser does not keep it."
        raise Invalid(problems[0].detail, next_step=step, problems=tuple(problems))
    return data


def _strange(sent: Sent, choices: Choices) -> Iterator[FieldProblem]:
    """What no browser sends that was given the form of today, and a file that cannot be taken."""
    others = [each for each in chosen(sent.form) if each not in choices.requirement_ids]
    if others:
        yield FieldProblem("/requirement_ids", _OTHERS.format(", ".join(each[:60] for each in others[:5])))
    if sent.form.typed("supersedes") not in ("", *choices.replaceable):
        yield FieldProblem("/supersedes", "That is no evidence on this release that could be replaced.")
    if sent.refused is not None:
        yield FieldProblem("/file", sent.refused.detail)


def _words(form: Form, name: str) -> str | None:
    text = form.text(name, _LONGEST[name]).strip()
    return text or (None if name in _NULLABLE else "")


def _replaces(form: Form, choices: Choices) -> UUID | None:
    named = form.typed("supersedes")
    return UUID(named) if named in choices.replaceable else None


def _day(form: Form, name: str) -> date | None:
    """A day in three fields, as the design system asks for one. Raises `Invalid`."""
    parts = {part: form.typed(f"{name}-{part}").strip() for part in PARTS_OF_A_DAY}
    if not any(parts.values()):
        return None
    lacks = [part for part, value in parts.items() if not value]
    if lacks:
        raise Invalid.field(f"/{name}", f"This day lacks its {' and '.join(lacks)}.")
    try:
        day, month, year = (int(_digits(value)) for value in parts.values())
        return date(year if year >= _FIRST_YEAR else 0, month, day)
    except ValueError as error:
        written = " ".join(value[:10] for value in parts.values())
        raise Invalid.field(f"/{name}", f"{written!r} is no day: write it as 31 3 2027.") from error


def _digits(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ValueError(text)
    return text
