"""How good the search is, against the judgements over the demonstration market. Run with -s to see it."""

from collections.abc import Sequence
from statistics import mean

import numpy as np
import pytest

from plumbline.market.asking import units_of
from plumbline.market.finding import Finder, Relevance
from plumbline.market.meaning import Meaning, grams_of_documents
from plumbline.market.text import TextIndex
from plumbline.models.training import published
from scoring.learned.space import Space
from scoring.learned.space_training import train_space
from tests.search.gain import ndcg
from tests.search.judged import Search, demonstration, figures, judgements, line

TEXTS = demonstration()
INDEX = TextIndex(TEXTS.documents)


@pytest.fixture(scope="module")
def space() -> Space:
    """The space that the demonstration market learns."""
    return train_space(grams_of_documents(INDEX))


def found_by(finder: Finder) -> Search:
    """The slugs that a finder finds."""

    def search(words: str) -> Sequence[str]:
        found = finder.relevance(words)
        assert found is not None
        return [TEXTS.slugs[place] for place in found.order]

    return search


def any_word(words: str) -> Sequence[str]:
    """By words, where any one of them will do: the widest keyword search there is."""
    scores = np.array([INDEX.score(unit.tokens) for unit in units_of(words, INDEX)])
    total = scores.sum(axis=0) + 10_000 * (scores > 0).all(axis=0)
    order = np.argsort(-np.rint(total * 1e6), kind="stable")
    return [TEXTS.slugs[place] for place in order if total[place] > 0]


def by_meaning(found: Relevance) -> Sequence[str]:
    """By meaning alone."""
    assert found.nearness is not None
    order = np.argsort(-found.nearness, kind="stable")
    return [TEXTS.slugs[place] for place in order if found.nearness[place] > 0]


def test_the_fused_search_is_better_than_words_alone(space: Space) -> None:
    """Than the search by words, than the widest one, and for what is asked in other words than the texts'."""
    words = found_by(Finder(INDEX, TEXTS.ids))
    finder = Finder(INDEX, TEXTS.ids, Meaning("m", space, INDEX))
    fused = found_by(finder)
    found = {"words": figures(words), "any word": figures(any_word), "fused": figures(fused)}
    found["meaning"] = figures(lambda asked: by_meaning(finder.relevance(asked)))  # type: ignore[arg-type]
    for name, each in found.items():
        print(line(name, each))
    print(f"fused better than any word in {share_of_resamples(fused, any_word):.0%} of 2,000 resamples")
    assert found["fused"]["all"] > found["words"]["all"] + 0.02
    assert found["fused"]["all"] > found["any word"]["all"]
    assert found["fused"]["meaning"] > found["words"]["meaning"]
    assert min(found["fused"]["typo"], found["fused"]["synonym"], found["fused"]["name"]) > 0.93
    said = [found[key]["all"] for key in ("fused", "words", "any word", "meaning")]
    assert [figure.value for figure in published()["meaning"]] == pytest.approx(said, abs=0.002), "write anew"


def share_of_resamples(one: Search, other: Search) -> float:
    """Paired bootstrap over the queries: how often the one is better on average."""
    gains = np.array([ndcg(one(q.words), q.grades) - ndcg(other(q.words), q.grades) for q in judgements()])
    drawn = np.random.default_rng(5).integers(len(gains), size=(2_000, len(gains)))
    return float((gains[drawn].mean(axis=1) > 0).mean())


def test_there_are_enough_judgements_and_they_are_of_this_market() -> None:
    """At least 120, of every grade but nought, typos and other names among them."""
    grades = [grade for judged in judgements() for grade in judged.grades.values()]
    assert len(grades) >= 120
    assert set(grades) == {1, 2, 3}
    assert {judged.kind for judged in judgements()} == {"name", "words", "synonym", "typo", "meaning"}
    assert {slug for judged in judgements() for slug in judged.grades} <= set(TEXTS.slugs)
    assert mean(len(judged.grades) for judged in judgements()) > 3
