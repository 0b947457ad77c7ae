"""What an organisation declares and sends out, and what a supplier replies."""

from datetime import date
from typing import Annotated
from uuid import UUID

import msgspec


class InUseIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That your organisation uses a product."""

    product: Annotated[str, msgspec.Meta(min_length=1, max_length=120, description="The product's slug.")]
    since: Annotated[date, msgspec.Meta(description="The first day; not one to come.")]


class EndIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That it uses it no more."""

    until: Annotated[date, msgspec.Meta(description="The last day; not one to come.")]


class SentOut(msgspec.Struct, frozen=True, kw_only=True):
    """How many invitations run to a day. Which of them were used is told to nobody."""

    last_day: date
    invitations: int


class InUseOut(msgspec.Struct, frozen=True, kw_only=True):
    """A product in use at your organisation."""

    id: UUID
    product: str
    product_name: str
    since: date
    until: date | None
    declared_by: str
    sent: list[SentOut]


class InUseList(msgspec.Struct, frozen=True, kw_only=True):
    """What your organisation declared, what is in use first."""

    items: list[InUseOut]


class InviteIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many people to invite."""

    count: Annotated[int, msgspec.Meta(ge=1, le=500)]


class InvitedOut(msgspec.Struct, frozen=True, kw_only=True):
    """Codes that each open the form once. They stand in this answer and nowhere else."""

    codes: list[str]
    last_day: date
    page: Annotated[str, msgspec.Meta(description="Where a code is typed; with ?code= it stands there.")]


class CommentReplyIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What you say to a comment, for everybody to read beside it."""

    text: Annotated[str, msgspec.Meta(min_length=10, max_length=2000)]
