"""How the demonstration's answers came to be: products in use, an open invitation, a supplier's reply."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from plumbline.demo.fixed import fixed_id
from plumbline.feedback.invitations import hash_of
from plumbline.feedback.schemas import Answer

INVITATION: Final = "DEMO-NVTE-2026-0001"
"""A code for whoever tries the demonstration: it opens the questions about `INVITED_TO` once."""
INVITED_TO: Final = "Tern Record"
_INVITED_FROM: Final = "ZZA1"
_SINCE: Final = date(2025, 4, 1)
_REPLIED_ON: Final = date(2026, 11, 10)
_REPLY: Final = (
    "Thank you. Release by release we take clicks away; tell your system team which screen costs most."
)


def rows_of(
    answers: Sequence[Answer], organisations: Mapping[str, UUID], today: date
) -> dict[str, list[dict[str, Any]]]:
    """Rows by table: where an organisation's people answered, it uses the product."""
    invited = fixed_id("product", INVITED_TO)
    return {
        "products_in_use": list(_in_use(answers, organisations)),
        "feedback_invitations": [
            {
                "code_hash": hash_of(INVITATION),
                "product_id": invited,
                "organisation_code": _INVITED_FROM,
                "last_day": today + timedelta(days=365),
                "used": False,
            }
        ],
        "feedback_replies": [_reply(next(each for each in answers if _can_be_replied_to(each, invited)))],
    }


def _in_use(answers: Sequence[Answer], organisations: Mapping[str, UUID]) -> Iterator[dict[str, Any]]:
    held = {(each.product_id, each.organisation_code) for each in answers}
    held |= {(fixed_id("product", INVITED_TO), code) for code in ("ZZA1", "ZZA2")}
    for product_id, code in sorted(held):
        yield {
            "id": fixed_id("in use", product_id, code),
            "organisation_id": organisations[code],
            "product_id": product_id,
            "since": _SINCE,
            "until": None,
            "declared_by": "The organisation (demonstration)",
            "declared_at": datetime.combine(_SINCE, time(12), tzinfo=UTC),
        }


def _can_be_replied_to(answer: Answer, product_id: UUID) -> bool:
    return answer.product_id == product_id and answer.comment != "" and answer.given_on < _REPLIED_ON


def _reply(answer: Answer) -> dict[str, Any]:
    return {
        "id": fixed_id("comment reply", answer.id),
        "answer_id": answer.id,
        "version": 1,
        "text": _REPLY,
        "replied_by": "The supplier (demonstration)",
        "replied_on": _REPLIED_ON,
        "replied_at": datetime.combine(_REPLIED_ON, time(12), tzinfo=UTC),
    }
