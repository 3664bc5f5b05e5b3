import asyncio
import threading
import time

import pytest

from keju.models.batching import Batcher


class Doubling:
    """An engine that doubles numbers, one step each; a negative number breaks it."""

    def __init__(self, room=4, pause=0.0):
        self.capacity, self.pause = room, pause
        self.jobs, self.done, self.sizes = [], [], []

    def __len__(self):
        return len(self.jobs)

    @property
    def room(self):
        return self.capacity - len(self.jobs)

    @property
    def welcoming(self):
        return not self.jobs

    def join(self, jobs):
        self.jobs += jobs
        assert len(self.jobs) <= self.capacity

    def step(self):
        time.sleep(self.pause)
        self.sizes.append(len(self.jobs))
        if any(number < 0 for _, number in self.jobs):
            raise RuntimeError("negative")
        self.done = [(ticket, 2 * number) for ticket, number in self.jobs]
        self.jobs = []

    def leave(self):
        done, self.done = self.done, []
        return done

    def drop(self, tickets):
        self.jobs = [job for job in self.jobs if job[0] not in tickets]


async def all_of(batcher, numbers):
    jobs = (batcher.submit(number) for number in numbers)
    return await asyncio.gather(*jobs, return_exceptions=True)


class Slow(Doubling):
    """Only every other step finishes a job, so that it stays full; it asserts that all fit."""

    @property
    def welcoming(self):
        return self.room > 1 or not self.jobs

    def step(self):
        self.sizes.append(len(self.jobs))
        if len(self.sizes) % 2 == 0:
            (ticket, number), *self.jobs = self.jobs
            self.done = [(ticket, 2 * number)]


def engine_threads():
    return [t for t in threading.enumerate() if t.name == "keju-batcher"]


def test_everybody_gets_the_answer_to_their_own_job():
    batcher = Batcher(Doubling)
    assert asyncio.run(all_of(batcher, range(50))) == [2 * i for i in range(50)]
    batcher.close()


def test_jobs_that_wait_together_are_answered_together_within_the_room():
    engine = Doubling(room=4)
    batcher = Batcher(lambda: engine, linger=0.05)
    asyncio.run(all_of(batcher, range(8)))
    batcher.close()
    assert engine.sizes == [4, 4]


def test_a_full_engine_is_given_nothing_more():
    batcher = Batcher(lambda: Slow(room=3), linger=0.05)
    assert asyncio.run(all_of(batcher, range(20))) == [2 * i for i in range(20)]
    batcher.close()


def test_several_event_loops_may_share_one():
    batcher = Batcher(Doubling)
    assert asyncio.run(all_of(batcher, [1])) == [2]
    assert asyncio.run(all_of(batcher, [2])) == [4]
    batcher.close()


def test_a_broken_engine_is_reported_and_replaced():
    made = []
    batcher = Batcher(lambda: made.append(Doubling()) or made[-1])

    async def scenario():
        with pytest.raises(RuntimeError, match="negative"):
            await batcher.submit(-1)
        return await batcher.submit(21)

    assert asyncio.run(scenario()) == 42
    assert len(made) == 2
    batcher.close()


def test_an_engine_that_cannot_be_made_is_reported():
    def broken():
        raise MemoryError("no room")

    batcher = Batcher(broken)

    async def scenario():
        await asyncio.wait_for(batcher.submit(1), 5)

    with pytest.raises(MemoryError):
        asyncio.run(scenario())
    batcher.close()


def test_whoever_gave_up_waiting_does_not_disturb_the_others():
    batcher = Batcher(lambda: Doubling(pause=0.05), linger=0.02)
    troubles = []

    async def scenario():
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: troubles.append(context)
        )
        hasty = asyncio.ensure_future(batcher.submit(1))
        patient = asyncio.ensure_future(batcher.submit(2))
        await asyncio.sleep(0.03)
        hasty.cancel()
        return await patient

    assert asyncio.run(scenario()) == 4
    assert not troubles
    batcher.close()


class Endless(Doubling):
    """An engine that never finishes anything."""

    def step(self):
        time.sleep(0.005)


def test_the_place_of_whoever_gave_up_is_free_before_the_next_step():
    engine = Endless(room=2)
    batcher = Batcher(lambda: engine)

    async def scenario():
        first, second = (asyncio.ensure_future(batcher.submit(i)) for i in (1, 2))
        await until(lambda: len(engine) == 2)
        first.cancel()
        await until(lambda: [number for _, number in engine.jobs] == [2])
        second.cancel()
        await until(lambda: not len(engine))

    asyncio.run(asyncio.wait_for(scenario(), 10))
    batcher.close()


def test_a_job_given_up_while_it_waits_never_joins():
    engine = Slow(room=1)
    batcher = Batcher(lambda: engine)
    joined = []
    join = engine.join
    engine.join = lambda jobs: join(job for job in jobs if joined.append(job[1]) is None)

    async def scenario():
        tasks = [asyncio.ensure_future(batcher.submit(i)) for i in range(4)]
        tasks[3].cancel()
        return await asyncio.gather(*tasks[:3])

    assert asyncio.run(scenario()) == [0, 2, 4]
    assert joined == [0, 1, 2]
    batcher.close()


async def until(true):
    while not true():  # noqa: ASYNC110 - a thread changes it
        await asyncio.sleep(0.002)


def test_closing_ends_the_thread_and_cancels_what_is_left():
    batcher = Batcher(lambda: Doubling(room=1, pause=0.05))

    async def scenario():
        waiting = asyncio.ensure_future(all_of(batcher, range(10)))
        await asyncio.sleep(0.02)
        await asyncio.to_thread(batcher.close)
        return await waiting

    results = asyncio.run(scenario())
    assert any(isinstance(result, asyncio.CancelledError) for result in results)
    assert not engine_threads()


def test_one_that_was_never_used_is_closed_without_a_thread():
    Batcher(Doubling).close()
    assert not engine_threads()
