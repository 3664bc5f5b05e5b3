"""How far one group is behind another, in months."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.stats.joint_draws import interval_of
from keju.stats.lags import behind, gap_pace, pace, recentred, records, slope

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
    found = pace(leader, follower, follower.times, end)
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
    assert math.isnan(pace(leader, front([], []), np.array([0.0, 1.0]), 1).mean)


def test_dates_from_one_on_are_those_of_new_bests():
    assert front([0, 6, 12], [1, 3, 2]).since(1).tolist() == [6]


@settings(max_examples=25)
@given(VALUES)
def test_resamples_without_errors_have_the_front_of_the_table(values):
    times, values = [float(n // 2) for n in range(len(values))], np.array(values)
    mine = records(times, values)[0]
    for other in recentred(times, values, np.tile(values, (3, 1))):
        assert [other.at(time) for time in times] == pytest.approx([mine.at(t) for t in times])


def test_a_front_of_resamples_never_falls_and_is_less_flattered_than_that_of_the_table():
    random = np.random.default_rng(0)
    truth, times = np.zeros(40), np.arange(40.0)
    ends = []
    for _ in range(200):
        seen = truth + random.normal(size=40)
        fronts = recentred(times, seen, seen + random.normal(size=(50, 40)))
        assert all((np.diff(each.values) >= 0).all() for each in fronts)
        ends.append((seen.max(), np.mean([each.at(40) for each in fronts])))
    plain, mended = np.mean(ends, axis=0)
    assert plain > 2
    assert mended < plain - 0.1


def race(random, delay=9.0, error=0.3):
    """Return who leads, 130 models before 6, their dates, values as they are, seen and drawn."""
    leads = np.arange(136) < 130
    times = random.uniform(0, 30, 136)
    truth = 0.12 * (times - np.where(leads, 0, delay)) - np.abs(random.normal(0, 0.5, 136))
    seen = truth + error * random.normal(size=136)
    return leads, times, truth, seen, seen + error * random.normal(size=(59, 136))


def test_bands_hold_a_lag_about_as_often_as_they_say_though_the_leader_has_many_more_models():
    random = np.random.default_rng(1)
    means, plain, dates = [], [], []
    for _ in range(100):
        leads, times, truth, seen, drawn = race(random)
        of, end = (leads, ~leads), times.max()
        actual = [records(times[g], truth[g])[0] for g in of]
        at = records(times[~leads], seen[~leads])[0].times
        lags = np.array([behind(*actual, time, end)[0] for time in at])
        mended = list(zip(*(recentred(times[g], seen[g], drawn[:, g]) for g in of), strict=True))
        others = [[records(times[g], each[g])[0] for g in of] for each in drawn]
        for pairs, held in ((mended, means), (others, plain)):
            low, high = interval_of([pace(*pair, at, end).mean for pair in pairs], 0.1)
            held.append(low <= lags.mean() <= high)
        for time, lag in zip(at, lags, strict=True):
            low, high = interval_of([behind(*pair, time, end)[0] for pair in mended], 0.1)
            dates.append(low <= lag <= high)
    assert 0.85 <= np.mean(means) <= 0.96
    assert 0.85 <= np.mean(dates) <= 0.96
    assert np.mean(plain) < 0.75
