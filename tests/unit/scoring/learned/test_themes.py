"""Themes: planted ones are found again, whatever the seed, and little is told of few."""

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import adjusted_rand_score

from plumbline.models.training import published
from scoring.learned.packing import pack, unpack_themes
from scoring.learned.space_training import TooLittleError
from scoring.learned.theme_figures import (
    LEAST_COMMENTS,
    Direction,
    Quarter,
    direction_of,
    figures_of,
    refused,
)
from scoring.learned.theme_measures import coherence, matched
from scoring.learned.theme_training import Remark, train_themes
from scoring.learned.themes import Themes

PLANTED = {
    "signing in": "card password login session expire badge",
    "speed": "slow freeze load wait minute spinning",
    "printing": "print label printer paper tray jam",
    "alerts": "alert warning dose allergy ignore popup",
    "support": "helpdesk call answer ticket phone queue",
}
COMMON = ["ward", "patient", "system", "staff", "day", "work", "use", "time"]


def planted(size: int, seed: int, noise: float = 0.4) -> tuple[list[Remark], list[int]]:
    """Comments of 4 to 9 words, each mostly of one theme, and the theme of each."""
    dice = Random(seed)
    vocabulary = [words.split() for words in PLANTED.values()]
    remarks, truth = [], []
    for _ in range(size):
        theme = dice.randrange(len(vocabulary))
        words = [
            dice.choice(COMMON if dice.random() < noise else vocabulary[theme])
            for _ in range(dice.randint(4, 9))
        ]
        remarks.append(Remark(tuple((word, word) for word in words), f"T{dice.randrange(6)}"))
        truth.append(theme)
    return remarks, truth


REMARKS, TRUTH = planted(400, seed=1)
THEMES = train_themes(REMARKS, themes=5)


def as_planted() -> Themes:
    """The planted themes as a model: every word of one as likely as the next."""
    terms = tuple(sorted({word for words in PLANTED.values() for word in words.split()}))
    rows = [[float(term in words.split()) for term in terms] for words in PLANTED.values()]
    figures = np.array(rows, dtype=np.float32)
    return Themes(terms, terms, np.ones(len(terms), dtype=np.float32), figures)


def said(model: str) -> list[float]:
    """The figures that the card of a model publishes."""
    return [figure.value for figure in published()[model]]


def test_planted_themes_are_found_again() -> None:
    """Comment by comment (adjusted Rand index), word by word (matched cosine), and no worse than k-means."""
    found = [-1 if (theme := THEMES.theme_of(r.stems)) is None else theme for r in REMARKS]
    weighed = TfidfVectorizer(analyzer=list, sublinear_tf=True).fit_transform([r.stems for r in REMARKS])
    groups = KMeans(5, n_init=3, random_state=0).fit_predict(weighed)
    ours, theirs = adjusted_rand_score(TRUTH, found), adjusted_rand_score(TRUTH, groups)
    words = matched(THEMES, as_planted())
    print(f"planted themes: adjusted Rand {ours:.3f} (k-means {theirs:.3f}), matched cosine {words:.3f}")
    assert ours > 0.8
    assert ours > theirs - 0.02
    assert words > 0.85
    assert said("themes")[:3] == pytest.approx([ours, theirs, words], abs=0.005), "write anew"


def test_other_seeds_and_other_comments_find_the_same() -> None:
    """Five seeds over the same comments, and the same themes planted in others."""
    seeds = [matched(THEMES, train_themes(REMARKS, themes=5, seed=seed)) for seed in range(5)]
    others = matched(THEMES, train_themes(planted(400, seed=2)[0], themes=5))
    print(f"the same themes: other seeds {min(seeds):.3f}, other comments {others:.3f}")
    assert min(seeds) > 0.95
    assert others > 0.9
    assert said("themes")[3] == pytest.approx(others, abs=0.005), "write anew"
    assert coherence(THEMES, [remark.stems for remark in REMARKS]) > 0.05


def test_the_same_comments_give_the_same_bytes() -> None:
    """And they come back from them."""
    assert pack(train_themes(REMARKS, themes=5)) == pack(THEMES)
    back = unpack_themes(pack(THEMES))
    assert (back.terms, back.shown) == (THEMES.terms, THEMES.shown)
    assert (back.words == THEMES.words).all()


def test_a_word_of_few_or_of_one_organisation_enters_no_theme() -> None:
    """It might tell who wrote it."""
    told = [Remark((*remark.words, ("secret", "secret")), "T1") for remark in REMARKS[:50]]
    rare = [Remark((*REMARKS[0].words, ("rare", "rare")), f"T{number}") for number in range(2)]
    assert not {"secret", "rare"} & set(train_themes([*REMARKS[50:], *told, *rare]).terms)


def test_too_little_is_refused() -> None:
    """Few comments, or all from one organisation."""
    with pytest.raises(TooLittleError, match="29 comments that share words, and it takes at least 30"):
        train_themes([Remark((("card", "card"),), f"T{number % 3}") for number in range(29)])
    with pytest.raises(TooLittleError, match="1 organisations, and it takes at least 2"):
        train_themes([Remark(remark.words, "T1") for remark in REMARKS])
    with pytest.raises(TooLittleError):
        train_themes([])


def test_words_are_shown_as_they_are_written_most_often() -> None:
    """A stem is no word."""
    remarks = [
        Remark(
            (("prescrib", "prescribing" if number % 3 else "prescribed"), *REMARKS[number].words),
            f"T{number % 2}",
        )
        for number in range(60)
    ]
    themes = train_themes(remarks)
    assert themes.shown[themes.terms.index("prescrib")] == "prescribing"


@given(st.lists(st.sampled_from(["A", "B"]), max_size=30))
def test_few_comments_or_one_organisation_are_told_nothing(organisations: list[str]) -> None:
    """From ten comments from two organisations up."""
    told = len(organisations) >= LEAST_COMMENTS and len(set(organisations)) >= 2
    assert (refused(organisations) == "") == told


COMMENTS = st.lists(
    st.tuples(st.none() | st.integers(0, 3), st.sampled_from(["2025-Q4", "2026-Q1", "2026-Q3"])), max_size=60
)


@given(COMMENTS)
def test_every_comment_is_counted_once(pairs: list[tuple[int | None, str]]) -> None:
    """In its theme and its quarter, or in no theme."""
    found = figures_of([theme for theme, _ in pairs], [period for _, period in pairs])
    assert sum(each.comments for each in found) == sum(theme is not None for theme, _ in pairs)
    assert all(sum(quarter.comments for quarter in each.trend) == each.comments for each in found)
    assert all(sum(quarter.of for quarter in each.trend) == len(pairs) for each in found)
    assert [each.comments for each in found] == sorted((each.comments for each in found), reverse=True)


@pytest.mark.parametrize(
    ("early", "late", "direction"),
    [
        ((2, 40), (20, 40), Direction.RISING),
        ((20, 40), (2, 40), Direction.FALLING),
        ((10, 40), (12, 40), Direction.STEADY),
        ((0, 5), (5, 40), Direction.TOO_FEW),
        ((40, 40), (40, 40), Direction.STEADY),
    ],
)
def test_a_direction_is_told_where_it_can_be(
    early: tuple[int, int], late: tuple[int, int], direction: Direction
) -> None:
    """Two shares that differ at 95 %, with ten comments on either side."""
    quarters = [
        Quarter(period="2025-Q4", comments=early[0], of=early[1]),
        Quarter(period="2026-Q1", comments=late[0], of=late[1]),
        Quarter(period="2026-Q2", comments=0, of=0),
    ]
    assert direction_of(quarters) is direction


def test_a_comment_of_unknown_words_has_no_theme() -> None:
    """Nothing is guessed."""
    assert THEMES.theme_of(["qqq"]) is None
    assert THEMES.theme_of([]) is None
