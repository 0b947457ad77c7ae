"""What the demonstration's moderators have to do: a burst that waits, and two copies that they hold."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from catalog.feedback.response import quarter_of
from catalog.feedback.words import Instrument, UserRole
from plumbline.demo.fixed import fixed_id
from plumbline.feedback.schemas import Answer

_BURST_ON, _COPIED_ON = "Titrate", "Tern Record"
_BURST_DAY: Final = date(2026, 11, 16)
_BURST: Final = 13
_COPY_DAY: Final = date(2026, 11, 9)
_COPIED: Final = "Simply the best system that a hospital could wish for."
_RULED_ON: Final = date(2026, 11, 13)
_MODERATOR: Final = "Sid Second"
_REASON: Final = (
    "The same words within a day, from people who are said to be of different roles. "
    "Held until somebody says how that came about."
)


def planted(answers: Sequence[Answer]) -> list[Answer]:
    """More answers, by the short questionnaire: they move no ranking, and rules mark them."""
    home = {each.product_id: each.organisation_code for each in answers}
    burst, copied = fixed_id("product", _BURST_ON), fixed_id("product", _COPIED_ON)
    return [*_burst(burst, home[burst]), *_copies(copied, home[copied])]


def _burst(product_id: UUID, code: str) -> Iterator[Answer]:
    for number in range(_BURST):
        items = (7, 7 - number % 2)
        day = _BURST_DAY + timedelta(days=number % 2)
        yield _answer("burst", number, product_id, code, UserRole.NURSE, items, "", day)


def _copies(product_id: UUID, code: str) -> Iterator[Answer]:
    for number, role in enumerate((UserRole.DOCTOR, UserRole.PHARMACIST)):
        yield _answer("copy", number, product_id, code, role, (7, 7), _COPIED, _COPY_DAY)


def _answer(
    kind: str,
    number: int,
    product_id: UUID,
    code: str,
    role: UserRole,
    items: tuple[int, int],
    words: str,
    day: date,
) -> Answer:
    return Answer(
        id=fixed_id("planted", kind, number),
        product_id=product_id,
        organisation_code=code,
        respondent=fixed_id("planted respondent", kind, number).hex,
        role=str(role),
        score=100 * (sum(items) - 2) / 12,
        comment=words,
        period=quarter_of(day),
        given_on=day,
        instrument=Instrument.UMUX_LITE,
        items=items,
    )


def rulings_on(answers: Sequence[Answer], people: Mapping[str, UUID]) -> list[dict[str, Any]]:
    """Both copies are held, with a reason. `people` has the assessors' ids by name."""
    return [
        {
            "id": fixed_id("ruling", each.id),
            "answer_id": each.id,
            "number": 1,
            "outcome": "hold",
            "reason": _REASON,
            "moderator_id": people[_MODERATOR],
            "ruled_by": _MODERATOR,
            "ruled_on": _RULED_ON,
            "ruled_at": datetime.combine(_RULED_ON, time(12), tzinfo=UTC),
        }
        for each in answers
        if each.comment == _COPIED
    ]
