"""The exact interval: its guarantee enumerated, its ends against the tails that define them."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.stats.intervals import clopper_pearson

COUNTS = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.floats(0.5, 0.999)


def chance(k, n, p):
    return comb(n, k) * p**k * (1 - p) ** (n - k)


def test_no_answers_say_nothing():
    assert clopper_pearson(0, 0) == (0.0, 1.0)


def test_all_wrong_and_all_right_by_hand():
    # (1 - p)¹⁰ = 0.025
    high = 1 - 0.025**0.1
    assert clopper_pearson(0, 10) == pytest.approx((0, high))
    assert clopper_pearson(10, 10) == pytest.approx((1 - high, 1))


@given(COUNTS, LEVELS)
def test_each_end_has_half_of_what_is_missing_to_the_level_beyond_it(counts, level):
    k, n = counts
    low, high = clopper_pearson(k, n, level)
    assert low <= k / n <= high
    if k:
        assert sum(chance(i, n, low) for i in range(k, n + 1)) == pytest.approx((1 - level) / 2)
    if k < n:
        assert sum(chance(i, n, high) for i in range(k + 1)) == pytest.approx((1 - level) / 2)


@given(COUNTS, LEVELS)
def test_right_and_wrong_exchanged_mirror_it(counts, level):
    k, n = counts
    low, high = clopper_pearson(k, n, level)
    assert clopper_pearson(n - k, n, level) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize("n", [2, 5, 30])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_coverage_is_never_below_the_level(n, level):
    intervals = [clopper_pearson(k, n, level) for k in range(n + 1)]
    for p in (i / 400 for i in range(401)):
        held = sum(chance(k, n, p) for k, (low, high) in enumerate(intervals) if low <= p <= high)
        assert held >= level - 1e-12


@pytest.mark.parametrize(("k", "n", "level"), [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0)])
def test_what_cannot_be_is_refused(k, n, level):
    with pytest.raises(ValueError, match="must"):
        clopper_pearson(k, n, level)
