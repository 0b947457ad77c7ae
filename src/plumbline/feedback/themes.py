"""What comments are about, of one product and over the market: themes with their size, trend and comments."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta

from catalog.language.folding import folded
from catalog.language.porter import stem
from catalog.language.words import SMALL
from plumbline.feedback import repository
from plumbline.feedback.shown import Standing, product_named, standing_on
from plumbline.models import service as models
from plumbline.storage.engine import Connection
from scoring.learned.theme_figures import Direction, Quarter, figures_of, refused
from scoring.learned.theme_training import Remark
from scoring.learned.themes import Themes

MOST_COMMENTS: Final = 2_000
"""The newest of one product, or of the market, that are looked at."""
SHOWN_EACH: Final = 3


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A comment of a theme, by itself as everywhere: with the role and the quarter."""

    comment: str
    role: str
    period: str


class Theme(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that comments are about."""

    words: Annotated[list[str], Meta(description="The words that weigh most in it.")]
    comments: Annotated[int, Meta(description="How many comments are mostly about it.")]
    share: Annotated[float, Meta(description="Of all comments looked at, 0 to 1.")]
    direction: Annotated[
        Direction, Meta(description="The last two quarters against those before, where that can be told.")
    ]
    trend: Annotated[list[Quarter], Meta(description="Its comments in each quarter, of all comments then.")]
    examples: Annotated[list[Example], Meta(description="The newest of its comments; none over the market.")]


class ThemesOut(msgspec.Struct, frozen=True, kw_only=True):
    """What comments are about, or why that is not told."""

    product: Annotated[str | None, Meta(description="The product's slug; null over the market.")]
    comments: Annotated[int, Meta(description="How many comments were looked at.")]
    organisations: Annotated[int, Meta(description="From how many organisations they come.")]
    themes: list[Theme]
    of_none: Annotated[int, Meta(description="Comments that are like no theme.")]
    note: Annotated[str, Meta(description="How themes are found, or why none is told.")]


def themes_on(db: Connection, slug: str, day: date) -> ThemesOut:
    """The themes of one product's comments on a day. Raises NotFound."""
    product = product_named(db, slug)
    return themes_of(db, product.slug, standing_on(db, product.id, day))


def themes_of(db: Connection, slug: str, stands: Standing) -> ThemesOut:
    """The same, where it is known already which comments may be read."""
    if not stands.comments:
        note = "Themes are told once there are enough answers for a figure to be shown."
        return _untold(slug, stands.comments, note)
    return _told(db, slug, stands.comments[:MOST_COMMENTS])


def themes_of_market(db: Connection, released: Collection[UUID]) -> ThemesOut:
    """The themes of the comments on all products, without the comments. `released`: versions in a figure."""
    return _told(db, None, _released(db, released, MOST_COMMENTS))


def remarks(db: Connection, released: Collection[UUID], most: int) -> list[Remark]:
    """What themes are learned from: comments that stand in a figure, as words, and their organisations."""
    rows = _released(db, released, most)
    return [Remark(words_of(row.comment), row.organisation_code) for row in rows]


def _released(db: Connection, released: Collection[UUID], most: int) -> list[Any]:
    return [row for row in repository.comments(db, most) if row.id in released]


def words_of(comment: str) -> tuple[tuple[str, str], ...]:
    """The words of a comment with their stems, without the small ones."""
    return tuple((stem(word), word) for word in folded(comment) if word not in SMALL)


def _told(db: Connection, slug: str | None, rows: Sequence[Any]) -> ThemesOut:
    model = models.themes(db)
    why_not = refused([row.organisation_code for row in rows])
    if why_not or model is None:
        return _untold(slug, rows, why_not or "No themes were learned yet: see /models")
    found = [model.theme_of([each for each, _ in words_of(row.comment)]) for row in rows]
    return ThemesOut(
        product=slug,
        comments=len(rows),
        organisations=len({row.organisation_code for row in rows}),
        themes=_themes(model, rows, found, examples=slug is not None),
        of_none=found.count(None),
        note="Found by a computer in the words of comments, each counted once. It may be wrong.",
    )


def _themes(
    model: Themes, rows: Sequence[Any], found: Sequence[int | None], *, examples: bool
) -> list[Theme]:
    return [
        Theme(
            words=list(model.words_of(each.theme)),
            comments=each.comments,
            share=round(each.share, 4),
            direction=each.direction,
            trend=list(each.trend),
            examples=_examples(rows, found, each.theme) if examples else [],
        )
        for each in figures_of(found, [row.period for row in rows])
    ]


def _examples(rows: Sequence[Any], found: Sequence[int | None], theme: int) -> list[Example]:
    mine = [row for row, each in zip(rows, found, strict=True) if each == theme]
    return [Example(comment=row.comment, role=row.role, period=row.period) for row in mine[:SHOWN_EACH]]


def _untold(slug: str | None, rows: Sequence[Any], note: str) -> ThemesOut:
    organisations = len({row.organisation_code for row in rows})
    return ThemesOut(
        product=slug, comments=len(rows), organisations=organisations, themes=[], of_none=0, note=note
    )
