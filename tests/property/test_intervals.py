from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.stats.intervals import wilson

COUNTS = st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
LEVELS = st.floats(0.01, 0.999)


@given(COUNTS, LEVELS)
def test_the_interval_lies_in_the_unit_and_contains_the_estimate(count, level):
    successes, n = count
    low, high = wilson(successes, n, level)
    assert 0 <= low <= successes / n <= high <= 1


@given(COUNTS, LEVELS)
def test_successes_and_failures_mirror_each_other(count, level):
    successes, n = count
    low, high = wilson(successes, n, level)
    mirrored = wilson(n - successes, n, level)
    assert (1 - high, 1 - low) == pytest.approx(mirrored, abs=1e-12)


@given(COUNTS, LEVELS, st.integers(2, 20))
def test_more_answers_at_the_same_rate_shrink_it(count, level, times):
    successes, n = count
    low, high = wilson(successes, n, level)
    nearer = wilson(successes * times, n * times, level)
    assert nearer[1] - nearer[0] < high - low


@given(COUNTS)
def test_a_higher_level_widens_it(count):
    low, high = wilson(*count, 0.90)
    wider = wilson(*count, 0.99)
    assert wider[0] <= low <= high <= wider[1]
    assert wider != (low, high)


@given(COUNTS, st.floats(0.5, 0.999))
def test_its_inner_ends_are_where_the_score_test_turns(count, level):
    from statistics import NormalDist

    successes, n = count
    z = NormalDist().inv_cdf((1 + level) / 2)
    for end in wilson(successes, n, level):
        if 0 < end < 1:
            assert (successes / n - end) ** 2 == pytest.approx(
                z * z * end * (1 - end) / n, rel=1e-6, abs=1e-12
            )


def coverage(p, n, level):
    held = [low <= p <= high for low, high in (wilson(k, n, level) for k in range(n + 1))]
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1) if held[k])


@pytest.mark.parametrize("n", [10, 30, 100])
@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_exact_coverage_averages_to_the_level(n, level):
    grid = [(i + 0.5) / 200 for i in range(200)]
    average = sum(coverage(p, n, level) for p in grid) / len(grid)
    assert average == pytest.approx(level, abs=0.02)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.83])
def test_simulated_coverage_is_close_to_the_level(p):
    random = Random(7)
    n, rounds = 80, 2_000
    held = 0
    for _ in range(rounds):
        low, high = wilson(sum(random.random() < p for _ in range(n)), n)
        held += low <= p <= high
    assert 0.93 <= held / rounds <= 0.97
