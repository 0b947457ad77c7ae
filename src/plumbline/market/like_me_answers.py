"""What is answered of a buyer's own mix: for whom it stands, and of each product how many and how sure."""

from typing import Annotated

import msgspec
from msgspec import Meta

from plumbline.market.like_me import Figure, ForBuyer, Mix
from scoring.like_me.rule import like_me_rule
from scoring.weights import WHOLE


class LikeMeFigure(msgspec.Struct, frozen=True, kw_only=True):
    """What users like the buyer's say of one product."""

    experience: Annotated[float, Meta(description="0 to 100, as it is ranked.")]
    experience_from: Annotated[float, Meta(description="The lower end of its 90 % interval.")]
    experience_to: Annotated[float, Meta(description="The upper end.")]
    answers: Annotated[
        int | None,
        Meta(description="Of people like yours; null: fewer than ten, or not told apart yet."),
    ]
    sufficient: Annotated[
        bool, Meta(description="False: too few have answered at all; it stands at the mean of all products.")
    ]
    roles_unsaid: Annotated[
        tuple[str, ...], Meta(description="Roles of yours of whom too few have answered about the product.")
    ]
    kind_unsaid: Annotated[bool, Meta(description="Too few have answered from organisations of your kind.")]


class LikeMeOut(msgspec.Struct, frozen=True, kw_only=True):
    """For whom experience stands."""

    rule: str
    rule_version: str
    roles: Annotated[dict[str, float], Meta(description="Shares of 1.")]
    organisation_kind: str | None
    roles_unknown: Annotated[
        tuple[str, ...], Meta(description="Roles of whom too few have answered about any product.")
    ]
    kind_unknown: Annotated[bool, Meta(description="Too few have answered from organisations of the kind.")]
    note: str


def figure_out(figure: Figure) -> LikeMeFigure:
    """One product's figure as it is answered."""
    return LikeMeFigure(
        experience=figure.points,
        experience_from=round(figure.estimate.low, 1),
        experience_to=round(figure.estimate.high, 1),
        answers=figure.answers,
        sufficient=figure.estimate.sufficient,
        roles_unsaid=figure.roles_unsaid,
        kind_unsaid=figure.kind_unsaid,
    )


def like_me_out(buyer: ForBuyer) -> LikeMeOut:
    """For whom, and what of them is not known of any product."""
    mix, found = buyer.mix, buyer.found
    return LikeMeOut(
        rule=like_me_rule().id,
        rule_version=like_me_rule().version,
        roles={role: share / WHOLE for role, share in zip(mix.roles, mix.shares, strict=True)},
        organisation_kind=mix.kind,
        roles_unknown=() if found is None or not mix.own else found.roles_unknown,
        kind_unknown=found is not None and found.kind_unknown,
        note=_note(buyer),
    )


def mix_in_words(mix: Mix) -> str:
    """For example: 60% nurse, 40% doctor."""
    if not mix.own:
        return "the published mix of roles"
    pairs = sorted(zip(mix.shares, mix.roles, strict=True), key=lambda pair: -pair[0])
    return ", ".join(f"{share / WHOLE:.0%} {role}" for share, role in pairs)


def _note(buyer: ForBuyer) -> str:
    if buyer.found is None:
        return "Too few have answered about any product: nothing is known of users' experience."
    least = like_me_rule().least_answers
    said = []
    if buyer.mix.own and buyer.found.roles_unknown:
        said.append(f"Fewer than {least} have answered as {', '.join(buyer.found.roles_unknown)}.")
    if buyer.found.kind_unknown:
        said.append(f"Fewer than {least} have answered from organisations of this kind.")
    said.append("Where too few are like yours, a figure is that of all users of the product, and wider.")
    return " ".join(said)
