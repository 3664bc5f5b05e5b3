"""Two levels of noise: exact on average, and the attempts that are worth it by trying them all."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.stats.variance import (
    MOST_ATTEMPTS,
    Components,
    best_attempts,
    clustered_error,
    components,
    error_of,
)


def parts_of(questions):
    means = [sum(scores) / len(scores) for scores in questions]
    squares = [
        sum((score - mean) ** 2 for score in scores)
        for scores, mean in zip(questions, means, strict=True)
    ]
    return components(means, squares, [len(scores) for scores in questions])


def test_by_hand():
    # Within: ½ + 0 = ½ over two degrees of freedom. Between: 2·(¼² + ¼²) = ¼ of one.
    assert parts_of([(1, 0), (1, 1)]) == pytest.approx(Components((0.25 - 0.25) / 2, 0.25))


def test_one_answer_each_or_one_question_tells_nothing():
    assert parts_of([(1,), (0,), (1,)]) is None
    assert parts_of([(1, 0, 1)]) is None


@pytest.mark.parametrize("counts", [(2, 2), (1, 3), (2, 1)])
def test_both_are_unbiased_by_enumeration(counts):
    # A question is easy (right 9 of 10 times) or hard (2 of 10), half of them each.
    chances = (0.9, 0.2)
    expected = np.zeros(2)
    for difficulties in product(chances, repeat=2):
        for answers in product([0, 1], repeat=sum(counts)):
            cut = counts[0]
            questions = answers[:cut], answers[cut:]
            weight = 0.25 * math.prod(
                p if right else 1 - p
                for p, scores in zip(difficulties, questions, strict=True)
                for right in scores
            )
            expected += weight * np.array(parts_of(questions))
    attempt = (0.9 * 0.1 + 0.2 * 0.8) / 2
    assert expected == pytest.approx([0.35**2, attempt])


def test_the_error_of_clusters_is_that_of_their_number_where_they_fare_alike():
    scores = np.array([1.0, 0, 0, 1, 1, 0, 1, 1])
    alone = clustered_error(scores, np.ones(8))
    assert alone == pytest.approx(scores.var(ddof=1) / 8)
    assert clustered_error(5 * scores, np.full(8, 5)) == pytest.approx(alone)
    with pytest.raises(ValueError, match="2 units"):
        clustered_error([1], [1])


@given(st.floats(0.001, 0.25), st.floats(0.001, 0.25), st.floats(0.01, 2))
def test_no_other_number_of_attempts_is_better_for_the_money(question, attempt, again):
    parts = Components(question, attempt)

    def squared(k):
        return error_of(parts, k, 1) ** 2 * (1 + (k - 1) * again)

    best = min(squared(k) for k in range(1, 200))
    assert squared(best_attempts(parts, again)) == pytest.approx(best)


def test_attempts_that_never_differ_are_not_repeated_and_free_chance_is():
    assert best_attempts(Components(0.2, 0.0), 0.1) == 1
    assert best_attempts(Components(0.0, 0.2), 0.1) == MOST_ATTEMPTS
    assert best_attempts(Components(0.0, 0.2), 1.0) == 1
    with pytest.raises(ValueError, match="price"):
        best_attempts(Components(0.1, 0.1), 0)
