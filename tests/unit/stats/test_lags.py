"""How far one group is behind another, in months."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.stats.lags import behind, gap_pace, pace, records, slope

VALUES = st.lists(st.floats(-5, 5), min_size=3, max_size=12, unique=True)


def front(times, values):
    return records(np.array(times, dtype=float), np.array(values, dtype=float))[0]


@settings(max_examples=25)
@given(VALUES, st.floats(0.5, 40))
def test_who_does_the_same_later_is_behind_by_that_much(values, months):
    values = sorted(values)
    times = [2.0 * n for n in range(len(values))]
    leader, follower = front(times, values), front([t + months for t in times], values)
    end = follower.times[-1]
    for early, late in zip(leader.times, follower.times, strict=True):
        assert behind(leader, follower, late, end)[0] == pytest.approx(months)
        assert behind(follower, leader, early, end)[0] == pytest.approx(-months)
    found = pace(leader, follower, -math.inf, end)
    assert (found.least, found.most) == (pytest.approx(months), pytest.approx(months))
    assert found.slope == pytest.approx(0, abs=1e-6)


def test_a_lag_grows_while_a_follower_stands_still():
    leader, follower = front([0, 6, 12], [1, 2, 3]), front([10], [2])
    assert behind(leader, follower, 10, 24) == (4, False)
    assert behind(leader, follower, 20, 24) == (14, False)
    assert math.isnan(behind(leader, follower, 9, 24)[0])


def test_what_the_leader_had_at_the_beginning_may_be_older():
    assert behind(front([0, 6], [2, 3]), front([8], [1]), 8, 9) == (8, True)


def test_ahead_and_never_caught_is_at_least_the_rest_of_the_table():
    assert behind(front([0], [1]), front([3], [2]), 3, 10) == (-7, True)


def test_of_one_day_the_best_counts_and_no_lesser_model_is_a_record():
    found, kept = records(np.array([1.0, 1.0, 2.0, 3.0]), np.array([1.0, 2.0, 1.5, 2.5]))
    assert kept == [1, 3]
    assert found.at(2.5) == 2
    assert found.at(0.5) == -math.inf
    assert found.reached(9) == math.inf


def test_a_gap_that_closes_has_a_negative_slope():
    leader, follower = front([0, 12], [4, 5]), front([0, 6, 12, 18], [0, 2, 4, 5])
    gap, rise = gap_pace(leader, follower, 0, 24)
    assert gap == 0
    assert rise < 0
    assert math.isnan(slope(np.array([1.0, 2.0]), np.array([1.0, 2.0])))
    assert math.isnan(pace(leader, front([], []), 0, 1).mean)
