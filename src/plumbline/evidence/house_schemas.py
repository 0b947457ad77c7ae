"""What test houses and their keys look like."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

State = Literal["in_use", "retired", "compromised"]


class KeyIn(msgspec.Struct, frozen=True, kw_only=True):
    """A key to be listed. `about` is kept where the test house is new."""

    name: str
    about: str
    key_id: str
    key: str


class EndIn(msgspec.Struct, frozen=True, kw_only=True):
    """The end of a key: retired on its last day, or compromised."""

    why: str
    last_day: date | None
    reason: str


class UnlistIn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The end of a test house's listing, for good."""

    from_day: Annotated[
        date, msgspec.Meta(description="The first day on which it is no test house here any more.")
    ]
    reason: Annotated[str, msgspec.Meta(max_length=2000, description="Why: it is shown in the list.")]


class HouseKeyOut(msgspec.Struct, frozen=True, kw_only=True):
    """A public key: what is signed with it, and since and until when."""

    id: UUID
    key_id: Annotated[str, msgspec.Meta(description="`kid` in the header of an attestation.")]
    key: Annotated[dict[str, str], msgspec.Meta(description="The public JWK.")]
    listed_on: date
    state: State
    last_day: Annotated[
        date | None, msgspec.Meta(description="Retired: what was issued by then keeps counting.")
    ]
    reason: str


class HouseOut(msgspec.Struct, frozen=True, kw_only=True):
    """A test house whose signed attestations are taken, or were."""

    id: UUID
    name: str
    about: str
    listed_on: date
    unlisted_from: Annotated[
        date | None,
        msgspec.Meta(description="No test house from this day on: what came in before counts as it did."),
    ]
    unlisted_why: str
    keys: list[HouseKeyOut]


class HouseList(msgspec.Struct, frozen=True, kw_only=True):
    """Every test house, by name, with every key that it ever signed with here."""

    items: list[HouseOut]
