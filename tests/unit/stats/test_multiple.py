"""Claims on all pairs, rank sets, and who may be the best: by enumeration and by simulation."""

from itertools import permutations
from math import exp, inf, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.stats.duels import duel_paths
from keju.stats.multiple import (
    best_bound,
    may_be_best,
    open_bound,
    p_values,
    rank_sets,
    surely_better,
)

LOGS = st.floats(0, 12) | st.just(inf)


@st.composite
def suprema(draw, most=5):
    size = draw(st.integers(2, most))
    logs = np.array(draw(st.lists(LOGS, min_size=size * size, max_size=size * size)))
    logs = logs.reshape(size, size)
    np.fill_diagonal(logs, 0.0)
    return logs


def holm(exams, alpha):
    """Holm as in the textbook: sorted p-values, the k-th against α/(n-k+1)."""
    pairs = [
        (exp(-logs[j, i]), exam, j, i)
        for exam, logs in enumerate(exams)
        for j in range(len(logs))
        for i in range(len(logs))
        if j != i
    ]
    claims = [np.zeros(logs.shape, dtype=bool) for logs in exams]
    for rank, (p, exam, j, i) in enumerate(sorted(pairs)):
        if p * (len(pairs) - rank) > alpha * (1 + 1e-12):
            break
        claims[exam][j, i] = True
    return [each & ~each.T for each in claims]


@given(st.lists(suprema(4), min_size=1, max_size=3), st.floats(0.01, 0.5))
def test_without_an_order_the_claims_of_all_exams_are_those_of_the_textbook(exams, alpha):
    claims = surely_better(exams, alpha, [False] * len(exams))
    for ours, textbook in zip(claims, holm(exams, alpha), strict=True):
        assert (ours == textbook).all()


def test_what_is_open_are_the_pairs_of_all_exams_that_are_not_claimed():
    claimed = np.array([[False, True], [False, False]])
    assert open_bound([claimed, np.zeros((3, 3), dtype=bool)], 0.05) == pytest.approx(log(7 / 0.05))


@st.composite
def worlds(draw):
    """True abilities, ties among them, and capitals that Ville's event allows."""
    size = draw(st.integers(2, 5))
    abilities = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    true = [(j, i) for j in range(size) for i in range(size) if j != i
            and abilities[j] <= abilities[i]]  # fmt: skip
    below = log(len(true) / 0.05) - 1e-6
    logs = np.zeros((size, size))
    for j in range(size):
        for i in range(size):
            logs[j, i] = draw(st.floats(0, below)) if (j, i) in true else draw(LOGS)
    np.fill_diagonal(logs, 0.0)
    return abilities, logs


@given(worlds())
def test_no_claim_is_false_while_no_true_hypothesis_has_reached_its_bound(world):
    abilities, logs = world
    (claims,) = surely_better([logs], 0.05)
    for j, i in np.argwhere(claims):
        assert abilities[j] > abilities[i]
    low, high = rank_sets(claims)
    for n, own in enumerate(abilities):
        assert low[n] <= 1 + sum(each > own for each in abilities)
        assert high[n] >= sum(each >= own for each in abilities)


@given(suprema(), st.randoms(use_true_random=False))
def test_claims_do_not_depend_on_how_the_candidates_are_listed(logs, random):
    order = list(range(len(logs)))
    random.shuffle(order)
    (there,) = surely_better([logs], 0.05)
    (again,) = surely_better([logs[np.ix_(order, order)]], 0.05)
    assert (again == there[np.ix_(order, order)]).all()
    kept = may_be_best(logs, 0.05)
    assert (may_be_best(logs[np.ix_(order, order)], 0.05) == kept[order]).all()


@given(worlds())
def test_rank_sets_are_the_ranks_of_all_orders_that_agree_with_the_claims(world):
    (claims,) = surely_better([world[1]], 0.05)
    size = len(claims)
    orders = [
        order
        for order in permutations(range(size))
        if all(order.index(j) < order.index(i) for j, i in np.argwhere(claims).tolist())
    ]
    low, high = rank_sets(claims)
    for n in range(size):
        ranks = [1 + order.index(n) for order in orders]
        assert (low[n], high[n]) == (min(ranks), max(ranks))


def test_better_than_better_is_better_without_evidence_of_its_own():
    logs = np.zeros((3, 3))
    logs[0, 1] = logs[1, 2] = 8.0
    (closed,), (open_,) = surely_better([logs], 0.05), surely_better([logs], 0.05, [False])
    assert closed[0, 2]
    assert not open_[0, 2]


def test_what_follows_makes_the_next_claim_cheaper():
    logs = np.zeros((4, 4))
    logs[0, 1] = logs[1, 2] = log(12 / 0.05)
    logs[0, 3] = log(9 / 0.05)  # two claims and what follows from them: 9 of 12 are open
    (closed,), (open_,) = surely_better([logs], 0.05), surely_better([logs], 0.05, [False])
    assert closed[0, 3]
    assert not open_[0, 3]


def test_claims_that_contradict_each_other_are_not_upheld():
    logs = np.full((2, 2), 9.0)
    assert not surely_better([logs], 0.05)[0].any()
    assert [ends.tolist() for ends in rank_sets(surely_better([logs], 0.05)[0])] == [[1, 1], [2, 2]]


def test_one_capital_of_k_minus_1_over_alpha_is_enough_not_to_be_the_best():
    logs = np.zeros((3, 3))
    logs[1, 2] = best_bound(3, 0.05)
    assert best_bound(3, 0.05) == pytest.approx(log(40))
    assert may_be_best(logs, 0.05).tolist() == [True, True, False]
    assert may_be_best(logs - 1e-9, 0.05).tolist() == [True, True, True]


def test_p_values_are_at_most_1_and_0_for_certainty():
    assert p_values([-1.0, log(4), inf]).tolist() == pytest.approx([1, 0.25, 0])


@pytest.mark.parametrize("alpha", [0, 1, -0.1])
def test_an_alpha_that_is_none_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha"):
        surely_better([np.zeros((2, 2))], alpha)
    with pytest.raises(ValueError, match="alpha"):
        may_be_best(np.zeros((2, 2)), alpha)


def rankings(rates, rounds, seed, questions=150):
    random = np.random.default_rng(seed)
    rates = np.array(rates)
    for _ in range(rounds):
        # What makes a question hard makes it hard for everybody: scores are not independent.
        level = random.random(questions)
        noise = random.random((len(rates), questions))
        right = np.where(random.random((len(rates), questions)) < 0.5, level, noise)
        yield duel_paths((right < rates[:, None]).astype(float), range(questions)).suprema[..., -1]


def test_when_all_are_equal_false_claims_are_rarer_than_alpha():
    rounds, alpha = 300, 0.5
    wrong = sum(
        surely_better([logs], alpha)[0].any() for logs in rankings([0.6] * 4, rounds, seed=1)
    )
    assert 0 < wrong / rounds <= alpha


def test_rank_sets_hold_and_the_best_stay_also_where_candidates_tie():
    rates, rounds, alpha = [0.8, 0.8, 0.6, 0.6, 0.3], 200, 0.3
    ranks = [(1, 2), (1, 2), (3, 4), (3, 4), (5, 5)]
    held, stayed, known = 0, np.zeros(2), 0
    for logs in rankings(rates, rounds, seed=2):
        low, high = rank_sets(surely_better([logs], alpha)[0])
        held += all(low[n] <= a and high[n] >= b for n, (a, b) in enumerate(ranks))
        known += low[4] == 5
        stayed += may_be_best(logs, alpha)[:2]
    assert held / rounds >= 1 - alpha
    assert (stayed / rounds >= 1 - alpha).all()
    assert known / rounds > 0.9
