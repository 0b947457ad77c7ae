"""What organisations said of products, kept in columns: the same as counted one by one."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.experience_model.estimate import islands_of
from scoring.experience_model.pairs import Pair, Pairs

PAIR = st.tuples(st.sampled_from("pqrs"), st.sampled_from("abcde"))


@given(
    start=st.lists(PAIR, min_size=1, max_size=8), turns=st.lists(PAIR, max_size=20), seed=st.integers(0, 99)
)
def test_columns_count_as_one_counts(start: list[Pair], turns: list[Pair], seed: int) -> None:
    """Answers, organisations, sums of fixed columns and islands, whatever comes and goes in what order."""
    rng = np.random.default_rng(seed)
    counts = Counter(start)
    fixed = {pair: np.array([float(count), 0.0]) for pair, count in counts.items()}
    pairs = Pairs(
        list(counts),
        np.array(list(counts.values())),
        np.array(list(fixed.values())),
        np.ones(len(counts)),
    )
    for pair in turns:
        goes = counts[pair] > 0 and bool(rng.integers(2))
        row = np.array([1.0, float(rng.integers(2))])
        if pair not in pairs.level:
            pairs.add(pair)
        pairs.change(pairs.level[pair], row, -1 if goes else 1)
        counts[pair] += -1 if goes else 1
        fixed[pair] = fixed.get(pair, np.zeros(2)) + (-row if goes else row)
        live = [each for each, count in counts.items() if count]
        answers, places = pairs.by_product()
        assert answers == {p: sum(counts[each] for each in live if each[0] == p) for p, _ in live}
        assert places == Counter(product for product, _ in live)
        assert pairs.islands() == islands_of(live)
        assert pairs.fixed[pairs.level[pair]].tolist() == fixed[pair].tolist()
    assert [pairs.named[level] for level in pairs.live] == [p for p in pairs.named if counts[p]]
