"""Traces cut after so many tokens, against the plain words of the definition."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.stats.cuts import Cuts, log_steps

questions = st.lists(
    st.lists(st.tuples(st.integers(1, 60), st.floats(0, 1)), min_size=1, max_size=5),
    min_size=1,
    max_size=5,
)


def cuts_of(asked, read=None):
    return Cuts(
        [[n for n, _ in each] for each in asked], [[s for _, s in each] for each in asked], read
    )


def mean(values):
    values = list(values)
    return sum(values) / len(values)


@given(questions, st.integers(0, 70))
def test_a_cut_trace_costs_its_budget_and_is_wrong(asked, budget):
    cuts = cuts_of(asked)
    kept = [mean(score * (length <= budget) for length, score in each) for each in asked]
    assert cuts.right(budget) == pytest.approx(kept)
    spent = mean(mean(min(length, budget) for length, _ in each) for each in asked)
    assert cuts.tokens(budget) == pytest.approx(spent)


@given(questions, st.floats(0, 80))
def test_the_budget_for_a_mean_is_the_largest_that_keeps_to_it(asked, tokens):
    cuts = cuts_of(asked)
    budget = cuts.budget_for(tokens)
    assert 0 <= budget <= cuts.longest
    assert cuts.tokens(budget) <= tokens + 1e-9
    assert budget == cuts.longest or cuts.tokens(budget + 1) > tokens


def test_work_counts_the_question_and_grows_with_the_square():
    cuts = cuts_of([[(10, 1.0), (30, 0.0)], [(20, 1.0)]], read=[5, 7])
    assert cuts.work(math.inf, 2.0, 0.0) == pytest.approx(2 * mean([mean([15, 35]), 27]))
    assert cuts.work(20, 0.0, 1.0) == pytest.approx(mean([mean([15**2, 25**2]), 27**2]))
    assert (cuts.shortest, cuts.longest) == (10, 30)


@given(st.integers(1, 50), st.integers(0, 5000), st.integers(2, 30))
def test_steps_rise_from_end_to_end(low, more, most):
    steps = log_steps(low, low + more, most)
    assert steps == sorted(set(steps))
    assert (steps[0], steps[-1]) == (low, low + more)
    assert len(steps) <= most


def test_steps_from_nothing_are_refused():
    with pytest.raises(ValueError, match="at least 1"):
        log_steps(0, 5, 3)
