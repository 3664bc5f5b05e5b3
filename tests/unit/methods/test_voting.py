"""Votes among answers given beforehand: who has a vote, who wins, what it costs."""

import asyncio
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom

from keju.core.errors import InputError
from keju.core.records import Failure, FailureKind, Finish, Question, Reply, Usage
from keju.methods import method
from keju.methods.deciding import decided, leads, round_size
from keju.methods.joining import total
from keju.methods.plain import PlainAid, plain_answer, plainly_same
from keju.methods.voting import ballot

QUESTION = Question.ask("What is 6 * 7?")


def said(answer, tokens=10, **fields):
    thought = "so it is"
    return Reply(f"Answer: {answer}", thought, usage=Usage(5, tokens, 3, None), **fields)


CUT = Reply(reasoning="so", finish=Finish.LENGTH, usage=Usage(5, 100, 100))
REFUSED = Reply("I cannot.", finish=Finish.REFUSAL, usage=Usage(5, 2, 0))
FILTERED = Reply("blocked", finish=Finish.FILTER, usage=Usage(5, 0, 0))
DOWN = Reply(finish=Finish.FAILED, failure=Failure(FailureKind.SERVER, "HTTP 500", 500))
SLOW = Reply(finish=Finish.FAILED, failure=Failure(FailureKind.TIMEOUT, "no response"))


def sit(spec, replies, attempt=0, aid=None):
    """The method's answer, and the attempts it asked for."""
    asked = []

    async def ask(request):
        asked.append(request.attempt)
        return replies[len(asked) - 1]

    reply = asyncio.run(method(spec).answer(QUESTION, attempt, ask, aid))
    return reply, asked


# vote:K


def test_the_most_frequent_answer_wins_and_carries_what_all_of_them_took():
    reply, asked = sit("vote:4", [said(1), said(42), said("42."), said(7, tokens=30)])
    assert (reply.text, asked) == ("Answer: 42", [0, 1, 2, 3])
    assert reply.usage == Usage(20, 60, 12, None)


def test_of_equals_the_earliest_wins():
    assert sit("vote:4", [said(1), said(2), said(2), said(1)])[0].text == "Answer: 1"


def test_each_attempt_of_a_vote_has_answers_of_its_own():
    assert sit("vote:3", [said(1)] * 3, attempt=2)[1] == [6, 7, 8]


def test_a_cut_thought_a_refusal_and_a_blocked_answer_have_no_vote_but_are_paid_for():
    reply, _ = sit("vote:5", [CUT, CUT, REFUSED, FILTERED, said(42)])
    assert (reply.text, reply.finish) == ("Answer: 42", Finish.STOP)
    assert reply.usage.completion_tokens == 100 + 100 + 2 + 0 + 10


@pytest.mark.parametrize(
    ("replies", "finish"),
    [
        ([REFUSED, CUT, CUT], Finish.LENGTH),
        ([REFUSED, CUT, REFUSED], Finish.REFUSAL),
        ([FILTERED, CUT, FILTERED], Finish.FILTER),
        ([FILTERED, REFUSED, CUT], Finish.FILTER),
        ([CUT, Reply(""), Reply("  ")], Finish.STOP),
    ],
)
def test_where_nobody_has_a_vote_the_earliest_of_the_most_frequent_kind_stands(replies, finish):
    assert sit("vote:3", replies)[0].finish is finish


def test_one_failed_call_makes_the_answer_failed_in_its_own_kind():
    reply, asked = sit("vote:3", [said(42), SLOW, DOWN])
    assert (reply.finish, reply.failure.kind) == (Finish.FAILED, FailureKind.TIMEOUT)
    assert reply.failure.message == "2 of 3 calls failed: no response"
    assert asked == [0, 1, 2]  # the others are not dropped: they are kept for the next time


def test_a_text_on_which_the_marker_breaks_has_no_vote():
    class Broken(PlainAid):
        async def extract(self, text):
            if "1" in text:
                raise ValueError("cannot read 1")
            return await super().extract(text)

        async def same(self, left, right):
            if "7" in left + right:
                raise ValueError("cannot compare 7")
            return await super().same(left, right)

    reply, _ = sit("vote:6", [said(1), said(1), said(1), said(42), said(42), said(7)], aid=Broken())
    assert reply.text == "Answer: 42"


def test_undecided_is_not_the_same():
    class Undecided(PlainAid):
        async def same(self, *_answers):
            return None

    assert sit("vote:3", [said(1), said("2"), said("2.0")], aid=Undecided())[0].text == "Answer: 1"


def test_answers_asked_at_once_take_as_long_as_the_slowest_and_cost_what_all_cost():
    replies = [replace(said(1), seconds=s, cost=c) for s, c in ((1.0, 0.1), (4.0, 0.2))]
    reply, _ = sit("vote:2", replies)
    assert (reply.seconds, reply.cost) == (4.0, pytest.approx(0.3))
    unknown = [replies[0], replace(replies[1], cost=None)]
    assert sit("vote:2", unknown)[0].cost is None


class Near(PlainAid):
    """Numbers that lie within 1 of each other are the same: no equivalence."""

    async def same(self, left, right):
        return abs(int(left) - int(right)) <= 1


ANSWERS = st.lists(st.sampled_from(["1", "2", "3", "5", None]), min_size=1, max_size=9)


@given(st.data(), ANSWERS, st.sampled_from([PlainAid(), Near()]))
def test_a_vote_does_not_depend_on_the_order_of_the_answers(data, answers, aid):
    """The counts are the same in every order, and so is the winner where it is alone."""
    shuffled = data.draw(st.permutations(answers))
    one, other = (asyncio.run(ballot(order, aid)) for order in (answers, shuffled))
    assert one.first == other.first
    if isinstance(aid, PlainAid) and not isinstance(aid, Near) and one.first > one.second:
        assert one.second == other.second
        assert answers[one.leader] == shuffled[other.leader]


def test_within_a_tolerance_the_middle_that_most_agree_with_wins():
    counted = asyncio.run(ballot(["1", "3", "2", "9"], Near()))
    assert (counted.leader, counted.first, counted.second) == (2, 3, 1)


COUNTS = st.none() | st.integers(0, 1000)


@given(st.lists(st.builds(Usage, COUNTS, COUNTS, COUNTS, COUNTS), min_size=1, max_size=6))
def test_tokens_sum_and_what_one_does_not_say_nobody_knows(usages):
    whole = total([Reply(usage=usage) for usage in usages])
    for name in ("prompt_tokens", "completion_tokens", "reasoning_tokens", "cached_tokens"):
        parts = [getattr(usage, name) for usage in usages]
        assert getattr(whole, name) == (None if None in parts else sum(parts))


# vote:adaptive


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_posterior_is_that_of_the_beta_distribution(first, second):
    assert leads(first, second) == pytest.approx(beta.sf(0.5, first + 1, second + 1), abs=1e-12)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(1, 20), st.floats(0.51, 0.99))
def test_a_round_is_the_fewest_answers_that_can_decide(first, second, left, sure):
    first, second = max(first, second), min(first, second)
    size = round_size(first, second, left, sure)
    assert 1 <= size <= left
    assert size == left or decided(first + size, second, left - size, sure)
    for fewer in range(1, size):
        assert not decided(first + fewer, second, left - fewer, sure)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_a_leader_who_cannot_be_caught_is_decided_whatever_the_posterior(first, second, left):
    assert decided(first, second, left, 1.1) is (first - second > left)


def test_a_unanimous_vote_stops_after_four_and_a_split_one_goes_on():
    reply, asked = sit("vote:adaptive", [said(42)] * 32)
    assert (reply.text, len(asked)) == ("Answer: 42", 4)
    # 3:1 after the first round; two more for the leader, 5:1, still leave a chance of 0.0625
    reply, asked = sit("vote:adaptive", [said(1)] + [said(42)] * 31)
    assert (reply.text, len(asked)) == ("Answer: 42", 7)
    assert leads(5, 1) < 0.95 <= leads(6, 1)


def test_a_vote_that_is_never_decided_ends_at_its_cap():
    reply, asked = sit("vote:adaptive;cap=6", [said(1), said(2)] * 3, attempt=1)
    assert (reply.text, asked) == ("Answer: 1", [6, 7, 8, 9, 10, 11])


def test_what_has_no_vote_counts_towards_the_cap_alone():
    reply, asked = sit("vote:adaptive;cap=5", [CUT, CUT, CUT, CUT, said(42)])
    assert (reply.text, len(asked)) == ("Answer: 42", 5)
    assert reply.usage.completion_tokens == 410


def test_the_seconds_of_rounds_add_up():
    replies = [replace(said(1), seconds=2.0)] + [replace(said(42), seconds=1.0)] * 8
    assert sit("vote:adaptive", replies)[0].seconds == 3.0  # a round of four, one of three


def test_stopped_votes_elect_the_more_frequent_of_two_answers_as_often_as_promised():
    """Shares drawn from the prior: the wrong answer is elected at a stop in at most 5%."""
    from random import Random

    rng, wrong, stopped = Random(7), 0, 0
    for _ in range(4000):
        share, votes = rng.random(), [0, 0]
        while leads(max(votes), min(votes)) < 0.95 and sum(votes) < 32:
            votes[rng.random() >= share] += 1
        if leads(max(votes), min(votes)) >= 0.95:
            stopped += 1
            wrong += (votes[0] > votes[1]) != (share > 0.5)
    assert binom.sf(wrong - 1, stopped, 0.05) > 1e-4


# shortest:K


def test_the_shortest_of_those_that_commit_themselves_wins():
    empty = Reply("", usage=Usage(5, 1, 0))
    reply, _ = sit("shortest:4", [said(1, tokens=9), CUT, empty, said(42, tokens=8)])
    assert (reply.text, reply.usage.completion_tokens) == ("Answer: 42", 118)


def test_without_tokens_length_is_in_characters_thought_included():
    long = Reply("Answer: 1", "a long thought")
    reply, _ = sit("shortest:2", [long, Reply("Answer: 42", "short")])
    assert reply.text == "Answer: 42"


# best-of:K


def test_the_oracle_takes_the_best_by_the_checker_and_the_earliest_of_equals():
    class Oracle(PlainAid):
        async def check(self, reply):
            return {"Answer: 41": 0.5, "Answer: 42": 1.0}.get(reply.text)

    reply, _ = sit("best-of:4", [FILTERED, said(41), said(42), said(42, tokens=1)], aid=Oracle())
    assert (reply.text, reply.usage.completion_tokens) == ("Answer: 42", 21)
    assert sit("best-of:2", [FILTERED, FILTERED], aid=Oracle())[0].finish is Finish.FILTER


def test_without_a_checker_there_is_no_oracle():
    with pytest.raises(InputError) as raised:
        sit("best-of:2", [said(1), said(2)])
    assert "here is none; use vote or shortest" in str(raised.value)


# Without an exam


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("So it is \\boxed{42}.", "42"),
        ("Answer: 41\nwait\nAnswer: **42**", "42"),
        ("The answer is 42", "42"),
        ("First this.\n\nParis", "Paris"),
        ("  \n", None),
    ],
)
def test_a_plain_answer_is_the_last_that_is_announced_or_the_last_line(text, answer):
    assert plain_answer(text) == answer


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("1,000", "1000.0", True),
        ("1/2", "0.5", True),
        ("1/0", "2/0", True),
        ("New  York", "new york.", True),
        ("42", "43", False),
        ("42", "forty-two", False),
    ],
)
def test_plain_answers_are_numbers_or_words(left, right, same):
    assert plainly_same(left, right) is same
