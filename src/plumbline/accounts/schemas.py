"""What the API of accounts takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from plumbline.accounts.passwords import LONGEST
from plumbline.accounts.roles import Permission, Role
from plumbline.accounts.scopes import PATTERN, READ, SCOPES
from plumbline.accounts.tokens import MOST_DAYS
from plumbline.accounts.words import LONGEST_EMAIL, LONGEST_NAME

Scope = Annotated[str, msgspec.Meta(pattern=PATTERN)]


class SessionIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Signing in."""

    email: Annotated[str, msgspec.Meta(max_length=LONGEST_EMAIL, examples=["buyer@demo.example"])]
    password: Annotated[str, msgspec.Meta(max_length=LONGEST, examples=["plumbline-demonstration"])]
    code: Annotated[
        str | None,
        msgspec.Meta(
            description="The code of the second factor, or a recovery code, of a person who has one."
        ),
    ] = None
    membership_id: Annotated[
        UUID | None, msgspec.Meta(description="In which membership to act; the oldest if left out.")
    ] = None


class SessionOut(msgspec.Struct, frozen=True, kw_only=True):
    """A token of twelve hours. It is shown here and never again."""

    id: UUID
    token: str
    expires_at: datetime


class TokenIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A token to be made."""

    name: Annotated[
        str,
        msgspec.Meta(
            min_length=1, max_length=LONGEST_NAME, description="What it is for.", examples=["nightly report"]
        ),
    ]
    days: Annotated[int, msgspec.Meta(ge=1, le=MOST_DAYS, description="How long it lives.")] = 90
    scopes: Annotated[
        list[Scope],
        msgspec.Meta(
            min_length=1,
            max_length=len(SCOPES),
            description="What it may do of what your role includes. `read` is whatever only reads.",
            examples=[["read", "make_shortlists"]],
        ),
    ] = msgspec.field(default_factory=lambda: [READ])


class TokenMadeOut(msgspec.Struct, frozen=True, kw_only=True):
    """A token just made. It is shown here and never again."""

    id: UUID
    name: str
    token: str
    expires_at: datetime


class TokenOut(msgspec.Struct, frozen=True, kw_only=True):
    """A token as it is listed: without its secret."""

    id: UUID
    name: str
    role: Role
    created_at: datetime
    expires_at: datetime
    last_used_at: Annotated[datetime | None, msgspec.Meta(description="To the minute.")]
    revoked_at: datetime | None
    scopes: Annotated[
        list[str] | None, msgspec.Meta(description="Null for a token that may do all that its role may.")
    ]


class TokenList(msgspec.Struct, frozen=True, kw_only=True):
    """Every token of a person, the newest first."""

    items: list[TokenOut]


class PartyOut(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation by its ODS code, or a supplier by its slug."""

    code: str
    name: str


class MembershipOut(msgspec.Struct, frozen=True, kw_only=True):
    """A role, and for whom it acts: an organisation, a supplier, or (neither) the market itself."""

    id: UUID
    role: Role
    organisation: PartyOut | None
    supplier: PartyOut | None


class MeOut(msgspec.Struct, frozen=True, kw_only=True):
    """Who the token speaks for."""

    name: str
    email: str
    acting: MembershipOut
    permissions: list[Permission]
    memberships: list[MembershipOut]
