"""Whom to ask next, and what a race takes on answers at hand."""

import numpy as np

from keju.comparing.allocation import State, next_to_ask, simulated
from keju.stats.duels import Standing, among, duel_paths

K = 3


def state(fronts, logs, alive=(True,) * K, units=100):
    seen = np.minimum.outer(fronts, fronts)
    return State(fronts, units, Standing(logs, logs, seen), among(alive), 4.0)


def logs(**pairs):
    found = np.full((K, K), -1.0)
    for name, value in pairs.items():
        found[int(name[1]), int(name[2])] = value
    return found


def test_everybody_answers_a_few_questions_first():
    assert next_to_ask(state([0, 0, 0], logs())) == [0, 1, 2]
    assert next_to_ask(state([30, 4, 9], logs(p01=3.0))) == [1, 2]


def test_the_pair_closest_to_its_decision_is_served():
    assert next_to_ask(state([20, 20, 20], logs(p01=1.0, p02=3.0))) == [0, 2]


def test_of_a_pair_the_one_behind_is_asked():
    assert next_to_ask(state([20, 30, 20], logs(p12=3.0))) == [2]


def test_while_no_capital_has_grown_those_behind_are_asked():
    assert next_to_ask(state([20, 30, 20], logs())) == [0, 2]


def test_who_is_out_is_asked_no_more():
    assert next_to_ask(state([20, 20, 20], logs(p02=3.9), (True, True, False))) == [0, 1]
    assert next_to_ask(state([20, 20, 0], logs(), (True, True, False))) == [0, 1]


def test_nobody_is_asked_when_one_is_left_or_the_questions_are_over():
    assert next_to_ask(state([20, 20, 20], logs(), (True, False, False))) == []
    assert next_to_ask(state([100, 100, 100], logs(p01=3.9))) == []


def test_a_pair_whose_hinder_has_no_question_left_does_not_hold_up_the_others():
    assert next_to_ask(state([100, 100, 50], logs(p01=3.9, p02=1.0))) == [2]


def race(rates, questions=400, seed=5):
    random = np.random.default_rng(seed)
    level = random.random(questions)
    right = (level < np.array(rates)[:, None]).astype(float)
    return simulated(duel_paths(right, range(questions)), [1] * questions, 2, 0.05)


def test_a_race_asks_for_less_than_everything_and_counts_every_attempt():
    found = race([0.9, 0.5, 0.4, 0.3])
    assert found.decided
    assert found.all == 4 * 400 * 2
    assert found.answers < found.all / 5


def test_a_race_of_equals_asks_everything_and_leaves_them():
    found = race([0.7, 0.7, 0.2])
    assert not found.decided
    assert 2 / 3 < found.answers / found.all < 0.75
