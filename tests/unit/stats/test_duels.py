"""The capitals of all ordered pairs, against the closed form and one another."""

from math import inf, nan

import numpy as np
import pytest

from keju.stats.betting import Bank, Units, binary_log_capital, log_capital
from keju.stats.duels import among, closest_pair, duel_paths, movable

random = np.random.default_rng(3)
RIGHT = (random.random((4, 90)) < [[0.9], [0.7], [0.6], [0.2]]).astype(float)


def test_every_pair_at_every_look_is_the_closed_form():
    paths = duel_paths(RIGHT, range(90))
    for j in range(4):
        for i in range(4):
            if j == i:
                continue
            wins = np.cumsum([0, *(RIGHT[j] > RIGHT[i])])
            losses = np.cumsum([0, *(RIGHT[j] < RIGHT[i])])
            exact = binary_log_capital(wins, losses)
            assert paths.logs[j, i] == pytest.approx(exact, abs=2e-3)
            assert paths.suprema[j, i] == pytest.approx(
                np.maximum.accumulate(exact), rel=1e-5, abs=1e-5
            )


def test_listing_the_candidates_otherwise_only_moves_the_entries():
    order = [2, 0, 3, 1]
    there, again = duel_paths(RIGHT, range(90)), duel_paths(RIGHT[order], range(90))
    assert again.logs == pytest.approx(there.logs[np.ix_(order, order)])


def test_questions_of_a_cluster_are_one_unit():
    units = np.repeat(range(30), 3)
    paths = duel_paths(RIGHT, units)
    sums = (RIGHT[0] - RIGHT[2]).reshape(30, 3).sum(axis=1)
    expected = log_capital(Units.scaled(sums, [3] * 30, 3), [0.0])[0]
    assert [paths.logs[0, 2, -1], paths.logs[2, 0, -1]] == pytest.approx(
        expected, rel=1e-5, abs=1e-5
    )
    assert paths.logs.shape == (4, 4, 31)


def test_a_question_without_a_score_counts_for_no_pair_of_that_candidate():
    scores = RIGHT.copy()
    scores[1, 10:20] = nan
    kept = np.delete(RIGHT, range(10, 20), axis=1)
    paths, without = duel_paths(scores, range(90)), duel_paths(kept, range(80))
    assert paths.logs[0, 1, -1] == pytest.approx(without.logs[0, 1, -1])
    assert paths.logs[0, 1, 20] == paths.logs[0, 1, 10]
    assert paths.logs[0, 2, -1] == pytest.approx(duel_paths(RIGHT, range(90)).logs[0, 2, -1])


def test_none_and_nan_are_the_same():
    lists = [[1.0, None, 0.0], [0.0, 1.0, 1.0]]
    nans = np.array([[1.0, nan, 0.0], [0.0, 1.0, 1.0]])
    assert (duel_paths(lists, range(3)).logs == duel_paths(nans, range(3)).logs).all()


def test_at_the_end_of_a_bank_all_that_differ_are_certain():
    paths = duel_paths(RIGHT, range(90), whole=True)
    ahead = np.subtract.outer(RIGHT.sum(axis=1), RIGHT.sum(axis=1)) > 0
    assert ((paths.logs[..., -1] == inf) == ahead).all()


def test_in_a_bank_a_missing_score_holds_its_place_as_a_tie():
    scores, tied = RIGHT.copy(), RIGHT.copy()
    scores[0, 5], tied[0, 5] = nan, RIGHT[1, 5]
    bank = Bank(np.ones(90))
    expected = log_capital(Units.single((tied[0] - tied[1])[:40]), [0.0], bank)[0]
    paths = duel_paths(scores, range(90), whole=True)
    assert [paths.logs[0, 1, 40], paths.logs[1, 0, 40]] == pytest.approx(
        expected, rel=1e-5, abs=1e-5
    )


def test_a_pair_stands_where_the_one_behind_stands():
    paths = duel_paths(RIGHT, range(90))
    standing = paths.at([90, 40, 10, 0])
    assert standing.seen.tolist()[0] == [90, 40, 10, 0]
    assert standing.logs[0, 1] == paths.logs[0, 1, 40]
    assert standing.suprema[2, 0] == paths.suprema[2, 0, 10]


def test_a_bound_is_reached_when_the_first_capital_against_somebody_does():
    paths = duel_paths(RIGHT, range(90))
    reached = paths.reached(3.0)
    assert reached[0] is None
    at = reached[3]
    assert paths.logs[:, 3, at].max() >= 3.0
    assert paths.logs[:, 3, :at].max() < 3.0


def test_scores_outside_0_and_1_are_refused():
    with pytest.raises(ValueError, match="scores"):
        duel_paths([[1.5], [0.0]], [0])


def test_the_closest_pair_is_the_one_with_the_fewest_questions_to_go():
    standing = duel_paths(RIGHT, range(90)).at([20] * 4)
    everybody = among([True] * 4)
    j, i = closest_pair(standing, everybody, 5.0)
    left = {
        (b, w): (5.0 - standing.logs[b, w]) * 20 / standing.logs[b, w]
        for b in range(4)
        for w in range(4)
        if standing.logs[b, w] > 0
    }
    assert left[j, i] == min(left.values())
    assert closest_pair(standing, among([False] * 4), 5.0) is None
    assert closest_pair(duel_paths(RIGHT, range(90)).at([0] * 4), everybody, 5.0) is None


def test_a_pair_moves_only_while_the_one_behind_has_questions_left():
    can = movable(among([True, True, False]), [90, 40, 0], 90)
    assert can.tolist() == [[False, True, False], [True, False, False], [False] * 3]
    assert not movable(among([True, True]), [90, 90], 90).any()
