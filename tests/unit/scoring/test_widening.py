"""What an interval gains because the spread of products is estimated too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.experience_model.widening import widened


@given(st.floats(0.5, 20), st.floats(0.5, 30), st.integers(2, 40))
def test_it_is_twice_the_gain_of_prasad_and_rao(spread: float, sampling: float, products: int) -> None:
    """By the formula itself, from the sampling variance that made the posterior one."""
    prior, direct = spread**2, sampling**2
    posterior = 1 / (1 / prior + 1 / direct)
    gain = direct**2 / (prior + direct) ** 3 * 2 * (prior + direct) ** 2 / (products - 1)
    found = widened(np.eye(products) * posterior, spread)
    assert np.diagonal(found) == pytest.approx(posterior + 2 * gain, rel=1e-4)
    assert np.array_equal(found - np.diag(np.diagonal(found)), np.zeros((products, products)))


def test_what_is_not_known_is_left_as_it_is() -> None:
    """A product of which nothing was said has the whole spread; without any there is nothing to gain."""
    whole = np.diag([4.0, 36.0, 40.0])
    found = np.diagonal(widened(whole, 6.0))
    assert found[0] > 4.0
    assert list(found[1:]) == [36.0, 40.0]
    assert np.array_equal(widened(np.zeros((3, 3)), 0.0), np.zeros((3, 3)))


def test_many_products_tell_their_spread_well() -> None:
    """Of a thousand, next to nothing is gained."""
    few, many = (np.diagonal(widened(np.eye(n) * 11.0, 6.0))[0] for n in (15, 1_000))
    assert few > many > 11.0
    assert many - 11.0 < (few - 11.0) / 50
