"""How good the search is, against the judgements over the demonstration market. Run with -s to see it."""

from collections.abc import Sequence
from functools import cache
from statistics import mean

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from plumbline.market.asking import units_of
from plumbline.market.finding import Finder, Relevance
from plumbline.market.meaning import Meaning, grams_of_documents
from plumbline.market.text import TextIndex
from plumbline.models.training import published
from scoring.learned.space import Space
from scoring.learned.space_training import train_space
from tests.search.gain import ndcg
from tests.search.judged import (
    Judged,
    Search,
    demonstration,
    figures,
    judgements,
    line,
    mean_judgements,
    second_judgements,
)

JUDGES = {"first judge": judgements(), "second": second_judgements(), "mean": mean_judgements()}
SEEN = 13
"""The first queries, of which the second judge had seen the first one's grades."""


@cache
def index() -> TextIndex:
    """Of the texts of the demonstration market."""
    return TextIndex(demonstration().documents)


@pytest.fixture(scope="module")
def space() -> Space:
    """The space that the demonstration market learns."""
    return train_space(grams_of_documents(index()))


def found_by(finder: Finder) -> Search:
    """The slugs that a finder finds."""

    def search(words: str) -> Sequence[str]:
        found = finder.relevance(words)
        assert found is not None
        return [demonstration().slugs[place] for place in found.order]

    return search


def any_word(words: str) -> Sequence[str]:
    """By words, where any one of them will do: the widest keyword search there is."""
    scores = np.array([index().score(unit.tokens) for unit in units_of(words, index())])
    total = scores.sum(axis=0) + 10_000 * (scores > 0).all(axis=0)
    order = np.argsort(-np.rint(total * 1e6), kind="stable")
    return [demonstration().slugs[place] for place in order if total[place] > 0]


def by_meaning(found: Relevance) -> Sequence[str]:
    """By meaning alone."""
    assert found.nearness is not None
    order = np.argsort(-found.nearness, kind="stable")
    return [demonstration().slugs[place] for place in order if found.nearness[place] > 0]


def test_the_fused_search_is_better_than_words_alone(space: Space) -> None:
    """Under either judge and the mean of both: than the search by words, than the widest one, and for what is
    asked in other words than the texts'.
    """
    searches = searches_over(space)
    for judge, queries in JUDGES.items():
        found = {name: figures(search, queries) for name, search in searches.items()}
        for name, each in found.items():
            print(line(f"{judge}: {name}", each))
        share = share_of_resamples(searches["fused"], any_word, queries)
        print(f"{judge}: fused better than any word in {share:.0%} of 2,000 resamples")
        assert found["fused"]["all"] > found["words"]["all"] + 0.02
        assert found["fused"]["all"] > found["any word"]["all"]
        assert found["fused"]["meaning"] > found["words"]["meaning"]
        assert min(found["fused"]["typo"], found["fused"]["synonym"], found["fused"]["name"]) > 0.93
    said = [found[key]["all"] for key in ("fused", "words", "any word", "meaning")]
    assert [figure.value for figure in published()["meaning"]] == pytest.approx(
        [*said, *agreement()], abs=0.002
    ), "write anew"


def searches_over(space: Space) -> dict[str, Search]:
    """What is compared, by name."""
    finder = Finder(index(), demonstration().ids, Meaning("m", space, index()))
    return {
        "words": found_by(Finder(index(), demonstration().ids)),
        "any word": any_word,
        "fused": found_by(finder),
        "meaning": lambda asked: by_meaning(finder.relevance(asked)),  # type: ignore[arg-type]
    }


def agreement(queries: slice = slice(None)) -> tuple[float, float]:
    """Cohen's kappa of both judges, weighted by the square: over every pair of a query and a product, most of
    which are plainly not it, and over those alone that either judge gave a grade.
    """
    pairs = [
        (one.grades.get(slug, 0), other.grades.get(slug, 0))
        for one, other in zip(judgements()[queries], second_judgements()[queries], strict=True)
        for slug in demonstration().slugs
    ]
    return kappa(pairs), kappa([pair for pair in pairs if any(pair)])


def kappa(pairs: Sequence[tuple[float, float]]) -> float:
    """Over these pairs of grades."""
    return float(cohen_kappa_score(*zip(*pairs, strict=True), weights="quadratic"))


def test_two_judges_agree() -> None:
    """Well enough to measure by, on what the second judge had seen no grade of too."""
    everything, graded = agreement()
    print(f"kappa {everything:.3f} over all pairs, {graded:.3f} over those with a grade")
    unseen, unseen_graded = agreement(slice(SEEN, None))
    print(f"the same where no grade had been seen: {unseen:.3f} and {unseen_graded:.3f}")
    assert min(everything, unseen) > 0.9
    assert min(graded, unseen_graded) > 0.7
    assert second_judgements() != judgements()


def share_of_resamples(one: Search, other: Search, queries: Sequence[Judged]) -> float:
    """Paired bootstrap over the queries: how often the one is better on average."""
    gains = np.array([ndcg(one(q.words), q.grades) - ndcg(other(q.words), q.grades) for q in queries])
    drawn = np.random.default_rng(5).integers(len(gains), size=(2_000, len(gains)))
    return float((gains[drawn].mean(axis=1) > 0).mean())


@pytest.mark.parametrize("queries", [judgements(), second_judgements()])
def test_there_are_enough_judgements_and_they_are_of_this_market(queries: Sequence[Judged]) -> None:
    """Of either judge at least 120, of every grade but nought, typos and other names among them."""
    grades = [grade for judged in queries for grade in judged.grades.values()]
    assert len(grades) >= 120
    assert set(grades) == {1, 2, 3}
    assert {judged.kind for judged in queries} == {"name", "words", "synonym", "typo", "meaning"}
    assert {slug for judged in queries for slug in judged.grades} <= set(demonstration().slugs)
    assert mean(len(judged.grades) for judged in queries) > 3
