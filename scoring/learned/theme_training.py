"""Finds themes in comments: non-negative matrix factorisation. The only part that needs scikit-learn.

D. D. Lee and H. S. Seung, Learning the parts of objects by non-negative matrix factorization, Nature
401, 1999; started as C. Boutsidis and E. Gallopoulos, SVD based initialization, 2008 (nndsvda).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from scoring.learned.space_training import TooLittleError
from scoring.learned.themes import Themes

SEED: Final = 20_261
LEAST_COMMENTS: Final = 30
LEAST_ORGANISATIONS: Final = 2
LEAST_USES: Final = 3
"""A word that fewer comments use, or one organisation alone, enters no theme: it might tell who wrote it."""
MOST_TERMS: Final = 3_000
FEWEST: Final = 3
MOST: Final = 12
COMMENTS_EACH: Final = 25
"""Themes looked for: one for so many comments, within bounds."""
_ROUNDS: Final = 600
_DIGITS: Final = 6


class Remark(msgspec.Struct, frozen=True):
    """A comment as (stem, word as written) in order, without small words, and from where it came."""

    words: tuple[tuple[str, str], ...]
    organisation: str

    @property
    def stems(self) -> list[str]:
        """The stems, in order."""
        return [stem for stem, _ in self.words]


def how_many(comments: int) -> int:
    """How many themes are looked for in so many comments."""
    return max(FEWEST, min(MOST, comments // COMMENTS_EACH))


def train_themes(remarks: Sequence[Remark], themes: int | None = None, seed: int = SEED) -> Themes:
    """The themes of comments. Raises `TooLittleError`.

    The same comments, seed and libraries give the same bytes; figures are rounded to six digits.
    """
    from sklearn.decomposition import NMF
    from sklearn.feature_extraction.text import TfidfVectorizer

    said = [remark for remark in remarks if remark.words]
    organisations = len({remark.organisation for remark in said})
    if organisations < LEAST_ORGANISATIONS:
        raise TooLittleError("organisations", organisations, LEAST_ORGANISATIONS)
    allowed = _shared_words(said)
    texts = [kept for remark in said if (kept := [stem for stem in remark.stems if stem in allowed])]
    if len(texts) < LEAST_COMMENTS or len(allowed) < FEWEST:
        raise TooLittleError("comments that share words", len(texts), LEAST_COMMENTS)
    weigh = TfidfVectorizer(analyzer=list, sublinear_tf=True, max_features=MOST_TERMS)
    weighed = weigh.fit_transform(texts)
    count = min(themes or how_many(len(texts)), *weighed.shape)
    found = NMF(count, init="nndsvda", random_state=seed, max_iter=_ROUNDS).fit(weighed).components_
    rows = found[found.any(axis=1)]
    terms = weigh.get_feature_names_out().tolist()
    surface = _surface(said)
    return Themes(
        terms=tuple(terms),
        shown=tuple(surface[term] for term in terms),
        rarity=np.round(weigh.idf_, _DIGITS).astype(np.float32),
        words=np.round(rows / np.linalg.norm(rows, axis=1, keepdims=True), _DIGITS).astype(np.float32),
    )


def _shared_words(remarks: Sequence[Remark]) -> set[str]:
    uses: Counter[str] = Counter()
    places: defaultdict[str, set[str]] = defaultdict(set)
    for remark in remarks:
        for stem in set(remark.stems):
            uses[stem] += 1
            places[stem].add(remark.organisation)
    return {stem for stem in uses if uses[stem] >= LEAST_USES and len(places[stem]) >= LEAST_ORGANISATIONS}


def _surface(remarks: Sequence[Remark]) -> dict[str, str]:
    """For each stem the word that was written most often; equals in the order of the alphabet."""
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for remark in remarks:
        for stem, word in remark.words:
            counted[stem][word] += 1
    return {stem: min(found, key=lambda word: (-found[word], word)) for stem, found in counted.items()}
