"""The published rule of figures for a buyer like me: a dated file, which a receipt names by its digest."""

import tomllib
from datetime import date
from functools import cache, cached_property
from hashlib import sha256
from importlib import resources
from typing import Annotated, Final

import msgspec
from msgspec import Meta

CURRENT: Final = "like-me-1"
Count = Annotated[int, Meta(ge=1)]


class LikeMeRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """The rule as its file states it. Fewer than `least_answers` of a role or a kind about a product have no
    figure of their own. Where more organisations than `most_organisations` speak of one, nothing is fitted.
    """

    id: str
    version: str
    published: date
    title: str
    summary: str
    model: str
    kind: str
    few: str
    boundary: str
    exact: str
    least_answers: Count
    most_organisations: Count

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the rule's canonical JSON, in hexadecimal."""
        return sha256(msgspec.json.encode(self, order="deterministic")).hexdigest()


@cache
def like_me_rule(rule_id: str = CURRENT) -> LikeMeRule:
    """The rule with this id. Raises KeyError for an unknown one."""
    file = resources.files("scoring") / "like_me" / "rules" / f"{rule_id}.toml"
    if not rule_id.replace("-", "").isalnum() or not file.is_file():
        raise KeyError(rule_id)
    return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), LikeMeRule)
