"""Means of scores in [0, 1]: coverage by enumeration and simulation, and the ends by hand."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.stats.bounded import anytime_interval, anytime_path, mean_interval

INTERVALS = pytest.mark.parametrize("interval", [mean_interval, anytime_interval])
SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=40)


@INTERVALS
def test_no_questions_say_nothing(interval):
    assert interval([], []) == (0.0, 1.0)


def test_three_right_answers_by_hand():
    # The first stake is √(2 log 40 / (3 · 1/4)) = 3.14. The others, 3.97 and 4.66, may lose more
    # than 0.9 at the mean m that is found, and are cut to 0.9/m: factors of 1 + (1 - m) 0.9/m.
    low, high = mean_interval([1.0, 1.0, 1.0], [1, 1, 1])
    stake = math.sqrt(2 * math.log(40) / 0.75)
    assert 0.9 / 3.97 < low < 0.9 / stake
    assert (1 + stake * (1 - low)) * (0.1 + 0.9 / low) ** 2 == pytest.approx(40)
    assert high == 1


@pytest.mark.parametrize("alpha", [0.05, 0.3])
def test_enumerated_coverage_of_eight_answers_is_at_least_the_level(alpha):
    orders = list(product([0.0, 1.0], repeat=8))
    ends = [mean_interval(answers, [1] * 8, alpha) for answers in orders]
    for p in (0.03, 0.3, 0.5, 0.8):
        held = sum(
            p ** sum(answers) * (1 - p) ** (8 - sum(answers))
            for answers, (low, high) in zip(orders, ends, strict=True)
            if low <= p <= high
        )
        assert held >= 1 - alpha


@INTERVALS
@pytest.mark.parametrize("alpha", [0.05, 0.4])
def test_enumerated_coverage_of_five_graded_answers_is_at_least_the_level(interval, alpha):
    grades = (0.0, 0.5, 1.0)
    ends = {scores: interval(scores, [1] * 5, alpha) for scores in product(grades, repeat=5)}
    for shares in ((0.1, 0.1, 0.8), (0.0, 0.6, 0.4), (0.9, 0.1, 0.0)):
        mean = sum(g * share for g, share in zip(grades, shares, strict=True))
        chance = dict(zip(grades, shares, strict=True))
        held = sum(
            math.prod(chance[score] for score in scores)
            for scores, (low, high) in ends.items()
            if low <= mean <= high
        )
        assert held >= 1 - alpha


@pytest.mark.no_cover
def test_enumerated_coverage_of_five_unequal_clusters_is_at_least_the_level():
    kinds = ((0, 1), (1, 1), (0, 3), (3, 3))  # sum, size
    drawn = list(product(kinds, repeat=5))
    ends = [mean_interval(*zip(*clusters, strict=True), 0.3) for clusters in drawn]
    for shares in ((0.1, 0.4, 0.4, 0.1), (0.25, 0.25, 0.1, 0.4), (0.0, 0.5, 0.0, 0.5)):
        chance = dict(zip(kinds, shares, strict=True))
        sums, sizes = (sum(kind[n] * chance[kind] for kind in kinds) for n in (0, 1))
        held = sum(
            math.prod(chance[cluster] for cluster in clusters)
            for clusters, (low, high) in zip(drawn, ends, strict=True)
            if low <= sums / sizes <= high
        )
        # The largest size is taken to be among the five, and is not with this probability.
        assert held >= 0.7 - (shares[0] + shares[1]) ** 5


@INTERVALS
def test_simulated_clusters_whose_size_goes_with_their_score_are_covered(interval):
    # θ = E[sum]/E[size] = (½·1·0.9 + ½·4·0.2)/2.5, not the mean of the clusters' means.
    random, rounds, missed = np.random.default_rng(3), 100, 0
    theta = (0.5 * 0.9 + 0.5 * 4 * 0.2) / 2.5
    for _ in range(rounds):
        sizes = random.choice([1, 4], 40)
        # All questions of a cluster fare alike.
        sums = sizes * (random.random(40) < np.where(sizes == 1, 0.9, 0.2))
        low, high = interval(sums, sizes, 0.1)
        missed += not low <= theta <= high
    # 0.1 · 100 = 10 is what is allowed; four standard deviations are beyond chance.
    assert missed <= 10 + 4 * math.sqrt(100 * 0.09)
    assert interval(sums, sizes, 0.1)[1] < 1


def test_whoever_looks_after_every_answer_is_wrong_seldom_by_the_anytime_interval():
    random, rounds, missed = np.random.default_rng(5), 60, 0
    for _ in range(rounds):
        scores = random.random(80) < 0.8
        lows, highs = anytime_path(scores, np.ones(80), range(1, 81), 0.1)
        missed += bool(((lows > 0.8 + 5e-3) | (highs < 0.8 - 5e-3)).any())
    # 0.1 · 60 = 6 is what is allowed; four standard deviations are beyond chance.
    assert missed <= 6 + 4 * math.sqrt(60 * 0.09)


@INTERVALS
@given(scores=SCORES)
def test_the_mean_lies_within_and_right_and_wrong_mirror(interval, scores):
    ones = [1] * len(scores)
    low, high = interval(scores, ones)
    mean = math.fsum(scores) / len(scores)
    assert 0 <= low <= mean + 1e-9
    assert mean - 1e-9 <= high <= 1
    mirrored = interval([1 - score for score in scores], ones)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-6)


@given(SCORES)
def test_the_anytime_interval_does_not_depend_on_the_order(scores):
    ones = [1] * len(scores)
    there, back = anytime_interval(scores, ones), anytime_interval(scores[::-1], ones)
    assert there == pytest.approx(back, abs=1e-6)


def test_a_fixed_number_is_used_better_than_open_ended_looks():
    random = np.random.default_rng(1)
    scores = random.random(400) < 0.7
    fixed, anytime = (f(scores, np.ones(400)) for f in (mean_interval, anytime_interval))
    assert fixed[1] - fixed[0] < anytime[1] - anytime[0]


def test_clusters_that_fare_alike_count_once():
    random = np.random.default_rng(2)
    scores = (random.random(50) < 0.6).astype(float)
    assert mean_interval(4 * scores, [4] * 50) == pytest.approx(mean_interval(scores, [1] * 50))


@pytest.mark.parametrize(
    ("sums", "sizes", "alpha"),
    [([1.5], [1], 0.05), ([math.nan], [1], 0.05), ([0], [0], 0.05), ([1], [1], 0), ([1], [1], 1)],
)
def test_what_cannot_be_is_refused(sums, sizes, alpha):
    for interval in (mean_interval, anytime_interval):
        with pytest.raises(ValueError, match=r"size|alpha"):
            interval(sums, sizes, alpha)
