"""The chance to meet a threshold: known values, and symmetry."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.stats.sampling import chance_at_least, chance_at_most


def test_a_true_rate_at_the_threshold_of_five_percent_passes_57_percent_of_the_time_at_300():
    exact = sum(math.comb(300, k) * 0.05**k * 0.95 ** (300 - k) for k in range(16))
    assert chance_at_most(300, 0.05, 0.05) == pytest.approx(exact)
    assert round(100 * chance_at_most(300, 0.05, 0.05)) == 57
    assert chance_at_least(300, 0.95, 0.95) == pytest.approx(exact)


def test_a_share_that_is_a_whole_number_of_answers_is_not_lost_to_rounding():
    assert chance_at_most(100, 0.29, 0.29) == pytest.approx(
        sum(math.comb(100, k) * 0.29**k * 0.71 ** (100 - k) for k in range(30))
    )


@given(st.integers(1, 500), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_true_share_never_meets_an_upper_limit_more_often(n, share, one, other):
    low, high = sorted((one, other))
    assert chance_at_most(n, share, low) >= chance_at_most(n, share, high) - 1e-9


@pytest.mark.parametrize("bad", [(0, 0.5, 0.5), (1, 1.5, 0.5), (1, 0.5, -0.1)])
def test_impossible_samples_are_refused(bad):
    with pytest.raises(ValueError, match="must be at least 1"):
        chance_at_most(*bad)
