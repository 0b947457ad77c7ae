"""What can be measured of a model without anybody's judgement."""

from collections.abc import Sequence
from statistics import fmean

import numpy as np

from plumbline.market.meaning import Meaning
from plumbline.market.snapshot import Snapshot
from plumbline.models.schemas import Figure
from scoring.learned.space import Space
from scoring.learned.theme_measures import coherence, matched
from scoring.learned.theme_training import Remark, train_themes
from scoring.learned.themes import Themes

NEAREST = 3
OTHER_SEEDS = (1, 2, 3)


def measured(snapshot: Snapshot, space: Space) -> list[Figure]:
    """How often what lies nearest to a product is of its kind, beside how often any other one is."""
    meaning = Meaning("measured", space, snapshot.text.index)
    kinds = np.array([record.product_type for record in snapshot.records])
    nearness = meaning.vectors @ meaning.vectors.T
    np.fill_diagonal(nearness, -1.0)
    nearest = np.argsort(-np.rint(nearness * 1e6), axis=1, kind="stable")[:, :NEAREST]
    alike = kinds[:, None] == kinds
    chance = (alike.sum() - len(kinds)) / max(1, len(kinds) * (len(kinds) - 1))
    return [
        Figure(
            name="Nearest of the same kind",
            value=round(float((kinds[nearest] == kinds[:, None]).mean()), 4),
            words=f"Of the {NEAREST} products nearest to each, the share of its own kind.",
        ),
        Figure(
            name="The same by chance",
            value=round(float(chance), 4),
            words="The share of all other products that are of a product's own kind.",
        ),
    ]


def measured_themes(themes: Themes, said: Sequence[Remark]) -> list[Figure]:
    """Do the words of a theme stand together, are the themes found again, and how many comments have one."""
    texts = [remark.stems for remark in said]
    again = fmean(matched(themes, train_themes(said, seed=seed)) for seed in OTHER_SEEDS)
    placed = sum(themes.theme_of(text) is not None for text in texts)
    return [
        Figure(
            name="Coherence",
            value=round(coherence(themes, texts), 4),
            words="Do words of a theme stand in the same comments? NPMI: 1 always, 0 by chance, -1 never.",
        ),
        Figure(
            name="Found again with other seeds",
            value=round(again, 4),
            words=f"Mean cosine with the themes of {len(OTHER_SEEDS)} other seeds, paired best; 1: the same.",
        ),
        Figure(
            name="Comments with a theme",
            value=round(placed / max(1, len(texts)), 4),
            words="The share of comments that are like one of the themes.",
        ),
    ]
