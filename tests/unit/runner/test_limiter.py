import asyncio
import heapq
import itertools
import random

import pytest

from keju.core.records import Failure, FailureKind, Finish, Reply, Usage
from keju.runner.limiter import Limiter

REFUSED = Reply(finish=Finish.FAILED, failure=Failure(FailureKind.RATE_LIMIT, "slow down", 429))


def answered(seconds=1.0, tokens=None):
    return Reply("42", seconds=seconds, usage=Usage(completion_tokens=tokens))


def failed(kind, status):
    return Reply(finish=Finish.FAILED, failure=Failure(kind, "words", status))


def simulate(limiter, latency, answers, tokens=lambda: None):
    """Keep ``limiter.limit`` calls in flight; a call takes ``latency(in flight, tokens)``."""
    now, flying, limits = 0.0, [], []
    for number in range(answers):
        while len(flying) < limiter.limit:
            size = tokens()
            seconds = latency(len(flying) + 1, size)
            heapq.heappush(flying, (now + seconds, number, len(flying), seconds, size))
        now, _, _, seconds, size = heapq.heappop(flying)
        limiter.observe(answered(seconds, size))
        limits.append(limiter.limit)
    return limits


def test_a_fixed_limit_never_moves():
    limiter = Limiter(3)
    for reply in [REFUSED, failed(FailureKind.SERVER, 503), *[answered()] * 500, answered(1e6)] * 2:
        limiter.observe(reply)
        assert limiter.limit == 3


def test_the_limit_grows_to_its_ceiling_where_nothing_resists():
    limiter = Limiter(ceiling=100)
    limits = simulate(limiter, lambda _flying, _tokens: 1.0, 1000)
    assert limits[0] < 20
    assert limits[-1] == 100
    assert max(limits) == 100


def test_answers_that_took_no_time_are_no_sign_of_a_queue():
    limiter = Limiter()
    for _ in range(200):
        limiter.observe(Reply("42"))
    assert limiter.limit > 8


def test_the_limit_falls_on_a_rate_limit():
    limiter = Limiter()
    simulate(limiter, lambda _flying, _tokens: 1.0, 200)
    before = limiter.limit
    limiter.observe(REFUSED)
    assert limiter.limit == int(before * 0.7)


@pytest.mark.parametrize("status", [502, 503, 504, 529])
def test_the_limit_falls_when_the_server_is_overloaded(status):
    limiter = Limiter()
    limiter.observe(failed(FailureKind.SERVER, status))
    assert limiter.limit < 8


@pytest.mark.parametrize(
    "reply",
    [failed(FailureKind.SERVER, 500), failed(FailureKind.MALFORMED, 200)],
    ids=["500", "malformed"],
)
def test_a_fault_that_has_nothing_to_do_with_load_changes_nothing(reply):
    limiter = Limiter()
    for _ in range(50):
        limiter.observe(reply)
    assert limiter.limit == 8


def test_one_burst_of_refusals_is_one_signal():
    limiter = Limiter()
    simulate(limiter, lambda _flying, _tokens: 1.0, 200)
    before = limiter.limit
    for _ in range(before // 2):
        limiter.observe(REFUSED)
    assert limiter.limit == int(before * 0.7)


def test_refusals_without_end_bring_the_limit_to_one_and_never_below():
    limiter = Limiter()
    for _ in range(500):
        limiter.observe(REFUSED)
        assert limiter.limit >= 1
    assert limiter.limit == 1


def test_the_limit_recovers_after_refusals():
    limiter = Limiter()
    for _ in range(500):
        limiter.observe(REFUSED)
    assert simulate(limiter, lambda _flying, _tokens: 1.0, 1000)[-1] > 20


def test_growth_after_the_first_refusal_is_slow():
    limiter = Limiter()
    limiter.observe(REFUSED)
    limits = simulate(limiter, lambda _flying, _tokens: 1.0, 2000)
    jumps = [after - before for before, after in itertools.pairwise(limits)]
    assert 0 < max(jumps) <= max(limits) // 16


@pytest.mark.parametrize("capacity", [16, 40, 100])
def test_the_limit_settles_where_requests_begin_to_queue(capacity):
    limiter = Limiter()

    def latency(flying, _tokens):
        return 0.5 * max(1.0, flying / capacity)

    limits = simulate(limiter, latency, 40 * 3 * capacity)
    settled = limits[len(limits) // 2 :]
    assert capacity <= min(settled)
    assert max(settled) <= 3 * capacity


def test_thoughts_of_very_different_lengths_are_no_sign_of_a_queue():
    for seed in range(10):
        lengths = random.Random(seed)
        limits = simulate(
            Limiter(),
            lambda _flying, tokens: 0.4 + 0.02 * tokens,
            4000,
            lambda lengths=lengths: int(lengths.lognormvariate(6, 1.2)),
        )
        assert limits[-1] > 100, seed


def test_questions_that_become_harder_never_bring_the_limit_below_its_start():
    limiter = Limiter()
    slower = iter(range(1, 10**6))
    assert min(simulate(limiter, lambda _flying, _tokens: 0.1 * next(slower), 3000)) >= 8


def in_a_loop(scenario):
    asyncio.run(asyncio.wait_for(scenario(), 10))


def test_no_more_are_in_flight_than_the_limit():
    async def scenario():
        limiter, most = Limiter(5), 0

        async def work():
            nonlocal most
            await limiter.acquire()
            most = max(most, limiter.in_flight)
            await asyncio.sleep(0)
            limiter.release()

        await asyncio.gather(*(work() for _ in range(100)))
        assert most == 5
        assert limiter.in_flight == 0

    in_a_loop(scenario)


def test_waiters_are_served_in_the_order_in_which_they_came():
    async def scenario():
        limiter, served = Limiter(1), []

        async def work(number):
            await limiter.acquire()
            served.append(number)
            await asyncio.sleep(0)
            limiter.release()

        await asyncio.gather(*(work(number) for number in range(10)))
        assert served == list(range(10))

    in_a_loop(scenario)


def test_waiters_are_woken_when_the_limit_grows():
    async def scenario():
        limiter = Limiter()
        for _ in range(8):
            await limiter.acquire()
        waiting = [asyncio.create_task(limiter.acquire()) for _ in range(8)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        while limiter.limit == 8:
            limiter.observe(answered())
        await asyncio.gather(*waiting)
        assert limiter.in_flight == limiter.limit == 16

    in_a_loop(scenario)


def test_a_release_wakes_as_many_as_there_is_room_for():
    async def scenario():
        limiter = Limiter(1)
        await limiter.acquire()
        waiting = [asyncio.create_task(limiter.acquire()) for _ in range(3)]
        await asyncio.sleep(0)
        limiter.limit = 3
        limiter.release()
        await asyncio.sleep(0)
        assert [task.done() for task in waiting] == [True, True, True]

    in_a_loop(scenario)


def test_no_place_is_given_while_more_are_in_flight_than_a_fallen_limit_allows():
    async def scenario():
        limiter = Limiter()
        for _ in range(8):
            await limiter.acquire()
        limiter.observe(REFUSED)
        waiting = asyncio.create_task(limiter.acquire())
        for _ in range(3):
            limiter.release()
            await asyncio.sleep(0)
        assert limiter.in_flight == limiter.limit == 5
        assert not waiting.done()
        limiter.release()
        await waiting
        assert limiter.in_flight == 5

    in_a_loop(scenario)


@pytest.mark.parametrize("moment", ["before", "with", "after"])
def test_a_waiter_that_is_cancelled_does_not_lose_a_place(moment):
    async def scenario():
        limiter = Limiter(1)
        await limiter.acquire()
        first = asyncio.create_task(limiter.acquire())
        second = asyncio.create_task(limiter.acquire())
        await asyncio.sleep(0)
        if moment == "before":
            first.cancel()
            await asyncio.sleep(0)
        limiter.release()
        if moment == "with":
            first.cancel()
        elif moment == "after":
            await first
            limiter.release()
        await second
        assert limiter.in_flight == 1
        limiter.release()
        assert limiter.in_flight == 0

    in_a_loop(scenario)
