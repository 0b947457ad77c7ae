"""What somebody who uses a product sends, and what they are shown of their own."""

from datetime import date
from typing import Annotated

import msgspec

from catalog.feedback.response import Response
from catalog.feedback.states import AnswerState
from catalog.feedback.words import Instrument, Specialty, UserRole

Points = Annotated[int, msgspec.Meta(ge=0, le=7)]


class ResponseIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer about a product. What is asked, word for word, stands at /products/{slug}/feedback/give."""

    instrument: Annotated[Instrument, msgspec.Meta(description="`sus` has 10 items, `umux_lite` 2.")]
    items: Annotated[
        tuple[Points, ...],
        msgspec.Meta(
            max_length=10, description="Of the instrument, all: 1 to 5 for SUS, 1 to 7 for UMUX-Lite."
        ),
    ]
    role: UserRole
    specialty: Specialty | None = None
    months_of_use: Annotated[int, msgspec.Meta(ge=0, le=600)] | None = None
    statements: Annotated[
        tuple[Points, ...],
        msgspec.Meta(max_length=11, description="The 11 statements on experience, 1 to 5; 0 says nothing."),
    ] = ()
    ease: Annotated[int, msgspec.Meta(ge=1, le=7)] | None = None
    comment: Annotated[
        str,
        msgspec.Meta(max_length=2000, description="Shown with your role and the quarter. Name no patient."),
    ] = ""

    @property
    def response(self) -> Response:
        """In the words of the domain."""
        return Response(**{name: getattr(self, name) for name in Response.__struct_fields__})


class MineOut(msgspec.Struct, frozen=True, kw_only=True):
    """An answer as whoever gave it sees it. `counts`: is it part of the figures?"""

    period: str
    version: int
    state: AnswerState
    counts: bool
    given_on: date
    instrument: Instrument
    items: tuple[int, ...]
    score: float
    role: str
    specialty: str | None
    months_of_use: int | None
    statements: tuple[int, ...]
    ease: int | None
    comment: str
    reason: Annotated[str | None, msgspec.Meta(description="What a moderator said of it, if one did.")]


class MineList(msgspec.Struct, frozen=True, kw_only=True):
    """Your answers about one product, the newest quarter first. One quarter has one answer."""

    product: str
    organisation: str
    period: Annotated[str, msgspec.Meta(description="The quarter it is now.")]
    items: list[MineOut]
