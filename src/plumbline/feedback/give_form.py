"""The form that asks what somebody thinks of a product: what was typed, and the response in it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from catalog.feedback.response import Response, problems_of
from catalog.feedback.words import (
    EASE,
    EASE_POINTS,
    QUESTIONNAIRES,
    STATEMENT_POINTS,
    STATEMENTS,
    Instrument,
    Specialty,
    UserRole,
)
from plumbline.feedback.giving_schemas import MineOut
from plumbline.kit.errors import DomainError, FieldProblem, Invalid
from plumbline.web.forms import Form

_NUMBER: Final = re.compile("[0-9]{1,3}")
LISTS: Final = ("items", "statements")
ASKED: Final[Mapping[str, Any]] = {
    "questionnaires": {str(each): asked for each, asked in QUESTIONNAIRES.items()},
    "statements": STATEMENTS,
    "statement_points": STATEMENT_POINTS,
    "ease": EASE,
    "ease_points": EASE_POINTS,
    "roles": [str(role) for role in UserRole],
    "specialties": [str(each) for each in Specialty],
}
"""What is asked, for the template."""


def instrument_of(word: str) -> Instrument:
    """The questionnaire that a form or an address names; the long one where it names none."""
    return Instrument(word) if word in list(Instrument) else Instrument.SUS


def response_in(form: Form) -> Response:
    """The response that was typed. Raises `Invalid` pointing at everything that is no answer to its question,
    in the order in which it is asked.
    """
    response = _read(form)
    wrong = list(_wrong(form))
    if wrong:
        unanswered = [FieldProblem(f"/{each.field}", each.detail) for each in problems_of(response)]
        raise Invalid(wrong[0].detail, problems=(*unanswered, *wrong))
    return response


def _read(form: Form) -> Response:
    """What can be read of it. What cannot be (`_wrong`) is left out, or is any role."""
    instrument = instrument_of(form.typed("instrument"))
    count = len(QUESTIONNAIRES[instrument].items)
    statements = tuple(_points(form, f"statements-{place}") for place in range(len(STATEMENTS)))
    role, specialty, months = form.typed("role"), form.typed("specialty"), _months(form)
    return Response(
        instrument=instrument,
        items=tuple(_points(form, f"items-{place}") for place in range(count)),
        role=UserRole(role) if role in list(UserRole) else UserRole.OTHER,
        specialty=Specialty(specialty) if specialty in list(Specialty) else None,
        months_of_use=int(months) if _NUMBER.fullmatch(months) else None,
        statements=statements if any(statements) else (),
        ease=_points(form, "ease") or None,
        comment=form.text("comment"),
    )


def _wrong(form: Form) -> Iterator[FieldProblem]:
    if form.typed("role") not in list(UserRole):
        yield FieldProblem("/role", "Choose what you do.")
    if form.typed("specialty") not in ("", *Specialty):
        yield FieldProblem("/specialty", "Choose where you use it from the list.")
    if (months := _months(form)) and not _NUMBER.fullmatch(months):
        yield FieldProblem("/months_of_use", "Write the months as a number, for example 18.")


def _months(form: Form) -> str:
    return form.typed("months_of_use").strip()


def _points(form: Form, name: str) -> int:
    """The number of a scale that was chosen; 0 for none. What no radio sends is none either."""
    value = form.typed(name)
    return int(value) if len(value) == 1 and value.isascii() and value.isdigit() else 0


def typed_in(form: Form | None, before: MineOut | None) -> dict[str, str]:
    """What stands in the fields: what was typed, or else what was said before."""
    if form is not None:
        return {name: values[0] for name, values in form.fields.items() if values}
    return dict(_said(before)) if before else {}


def _said(before: MineOut) -> Iterator[tuple[str, str]]:
    for name in LISTS:
        for place, value in enumerate(getattr(before, name)):
            yield f"{name}-{place}", str(value)
    for name in ("role", "specialty", "months_of_use", "ease", "comment"):
        value = getattr(before, name)
        yield name, "" if value is None else str(value)


def anchors(error: DomainError | None) -> dict[str, str]:
    """By a problem's pointer the id of the field that it is about."""
    named = {problem.pointer[1:] for problem in error.problems} if error else set()
    found = {
        name: name.replace("/", "-") + "-1" for name in named if name.startswith((*LISTS, "ease", "role"))
    }
    return found | {"items": "items-0-1", "statements": "statements-0-1", "role": "role-1"}
