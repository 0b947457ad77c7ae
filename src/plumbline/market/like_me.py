"""What users say as a buyer's own people would: the mix that is asked for, and what it makes of each."""

from collections.abc import Mapping
from typing import Annotated, Final
from uuid import UUID

import msgspec
import numpy as np
from msgspec import Meta

from catalog.organisations.organisation import OrganisationKind
from plumbline.kit.errors import Invalid
from plumbline.kit.pointers import pointer_to
from plumbline.market.experience import Felt
from plumbline.market.snapshot import Floats, Snapshot
from scoring.experience_model.said import Estimate
from scoring.like_me.mixing import LikeMePart, points_of
from scoring.like_me.rule import like_me_rule
from scoring.method import Method
from scoring.weights import WHOLE, WeightError, quantised

POINTER: Final = "/like_me"
KINDS: Final = tuple(str(kind) for kind in OrganisationKind)
Kind = Annotated[str, Meta(max_length=40)]
_ROLES = "How many of your people, or what share of them, by role, on any scale. Empty: the published mix."
_KIND = "What kind of organisation you are; null: any kind."


class LikeMe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom users' experience is to stand: a buyer's mix of roles, their kind of organisation."""

    roles: Annotated[
        dict[Annotated[str, Meta(max_length=60)], float],
        Meta(description=_ROLES, examples=[{"nurse": 60, "doctor": 40}]),
    ] = {}
    organisation_kind: Annotated[Kind | None, Meta(description=_KIND, examples=["trust"])] = None


class Mix(msgspec.Struct, frozen=True, kw_only=True):
    """The same as it counts: `shares` are millionths of `roles`; `own` is False for the published mix."""

    roles: tuple[str, ...]
    shares: tuple[int, ...]
    own: bool
    kind: str | None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """What stands for one product. `answers` are those of people and organisations like the buyer's: None
    where they are too few to be counted out, or may not be told apart. `roles_unsaid` and `kind_unsaid` tell
    of whom they are too few.
    """

    estimate: Estimate
    points: float
    by_role: tuple[int, ...]
    answers: int | None
    roles_unsaid: tuple[str, ...]
    kind_unsaid: bool


def mix_of(method: Method, asked: LikeMe, at: str = POINTER) -> Mix:
    """The mix that is asked for. Raises `Invalid`, below the pointer `at`, for a role or a kind that there is
    not, and for no mix.
    """
    model = method.model
    if model is None:
        raise Invalid.field(at, f"{method.id} does not tell roles apart.")
    if not asked.roles and asked.organisation_kind is None:
        step = "Say like_me.roles, like_me.organisation_kind or both; or leave like_me out."
        raise Invalid.field(at, "It says neither roles nor a kind of organisation.", next_step=step)
    if asked.organisation_kind is not None and asked.organisation_kind not in KINDS:
        raise Invalid.field(
            f"{at}/organisation_kind",
            f"There is no kind of organisation {asked.organisation_kind!r}.",
            next_step=f"Use one of {', '.join(KINDS)}.",
        )
    shares = _shares(model.roles, asked.roles, at)
    kept = {role: share for role, share in shares.items() if share}
    return Mix(
        roles=tuple(kept),
        shares=tuple(kept.values()),
        own=bool(asked.roles),
        kind=asked.organisation_kind,
    )


def _shares(published: Mapping[str, float], asked: Mapping[str, float], at: str) -> dict[str, int]:
    roles = list(published)
    for role in asked:
        if role not in published:
            raise Invalid.field(
                at + pointer_to("roles", role),
                f"There is no role {role!r}.",
                next_step=f"Use {', '.join(roles)}: whoever is none of these is other.",
            )
    try:
        units = quantised(roles, asked or published)
    except WeightError as error:
        pointer = at + pointer_to("roles", *([error.criterion] if error.criterion else []))
        step = "Give each role a number of zero or more, and at least one above zero."
        raise Invalid.field(pointer, "These are no shares of roles.", next_step=step) from error
    return {role: int(unit) for role, unit in zip(roles, units.tolist(), strict=True)}


def part_of(mix: Mix) -> LikeMePart:
    """What a receipt holds of a mix."""
    rule = like_me_rule()
    return LikeMePart(
        rule_id=rule.id,
        rule_version=rule.version,
        rule_digest=rule.digest,
        organisation_kind=mix.kind,
        roles=mix.roles,
        shares=mix.shares,
    )


class ForBuyer:
    """What users say for one mix, at a revision of the market."""

    def __init__(self, felt: Felt, mix: Mix) -> None:
        """Raises `Invalid` where the model that tells roles apart cannot be fitted."""
        self.mix = mix
        self.found = None if felt.closer is None else felt.closer.for_mix(_given(mix), mix.kind, POINTER)
        self._cells = {} if felt.closer is None else felt.closer.cells()

    @property
    def part(self) -> LikeMePart | None:
        """What a receipt holds; None where nothing is known of anybody's experience."""
        return None if self.found is None else part_of(self.mix)

    def figure(self, product_id: UUID) -> Figure | None:
        """Of one product; of one that nobody answered about the mean of all. None where nothing is known."""
        found, name = self.found, str(product_id)
        if found is None:
            return None
        by_role = found.by_role.get(name, found.centre_by_role)
        return Figure(
            estimate=found.estimates.get(name, found.nobody),
            points=points_of(by_role, self.mix.shares),
            by_role=by_role,
            answers=self._answers(name),
            roles_unsaid=found.roles_unsaid.get(name, found.roles) if self.mix.own else (),
            kind_unsaid=self.mix.kind is not None
            and (name in found.kind_unsaid or name not in found.estimates),
        )

    def points(self, snapshot: Snapshot) -> Floats:
        """Of every product of the market, in its order; NaN where nothing is known."""
        figures = [self.figure(record.id) for record in snapshot.records]
        return np.array([np.nan if each is None else each.points for each in figures], dtype=np.float64)

    def _answers(self, name: str) -> int | None:
        cells = self._cells.get(name, {})
        count = sum(
            answers
            for (role, kind), answers in cells.items()
            if role in self.mix.roles and self.mix.kind in (None, kind)
        )
        return count if count >= like_me_rule().least_answers else None


def _given(mix: Mix) -> dict[str, float] | None:
    shares = zip(mix.roles, mix.shares, strict=True)
    return {role: share / WHOLE for role, share in shares} if mix.own else None
