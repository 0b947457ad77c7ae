"""Computes the experience in a receipt again: a mix of the figures of its roles, as the receipt says."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import UNSET, UnsetType

from scoring.like_me.mixing import FURTHEST, LikeMePart, is_a_mix, points_of
from scoring.like_me.rule import like_me_rule

EXPERIENCE = "experience"


class Mixed(Protocol):
    """What an input of a receipt of any kind holds."""

    @property
    def slug(self) -> str: ...
    @property
    def raw(self) -> tuple[float | None, ...]: ...
    @property
    def by_role(self) -> tuple[int, ...] | UnsetType: ...


def mix_problems(part: LikeMePart | None, inputs: Sequence[Mixed], criteria: Sequence[str]) -> list[str]:
    """What is wrong with the mix, or with an experience that is said to come from it; in plain words."""
    if part is None:
        stray = any(each.by_role is not UNSET for each in inputs)
        return ["There are figures by role, and no mix of roles."] if stray else []
    found = _part_problems(part, criteria)
    if found:
        return found
    return [words for each in inputs for words in _input_problems(part, each, criteria.index(EXPERIENCE))]


def _part_problems(part: LikeMePart, criteria: Sequence[str]) -> list[str]:
    try:
        rule = like_me_rule(part.rule_id)
    except KeyError:
        return [f"The rule {part.rule_id[:60]!r} is not published here."]
    checks = {
        "The rule of the mix was another version.": part.rule_digest == rule.digest
        and part.rule_version == rule.version,
        "The mix of roles is not one of a million shared out.": is_a_mix(part),
        "The method has no experience that a mix could change.": EXPERIENCE in criteria,
    }
    return [words for words, holds in checks.items() if not holds]


def _input_problems(part: LikeMePart, each: Mixed, place: int) -> list[str]:
    figures = () if isinstance(each.by_role, UnsetType) else each.by_role
    if len(figures) != len(part.roles) or any(abs(figure) > FURTHEST for figure in figures):
        return [f"{each.slug[:80]} does not have a figure for each role of the mix."]
    made = points_of(figures, part.shares)
    if made == each.raw[place]:
        return []
    return [f"{each.slug[:80]}: the mix makes an experience of {made}, the receipt says {each.raw[place]}."]
