"""Trains the models on the market as it stands, and keeps each with its card."""

import hashlib
import json
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from importlib import metadata, resources
from typing import Final

import msgspec

from plumbline.feedback.themes import remarks
from plumbline.kit.audit import Actor, event
from plumbline.kit.clock import Clock
from plumbline.kit.identifiers import new_id
from plumbline.kit.tenant import THE_OPERATOR
from plumbline.market.meaning import grams_of_documents
from plumbline.market.snapshot import Snapshot
from plumbline.market.source import MarketSource
from plumbline.models import repository
from plumbline.models.measuring import measured, measured_themes
from plumbline.models.schemas import Card, Figure
from plumbline.models.service import MEANING, THEMES
from plumbline.storage.engine import Database
from scoring.learned import space_training, theme_figures, theme_training
from scoring.learned.packing import pack
from scoring.learned.space_training import TooLittleError, train_space
from scoring.learned.theme_training import Remark, train_themes

MOST_REMARKS: Final = 20_000
"""The newest comments that themes are learned from."""
LIBRARIES: Final = ("numpy", "scipy", "scikit-learn")


class Trained(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one model: its card, or why there is none."""

    name: str
    card: Card | None = None
    refused: str = ""


def train_all(database: Database, clock: Clock, actor: Actor) -> list[Trained]:
    """Train every model on what the market holds now. One for which there is too little keeps its last."""
    market = MarketSource(database, clock)
    try:
        snapshot = market.current()
    finally:
        market.close()
    with database.read() as db:
        said = remarks(db, snapshot.felt.released, MOST_REMARKS)
    return [
        _kept(database, clock, actor, MEANING, lambda: meaning_model(snapshot, clock)),
        _kept(database, clock, actor, THEMES, lambda: themes_model(said, clock)),
    ]


def _kept(
    database: Database, clock: Clock, actor: Actor, name: str, make: Callable[[], tuple[Card, bytes]]
) -> Trained:
    try:
        card, packed = make()
    except TooLittleError as error:
        return Trained(name=name, refused=f"There are {error}.")
    told = event(clock, actor, "model.trained", "model", name, sha256=card.model_sha256)
    with database.write(THE_OPERATOR) as db:
        repository.add(db, new_id(), card, clock.now(), packed, event=told)
    return Trained(name=name, card=card)


def meaning_model(snapshot: Snapshot, clock: Clock) -> tuple[Card, bytes]:
    """The space of the market's texts and its card. Raises `TooLittleError`."""
    index = snapshot.text.index
    grams = grams_of_documents(index)
    space = train_space(grams)
    packed = pack(space)
    card = Card(
        name=MEANING,
        title="What texts mean",
        used_for=[
            "search: products near a query in meaning",
            "a ranking under words: it looks at what the search finds",
            "products like another: also look at",
        ],
        method="TF-IDF (1 + ln, idf) over stems, pairs of words and terms of the glossary; truncated SVD; "
        "cosine. Fused with the search by words by reciprocal rank, 1 / (60 + place), first 100 of each.",
        parameters={
            "terms": len(space.terms),
            "axes": space.axes.shape[1],
            "most terms": space_training.MOST_TERMS,
            "most axes": space_training.MOST_AXES,
        },
        seed=space_training.SEED,
        trained_at=clock.now().isoformat(timespec="seconds"),
        libraries={name: metadata.version(name) for name in LIBRARIES},
        data={"products": len(grams), "words": sum(map(len, grams))},
        data_sha256=_hash_of(grams),
        model_sha256=hashlib.sha256(packed).hexdigest(),
        minimum=f"{space_training.LEAST_TEXTS} products with a text.",
        measured=measured(snapshot, space),
        published=list(published()[MEANING]),
        limits=[
            "It knows what words stand together in this market, and nothing else: no truth, no quality.",
            "It is silent on words that no product used when it was trained; the search by words is not.",
            "In a small market it is close to comparing words. The figures say how close.",
            "It finds, orders searches and suggests. No score, gate or award reads it.",
        ],
    )
    return card, packed


def themes_model(said: Sequence[Remark], clock: Clock) -> tuple[Card, bytes]:
    """The themes of the market's comments and their card. Raises `TooLittleError`."""
    themes = train_themes(said)
    packed = pack(themes)
    texts = [[remark.organisation, *remark.stems] for remark in said]
    card = Card(
        name=THEMES,
        title="What comments are about",
        used_for=["themes of comments, on the page of a product and over the market"],
        method="TF-IDF (1 + ln, idf) over stems; non-negative matrix factorisation (nndsvda). A comment "
        "counts for the theme whose words it is most like (cosine, at least 0.1), or for none.",
        parameters={
            "terms": len(themes.terms),
            "themes": len(themes.words),
            "comments for one theme": theme_training.COMMENTS_EACH,
            "uses of a word": theme_training.LEAST_USES,
        },
        seed=theme_training.SEED,
        trained_at=clock.now().isoformat(timespec="seconds"),
        libraries={name: metadata.version(name) for name in LIBRARIES},
        data={"comments": len(said), "organisations": len({remark.organisation for remark in said})},
        data_sha256=_hash_of(texts),
        model_sha256=hashlib.sha256(packed).hexdigest(),
        minimum=f"{theme_training.LEAST_COMMENTS} comments that share words, from "
        f"{theme_training.LEAST_ORGANISATIONS} organisations. Told of a product: from "
        f"{theme_figures.LEAST_COMMENTS} comments from {theme_figures.LEAST_ORGANISATIONS} organisations.",
        measured=measured_themes(themes, said),
        published=list(published()[THEMES]),
        limits=[
            "It counts words. It does not know whether they are praise or blame, and misses irony.",
            "A comment about two things counts for one of them.",
            "A word that fewer than three comments use, or one organisation alone, enters no theme.",
            "What few people say may be important and is no theme: read the comments too.",
            "No score, gate or award reads it.",
        ],
    )
    return card, packed


def _hash_of(texts: Sequence[Sequence[str]]) -> str:
    return hashlib.sha256(json.dumps(texts, ensure_ascii=True).encode()).hexdigest()


@cache
def published() -> dict[str, list[Figure]]:
    """Figures over the demonstration market, by model. Tests compute them again."""
    text = resources.files(__package__).joinpath("published.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), dict[str, list[Figure]])
