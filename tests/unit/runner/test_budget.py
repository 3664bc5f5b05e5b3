import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keju.core.records import Failure, FailureKind, Finish, Reply, Usage
from keju.runner.budget import Budget, Limits

FAILED = Reply(finish=Finish.FAILED, failure=Failure(FailureKind.SERVER, "words", 500))


def paid(cost):
    return Reply("42", cost=cost)


def money(least, most):
    return st.floats(least, most, allow_nan=False, allow_subnormal=False)


@given(
    limit=money(0.001, 20.0),
    steps=st.lists(
        st.tuples(st.booleans(), money(0.0, 5.0), money(0.0, 1.0), st.integers(0, 1000)),
        max_size=60,
    ),
)
def test_what_is_committed_never_exceeds_the_limit(limit, steps):
    """Any interleaving of answers sent and answers that come back, dear, cheap, failed or lost."""
    budget, flying = Budget(Limits(dollars=limit)), []
    for sends, most, share, fate in steps:
        if sends or not flying:
            if budget.reserve(most):
                flying.append(most)
        else:
            reserved = flying.pop(fate % len(flying))
            replies = [None, FAILED, Reply("42"), paid(reserved * share), paid(reserved)]
            budget.settle(reserved, replies[fate % 5])
        assert budget.committed <= limit + 1e-12
        assert budget.committed >= 0


@given(costs=st.lists(money(0.0, 1.0), max_size=50))
def test_settling_everything_leaves_exactly_what_was_paid(costs):
    budget = Budget(Limits(dollars=1000.0))
    for _ in costs:
        assert budget.reserve(1.0)
    for cost in costs:
        budget.settle(1.0, paid(cost))
    assert budget.committed == pytest.approx(sum(costs), abs=1e-9)


def test_small_sums_add_up_exactly():
    budget = Budget(Limits(dollars=0.3))
    assert [budget.reserve(0.1) for _ in range(4)] == [True, True, True, False]


def test_what_an_answer_did_not_cost_may_be_spent_on_another():
    budget = Budget(Limits(dollars=1.0))
    assert budget.reserve(0.9)
    assert not budget.reserve(0.2)
    budget.settle(0.9, paid(0.1))
    assert budget.reserve(0.9)


def test_an_answer_of_unknown_cost_keeps_its_reservation():
    budget = Budget(Limits(dollars=1.0))
    budget.reserve(0.6)
    budget.settle(0.6, Reply("42"))
    assert budget.committed == pytest.approx(0.6)
    assert not budget.reserve(0.6)


@pytest.mark.parametrize("reply", [None, FAILED], ids=["abandoned", "failed"])
def test_what_gave_no_answer_gives_its_reservation_back(reply):
    budget = Budget(Limits(dollars=1.0))
    budget.reserve(0.6)
    budget.settle(0.6, reply)
    assert budget.committed == 0


def test_no_more_answers_are_sent_than_were_allowed():
    budget = Budget(Limits(answers=2))
    assert [budget.reserve(0.0) for _ in range(3)] == [True, True, False]
    budget.settle(0.0, Reply("42"))
    assert not budget.reserve(0.0)


def test_an_abandoned_key_may_be_asked_later_within_the_same_number_of_answers():
    budget = Budget(Limits(answers=1))
    budget.reserve(0.0)
    budget.settle(0.0, None)
    assert budget.reserve(0.0)


def test_no_answer_is_sent_once_the_tokens_are_spent():
    budget = Budget(Limits(tokens=100))
    assert budget.reserve(0.0)
    budget.settle(0.0, Reply("42", usage=Usage(60, 39)))
    assert budget.reserve(0.0)
    budget.settle(0.0, Reply("42", usage=Usage(None, 1)))
    assert not budget.reserve(0.0)


def test_time_runs_out():
    budget = Budget(Limits(seconds=0.05))
    assert not budget.out_of_time
    time.sleep(0.06)
    assert budget.out_of_time


def test_without_limits_nothing_runs_out():
    budget = Budget(Limits())
    for _ in range(100):
        assert budget.reserve(1e6)
        budget.settle(1e6, Reply("42", usage=Usage(10**9, 10**9)))
    assert not budget.out_of_time
