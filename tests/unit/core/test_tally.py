from keju.core.records import Failure, FailureKind, Finish, Mark, Reply, Usage, Verdict
from keju.core.tally import Tally

RIGHT = Mark(Verdict.CORRECT, 1.0, "number@1")
FAILED = Mark(Verdict.FAILED, None, "number@1")
FAILURE = Failure(FailureKind.TIMEOUT, "words")


def test_failures_and_what_has_no_score_stay_out_of_the_denominator():
    tally = Tally(wanted=10, earlier=3)
    paid = Reply("42", usage=Usage(10, 5), cost=0.5)
    tally.add(paid, RIGHT)
    tally.spend(paid)
    tally.add(Reply("41"), Mark(Verdict.INCORRECT, 0.0, "number@1"))
    tally.add(Reply(finish=Finish.FAILED, failure=FAILURE), FAILED)
    assert (tally.asked, tally.done, tally.scored, tally.score) == (3, 6, 2, 1.0)
    assert tally.failures == {"timeout": 1}
    assert (tally.prompt_tokens, tally.completion_tokens) == (10, 5)
    assert (tally.priced, tally.cost) == (True, 0.5)


def test_an_answer_that_rests_on_inner_ones_took_nothing_more_than_they_did():
    tally = Tally()
    inner = [Reply("42", usage=Usage(10, 5), cost=0.5) for _ in range(2)]
    for reply in (*inner, Reply("42", usage=Usage(20, 10), cost=1.0, calls=("a", "b"))):
        tally.spend(reply)
    assert (tally.prompt_tokens, tally.completion_tokens, tally.cost) == (20, 10, 1.0)


def test_the_time_left_is_unknown_until_something_came_back():
    assert Tally(wanted=10).seconds_left is None
    assert Tally().seconds_left is None


def test_the_time_left_follows_the_rate():
    tally = Tally(wanted=11)
    tally.started -= 2.0
    tally.add(Reply("42"), RIGHT)
    assert 20 <= tally.seconds_left < 30


def test_no_time_is_left_when_more_is_done_than_was_wanted():
    tally = Tally(wanted=1, earlier=5)
    tally.started -= 1.0
    tally.add(Reply("42"), RIGHT)
    assert tally.seconds_left == 0


def test_a_clock_that_stands_still_divides_nothing_by_zero():
    tally = Tally(wanted=10)
    tally.add(Reply("42"), RIGHT)
    tally.started = float("inf")
    assert tally.seconds_left is None
