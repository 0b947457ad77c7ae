"""For whom users' experience stands, in a page's address: `role_nurse=60&role_doctor=40&org_kind=trust`."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from plumbline.market.like_me import KINDS, LikeMe
from plumbline.web.asked import asked_number
from scoring.method import Method

MOST: Final = 1_000_000
KIND: Final = "org_kind"


class LikeMeForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form's fields: (name, label, what was typed) of each role, the kinds, and the one chosen."""

    roles: list[tuple[str, str, str]]
    kinds: tuple[str, ...]
    kind: str | None
    asked: bool


def field_of(role: str) -> str:
    """The name of a role's field: role_allied-health-professional."""
    return f"role_{role.replace(' ', '-')}"


def like_me_asked(query: Mapping[str, Sequence[str]], method: Method) -> LikeMe | None:
    """What the address asks for, if anything. Raises Invalid for what is no number."""
    if method.model is None:
        return None
    typed = {role: next(iter(query.get(field_of(role), ())), None) for role in method.model.roles}
    shares = {
        role: float(asked_number(field_of(role), text, least=0, most=MOST, default=0))
        for role, text in typed.items()
        if text and text.strip()
    }
    kind = next((value.strip() for value in query.get(KIND, ()) if value.strip()), None)
    if not any(shares.values()) and kind is None:
        return None
    return LikeMe(roles=shares if any(shares.values()) else {}, organisation_kind=kind)


def like_me_query(asked: LikeMe | None) -> dict[str, Any]:
    """The same as parts of an address."""
    if asked is None:
        return {}
    roles = {field_of(role): f"{share:g}" for role, share in asked.roles.items() if share}
    return roles | {KIND: asked.organisation_kind}


def like_me_form(asked: LikeMe | None, method: Method) -> LikeMeForm:
    """The form as it was filled in."""
    given = {} if asked is None else asked.roles
    roles = [] if method.model is None else list(method.model.roles)
    return LikeMeForm(
        roles=[
            (field_of(role), role.capitalize(), f"{given[role]:g}" if given.get(role) else "")
            for role in roles
        ],
        kinds=KINDS,
        kind=None if asked is None else asked.organisation_kind,
        asked=asked is not None,
    )
