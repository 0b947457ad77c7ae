"""What users say of one product, as it is ranked: how sure, of how many; and for a buyer like me."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from plumbline.kit.errors import Invalid, NotFound
from plumbline.market.experience import Felt
from plumbline.market.like_me import Figure, ForBuyer, LikeMe, mix_of
from plumbline.market.like_me_answers import LikeMeFigure, LikeMeOut, figure_out, like_me_out
from plumbline.market.placed import Place, place_of
from plumbline.market.snapshot import Snapshot
from plumbline.products.how_sure import place_note
from scoring.robustness.placing import half_width

MOST_NUMBER = 1_000_000
_NONE = 1e-6  # points squared: products that spread by no more are told apart by nothing


class FittedFrom(msgspec.Struct, frozen=True, kw_only=True):
    """Up to which answer the figures are."""

    answers: Annotated[int, Meta(description="Released, about all products: every one of them is in it.")]
    found_from: Annotated[
        int, Meta(description="How much people, places and products vary was found from the first so many.")
    ]
    spread: Annotated[
        float,
        Meta(description="Standard deviation of products, in points; that of one that is not known."),
    ]
    prior_answers: Annotated[
        float | None,
        Meta(description="As many answers weigh as much as the crowd; null: products do not differ."),
    ]
    groups: Annotated[
        int, Meta(description="Of products that no organisation links: nothing compares one with another.")
    ]


class PlaceOut(msgspec.Struct, frozen=True, kw_only=True):
    """How likely the product is among the first of its kind by what users say and by nothing else."""

    places: Annotated[int, Meta(description="How many places count as among the first.")]
    of: Annotated[int, Meta(description="How many of its kind may be bought: among these.")]
    chance: Annotated[float | None, Meta(description="0 to 1; null: `note` says why there is none.")]
    draws: Annotated[int, Meta(description="Of the joint posterior: those that a trial of the ranking has.")]
    half_width: Annotated[float, Meta(description="Of the 95 % interval of the chance, at most.")]
    note: str


class ExperienceOut(msgspec.Struct, frozen=True, kw_only=True):
    """What users say of a product: the posterior mean for all users, and for those like the buyer's own."""

    product: Annotated[str, Meta(description="Its slug.", examples=["tern-record"])]
    as_of: date
    market_revision: int
    answers: int
    organisations: int
    sufficient: Annotated[
        bool, Meta(description="False: too few have answered; it stands at the mean of all products.")
    ]
    experience: Annotated[float | None, Meta(description="0 to 100; null where nothing is known of any.")]
    experience_from: Annotated[float | None, Meta(description="The lower end of its 90 % interval.")]
    experience_to: Annotated[float | None, Meta(description="The upper end.")]
    among_first: Annotated[PlaceOut | None, Meta(description="Null where the method tries no rankings.")]
    fitted: Annotated[FittedFrom | None, Meta(description="Null where nothing is known of any product.")]
    for_whom: Annotated[LikeMeOut | None, Meta(description="Whom `like_me` is for; null: nobody was named.")]
    like_me: Annotated[LikeMeFigure | None, Meta(description="For a buyer like the one who asks.")]
    like_me_among_first: Annotated[PlaceOut | None, Meta(description="The same as people like theirs say.")]


def experience_on(snapshot: Snapshot, slug: str, asked: LikeMe | None) -> ExperienceOut:
    """What users say of a product. Raises `NotFound`; `Invalid` for a role or a kind that there is not."""
    place = snapshot.position.get(slug)
    if place is None:
        raise NotFound(f"There is no product {slug[:80]!r}.", next_step="Search for it by name: /products")
    record, estimate = snapshot.records[place], snapshot.estimates[place]
    buyer = buyer_of(snapshot, asked)
    answers, organisations = snapshot.felt.told.get(record.id, (0, 0))
    figure = None if buyer is None else buyer.figure(record.id)
    return ExperienceOut(
        product=slug,
        as_of=snapshot.as_of,
        market_revision=snapshot.revision,
        answers=answers,
        organisations=organisations,
        sufficient=estimate is not None and estimate.sufficient,
        experience=None if estimate is None else round(estimate.mean, 2),
        experience_from=None if estimate is None else round(estimate.low, 1),
        experience_to=None if estimate is None else round(estimate.high, 1),
        among_first=_place_out(place_of(snapshot, place, None)),
        fitted=fitted_from(snapshot.felt),
        for_whom=None if buyer is None else like_me_out(buyer),
        like_me=None if figure is None else figure_out(figure),
        like_me_among_first=None if buyer is None else _place_out(place_of(snapshot, place, buyer)),
    )


def _place_out(place: Place | None) -> PlaceOut | None:
    if place is None:
        return None
    return PlaceOut(
        places=place.first,
        of=place.of,
        chance=place.chance,
        draws=place.draws,
        half_width=round(half_width(place.draws), 4),
        note=place_note(place),
    )


def buyer_of(snapshot: Snapshot, asked: LikeMe | None) -> ForBuyer | None:
    """Whose experience is asked for; None for that of all users. Raises `Invalid`."""
    return None if asked is None else ForBuyer(snapshot.felt, mix_of(snapshot.method, asked, at=""))


def figure_for(snapshot: Snapshot, slug: str, buyer: ForBuyer | None) -> Figure | None:
    """The figure of a product of the market for a buyer."""
    record = snapshot.records[snapshot.position[slug]]
    return None if buyer is None else buyer.figure(record.id)


def fitted_from(felt: Felt) -> FittedFrom | None:
    """What the figures of a state of the answers are from; None where nothing is known."""
    note, model = felt.note, felt.model
    if note is None or model is None:
        return None
    variance = model.spread**2
    return FittedFrom(
        answers=note.answers,
        found_from=note.found_from,
        spread=round(model.spread, 2),
        prior_answers=round(model.fitted.residual / variance, 1) if variance > _NONE else None,
        groups=model.islands,
    )


def like_me_of(roles: list[str], kind: str | None) -> LikeMe | None:
    """A mix out of words like "nurse:60". Raises `Invalid` pointing at `/roles`."""
    shares: dict[str, float] = {}
    for words in roles:
        role, colon, number = words.rpartition(":")
        fits = colon and role and number.isascii() and number.isdigit() and len(number) <= 7
        if not fits or int(number) > MOST_NUMBER or role in shares:
            raise Invalid.field(
                "/roles",
                f"{words[:80]!r} is not a role and a number, each role once.",
                next_step=f"Write it like nurse:60, up to {MOST_NUMBER:,}.",
            )
        shares[role] = float(number)
    return LikeMe(roles=shares, organisation_kind=kind) if shares or kind else None
