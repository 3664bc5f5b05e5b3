"""Draws of K of n: each formula against the enumeration of all draws, and against chance."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keju.stats.passing import pass_at
from keju.stats.subsets import LARGEST, best_of, first_shares, shortest_of, votes

scores = st.floats(0, 1)
samples = st.lists(st.tuples(st.sampled_from([None, 0, 1, 2]), scores), min_size=1, max_size=8)


def ballot_of(drawn):
    """Return the groups of (group, score) pairs that vote, and how many are silent."""
    groups = {}
    for group, score in drawn:
        if group is not None:
            groups.setdefault(group, []).append(score)
    return tuple((len(g), sum(g) / len(g)) for g in groups.values()), len(drawn) - sum(
        map(len, groups.values())
    )


def vote_in_order(drawn):
    """Hold one vote: the group with most votes, the earliest of equal ones, by its first answer."""
    sizes = {}
    for group, _ in drawn:
        if group is not None:
            sizes[group] = sizes.get(group, 0) + 1
    if not sizes:
        return 0.0
    winner = max(sizes, key=sizes.get)  # dictionaries keep the order: the earliest of equal ones
    return next(score for group, score in drawn if group == winner)


@settings(max_examples=60, deadline=None)
@given(samples.filter(lambda drawn: len(drawn) <= 5), st.data())
def test_a_vote_is_the_mean_over_all_draws_in_all_orders(drawn, data):
    k = data.draw(st.integers(1, len(drawn)))
    held = [vote_in_order(order) for order in itertools.permutations(drawn, k)]
    assert votes(*ballot_of(drawn))[k] == pytest.approx(sum(held) / len(held))


@settings(max_examples=60, deadline=None)
@given(samples, st.data())
def test_the_best_and_the_shortest_are_means_over_all_draws(drawn, data):
    k = data.draw(st.integers(1, len(drawn)))
    lengths = data.draw(st.lists(st.integers(1, 4), min_size=len(drawn), max_size=len(drawn)))
    finished = [
        n if group is not None else None for n, (group, _) in zip(lengths, drawn, strict=True)
    ]
    values = [score for _, score in drawn]
    best, shortest = [], []
    for chosen in itertools.combinations(range(len(drawn)), k):
        best.append(max(values[i] for i in chosen))
        ended = [i for i in chosen if finished[i] is not None]
        least = min((finished[i] for i in ended), default=None)
        alike = [values[i] for i in ended if finished[i] == least]
        shortest.append(sum(alike) / len(alike) if alike else 0.0)
    assert best_of(values, k) == pytest.approx(sum(best) / len(best))
    assert shortest_of(finished, values, k) == pytest.approx(sum(shortest) / len(shortest))


@given(st.integers(1, 64), st.data())
def test_the_best_of_right_and_wrong_is_pass_at_k(n, data):
    c, k = data.draw(st.integers(0, n)), data.draw(st.integers(1, n))
    assert best_of([1.0] * c + [0.0] * (n - c), k) == pytest.approx(pass_at(n, c, k), abs=1e-12)


@given(st.integers(1, LARGEST), st.data())
def test_some_rank_comes_first_in_every_draw(n, data):
    shares = first_shares(n, data.draw(st.integers(1, n)))
    assert math.fsum(shares) == pytest.approx(1)
    assert sorted(shares, reverse=True) == list(shares)


@given(st.lists(st.tuples(st.integers(1, 12), st.just(1.0)), max_size=6), st.integers(0, 20))
def test_somebody_wins_unless_nobody_votes(ballot, silent):
    won = votes(tuple(ballot), silent)
    n = len(won) - 1
    nobody = [math.comb(silent, k) / math.comb(n, k) for k in range(n + 1)]
    assert won == pytest.approx(1 - np.array(nobody))


@pytest.mark.parametrize(("p", "k"), [(0.6, 3), (0.3, 4), (0.5, 2), (0.8, 5)])
def test_a_vote_between_two_answers_is_unbiased_for_the_binomial_majority(p, k):
    """The mean over everything that 7 attempts may bring is exactly what a vote of k is worth."""
    n = 7
    expected = sum(
        math.comb(k, c) * p**c * (1 - p) ** (k - c) * (1.0 if 2 * c > k else 0.5 * (2 * c == k))
        for c in range(k + 1)
    )
    found = 0.0
    for c in range(n + 1):
        ballot = tuple(group for group in ((c, 1.0), (n - c, 0.0)) if group[0])
        found += math.comb(n, c) * p**c * (1 - p) ** (n - c) * votes(ballot, 0)[k]
    assert found == pytest.approx(expected, abs=1e-12)


def test_a_large_bank_of_samples_keeps_its_digits():
    won = votes(((LARGEST // 2 + 1, 1.0), (LARGEST // 2 - 1, 0.0)), 0)
    assert won[LARGEST] == pytest.approx(1.0)
    assert won[1] == pytest.approx((LARGEST // 2 + 1) / LARGEST)
    assert won[3] > won[1]


def test_what_cannot_be_drawn_raises():
    for n, k in ((3, 0), (3, 4)):
        with pytest.raises(ValueError, match="cannot be drawn"):
            first_shares(n, k)
    with pytest.raises(ValueError, match="at most"):
        votes(((LARGEST + 1, 1.0),), 0)
