import asyncio
import random
import time

import pytest

from keju.core.protocols import Request
from keju.core.records import Failure, FailureKind, Finish, Message, Reply
from keju.runner.retry import Abandoned, Patience, retrying

RETRIED = ("timeout", "connection", "rate_limit", "server", "malformed")
FINAL = ("rejected", "missing")
REQUEST = Request((Message("user", "What is 6 * 7?"),))
HASTY = Patience(first=0.001, longest=0.002)
RIGHT = Reply("42")


def failed(kind="server", **facts):
    return Reply(finish=Finish.FAILED, failure=Failure(FailureKind(kind), "words", **facts))


def asking(*replies, patience=HASTY, stop=None):
    """Ask a server that gives these replies, the last one for ever: (reply, what was observed)."""
    left, seen = list(replies), []

    async def ask(request):
        assert request is REQUEST
        return left.pop(0) if len(left) > 1 else left[0]

    async def scenario():
        event = asyncio.Event()
        if stop is not None:
            asyncio.get_running_loop().call_later(stop, event.set)
        return await retrying(ask, patience, seen.append, event)(REQUEST)

    return asyncio.run(scenario()), seen


def test_every_kind_of_failure_is_either_asked_again_or_final():
    assert {*RETRIED, *FINAL} == set(FailureKind)


def test_an_answer_is_not_asked_again():
    assert asking(RIGHT, failed()) == (RIGHT, [RIGHT])


@pytest.mark.parametrize(
    "finish", [Finish.LENGTH, Finish.REFUSAL, Finish.FILTER, Finish.STOP], ids=str
)
def test_what_the_model_did_is_not_asked_again(finish):
    reply = Reply("", finish=finish)
    assert asking(reply, RIGHT)[0] is reply


@pytest.mark.parametrize("kind", RETRIED)
def test_a_failed_answer_is_asked_again(kind):
    reply, seen = asking(failed(kind), RIGHT)
    assert reply is RIGHT
    assert seen == [failed(kind), RIGHT]


@pytest.mark.parametrize("kind", FINAL)
def test_a_final_failure_is_not_asked_again(kind):
    reply, seen = asking(failed(kind), RIGHT)
    assert reply.failure.kind == kind
    assert len(seen) == 1


def test_tries_are_counted_and_patience_ends():
    reply, seen = asking(failed("server"), patience=Patience(tries=5, first=0.001, longest=0.002))
    assert reply.failure.tries == 5
    assert len(seen) == 5


def test_the_last_failure_is_the_one_that_is_told():
    reply, _ = asking(failed("server", status=500), failed("rejected", status=401))
    assert (reply.failure.kind, reply.failure.status) == ("rejected", 401)
    assert reply.failure.tries == 2


def test_a_call_that_hangs_is_repeated_once():
    reply, seen = asking(failed("timeout"))
    assert reply.failure.tries == len(seen) == 2


def test_a_call_that_hangs_after_other_failures_still_gets_its_repetition():
    busy = [failed("rate_limit")] * 3
    assert asking(*busy, failed("timeout"), RIGHT)[0] is RIGHT


def test_hanging_twice_with_another_failure_between_is_enough():
    reply, seen = asking(failed("timeout"), failed("server"), failed("timeout"), RIGHT)
    assert reply.failure.kind == "timeout"
    assert len(seen) == 3


@pytest.mark.parametrize("tries", range(1, 8))
def test_the_wait_is_drawn_from_the_whole_of_a_doubling_interval(tries):
    random.seed(tries)
    failure = failed("server").failure
    waits = [Patience(first=0.5, longest=10.0).wait(failure, tries) for _ in range(2000)]
    most = min(10.0, 0.5 * 2 ** (tries - 1))
    assert 0 <= min(waits) < 0.05 * most
    assert 0.95 * most < max(waits) <= most
    assert abs(sum(waits) / len(waits) - most / 2) < 0.05 * most


def test_no_wait_is_shorter_than_the_server_wishes():
    random.seed(0)
    failure = failed("rate_limit", retry_after=7.0).failure
    waits = [Patience(first=0.5).wait(failure, 1) for _ in range(500)]
    assert min(waits) >= 7.0
    assert max(waits) <= 7.5


def test_a_wish_of_the_server_is_really_waited_for():
    started = time.monotonic()
    reply, _ = asking(failed("rate_limit", retry_after=0.2), RIGHT)
    assert reply is RIGHT
    assert time.monotonic() - started >= 0.2


@pytest.mark.parametrize("wish", [301.0, 86400.0, float("inf")])
def test_a_server_that_wants_too_long_a_wait_is_not_waited_for(wish):
    reply, seen = asking(failed("rate_limit", retry_after=wish), RIGHT)
    assert reply.failure.retry_after == wish
    assert len(seen) == 1


def test_a_key_is_abandoned_when_the_run_stops_while_it_waits():
    started = time.monotonic()
    with pytest.raises(Abandoned):
        asking(failed("rate_limit", retry_after=60.0), RIGHT, stop=0.05)
    assert time.monotonic() - started < 5


def test_a_key_is_abandoned_when_the_run_has_stopped_before_the_answer_fails():
    async def scenario():
        stopped = asyncio.Event()
        stopped.set()

        async def ask(_request):
            return failed()

        with pytest.raises(Abandoned):
            await retrying(ask, HASTY, lambda _: None, stopped)(REQUEST)

    asyncio.run(scenario())


def test_an_answer_in_flight_counts_even_when_the_run_has_stopped():
    async def scenario():
        stopped = asyncio.Event()
        stopped.set()

        async def ask(_request):
            return RIGHT

        assert await retrying(ask, HASTY, lambda _: None, stopped)(REQUEST) is RIGHT

    asyncio.run(scenario())
