"""One person's response about one product in one quarter, and what makes it whole."""

from collections.abc import Iterator
from datetime import date
from typing import Final

import msgspec

from catalog.feedback.policy import feedback_policy
from catalog.feedback.words import (
    EASE_POINTS,
    QUESTIONNAIRES,
    STATEMENT_POINTS,
    STATEMENTS,
    Instrument,
    Specialty,
    UserRole,
)

UNSAID: Final = 0
"""In `statements`: nothing was said about this one."""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said. `items` has an answer to every item of the instrument, in its order; `statements`
    is empty, or has 1 to 5 or `UNSAID` for each; `ease` is 1 (very hard) to 7 (very easy), or not said.
    """

    instrument: Instrument
    items: tuple[int, ...]
    role: UserRole
    specialty: Specialty | None = None
    months_of_use: int | None = None
    statements: tuple[int, ...] = ()
    ease: int | None = None
    comment: str = ""


class ResponseProblem(msgspec.Struct, frozen=True):
    """What keeps a response from being taken: the field ("items/3", counted from 0), and what to do."""

    field: str
    detail: str


def problems_of(response: Response) -> Iterator[ResponseProblem]:
    """Everything that is missing or out of range: a questionnaire is scored whole, or not at all."""
    asked = QUESTIONNAIRES[response.instrument]
    if len(response.items) != len(asked.items):
        words = f"{asked.name} has {len(asked.items)} items, and {len(response.items)} are answered."
        yield ResponseProblem("items", words)
    for place, value in enumerate(response.items[: len(asked.items)]):
        if not 1 <= value <= asked.points:
            yield ResponseProblem(f"items/{place}", f"Answer this with 1 to {asked.points}.")
    yield from _beside(response)
    yield from _about(response)


def _beside(response: Response) -> Iterator[ResponseProblem]:
    if response.statements and len(response.statements) != len(STATEMENTS):
        yield ResponseProblem(
            "statements", f"There are {len(STATEMENTS)} statements: leave out all, or none."
        )
    for place, value in enumerate(response.statements[: len(STATEMENTS)]):
        if not UNSAID <= value <= STATEMENT_POINTS:
            words = f"Answer this with 1 to {STATEMENT_POINTS}, or {UNSAID} to say nothing."
            yield ResponseProblem(f"statements/{place}", words)
    if response.ease is not None and not 1 <= response.ease <= EASE_POINTS:
        yield ResponseProblem("ease", f"Answer this with 1 to {EASE_POINTS}, or leave it out.")


def _about(response: Response) -> Iterator[ResponseProblem]:
    policy = feedback_policy()
    if response.months_of_use is not None and not 0 <= response.months_of_use <= policy.most_months:
        yield ResponseProblem("months_of_use", f"Say how many months: 0 to {policy.most_months}.")
    if len(response.comment) > policy.longest_comment:
        words = f"At most {policy.longest_comment:,} characters; this has {len(response.comment):,}."
        yield ResponseProblem("comment", words)


def quarter_of(day: date) -> str:
    """The quarter of a day, "2026-Q4": one answer for each person, product and quarter. Nothing finer is
    shown, for the day of an answer could tell whose it is.
    """
    return f"{day.year}-Q{(day.month + 2) // 3}"
