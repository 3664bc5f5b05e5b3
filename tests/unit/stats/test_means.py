"""The interval of a mean of counts: a ratio over units, with about the coverage it claims."""

import numpy as np
import pytest

from keju.stats.means import count_interval


def test_for_single_values_it_is_students_interval():
    low, high = count_interval([1, 2, 3, 4, 5], [1] * 5)
    assert low == pytest.approx(3 - 2.776445 * np.sqrt(2.5 / 5), abs=1e-5)
    assert high == pytest.approx(3 + 2.776445 * np.sqrt(2.5 / 5), abs=1e-5)


def test_units_of_copies_say_no_more_than_one_of_each():
    assert count_interval([3, 6, 9], [3, 3, 3]) == pytest.approx(count_interval([1, 2, 3], [1] * 3))


def test_one_unit_says_nothing_and_counts_are_never_below_nought():
    assert count_interval([5], [1]) is None
    assert count_interval([], []) is None
    assert count_interval([0, 0, 0], [1, 1, 1]) is None  # no spread was seen: no certainty
    assert count_interval([0.3, 0.1, 0.2], [3, 1, 2]) is None
    assert count_interval([0, 0, 9], [1, 1, 1])[0] == 0


def test_an_error_rate_lies_between_0_and_1():
    with pytest.raises(ValueError, match="alpha"):
        count_interval([1, 2], [1, 1], 1.0)


@pytest.mark.parametrize("units", [30, 200])
def test_it_covers_the_mean_of_skewed_clustered_counts_about_as_often_as_it_says(units):
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(600):
        sizes = rng.integers(1, 5, units)
        level = rng.lognormal(6, 0.8, units)  # what a question's attempts have in common
        low, high = count_interval(rng.poisson(level * sizes), sizes)
        held += low <= np.exp(6 + 0.8**2 / 2) <= high
    assert 0.87 <= held / 600 <= 0.98
