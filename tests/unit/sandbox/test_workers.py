import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from keju.sandbox import WorkerDied, WorkerRaised, Workers, WorkerTimeout

LONG = 20.0


@pytest.fixture(autouse=True)
def tricks_are_importable(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent))


def within(scenario):
    """Run ``scenario(workers)`` on one worker and close it."""

    async def main():
        async with Workers(1) as workers:
            return await scenario(workers)

    return asyncio.run(main())


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_function_runs_elsewhere_and_its_process_is_kept():
    async def scenario(workers):
        return [await workers.run("worker_tricks:process", [], LONG) for _ in range(3)]

    pids = within(scenario)
    assert len(set(pids)) == 1
    assert os.getpid() not in pids
    assert not lives(pids[0])


def test_an_endless_loop_is_killed_at_its_deadline_and_the_next_call_works():
    async def scenario(workers):
        before = await workers.run("worker_tricks:process", [], LONG)
        with pytest.raises(WorkerTimeout, match=r"did not end within 0\.3 s"):
            await workers.run("worker_tricks:forever", [], 0.3)
        assert not lives(before)
        return await workers.run("worker_tricks:echo", ["next"], LONG)

    assert within(scenario) == "next"


@pytest.mark.parametrize(("name", "status"), [("dies", 7), ("ends", 3)])
def test_a_process_that_ends_is_reported_with_its_status(name, status):
    async def scenario(workers):
        with pytest.raises(WorkerDied, match=f"status {status}"):
            await workers.run(f"worker_tricks:{name}", [], LONG)
        return await workers.run("worker_tricks:echo", [1], LONG)

    assert within(scenario) == 1


@pytest.mark.parametrize(
    ("function", "arguments", "words"),
    [
        ("worker_tricks:raises", ["what happened"], "ValueError: what happened"),
        ("worker_tricks:not_json", [], "TypeError: .* not JSON serializable"),
        ("worker_tricks:missing", [], "AttributeError"),
        ("no_such_module:f", [], "ModuleNotFoundError"),
        ("worker_tricks:echo", [], "TypeError: .* missing"),
    ],
)
def test_an_exception_is_reported_and_the_process_is_kept(function, arguments, words):
    async def scenario(workers):
        before = await workers.run("worker_tricks:process", [], LONG)
        with pytest.raises(WorkerRaised, match=words):
            await workers.run(function, arguments, LONG)
        assert await workers.run("worker_tricks:process", [], LONG) == before

    within(scenario)


def test_any_string_travels_both_ways_at_any_size():
    async def scenario(workers):
        for text in ("\0\ud800 é 科举", "x" * 3_000_000):
            assert await workers.run("worker_tricks:echo", [text], LONG) == text

    within(scenario)


def test_what_a_function_prints_or_reads_does_not_disturb_the_calls():
    async def scenario(workers):
        assert await workers.run("worker_tricks:prints_and_reads", [], LONG) == ""
        assert await workers.run("worker_tricks:echo", [2], LONG) == 2

    within(scenario)


def test_many_calls_share_few_processes():
    async def scenario():
        async with Workers(2) as workers:
            calls = [workers.run("worker_tricks:process", [], LONG) for _ in range(40)]
            return await asyncio.gather(*calls)

    assert len(set(asyncio.run(scenario()))) == 2


def test_one_hanging_call_does_not_hold_up_the_others():
    async def scenario():
        async with Workers(2) as workers:
            hung = asyncio.ensure_future(workers.run("worker_tricks:forever", [], 1.0))
            quick = [workers.run("worker_tricks:echo", [i], LONG) for i in range(20)]
            assert await asyncio.gather(*quick) == list(range(20))
            assert not hung.done()
            with pytest.raises(WorkerTimeout):
                await hung

    asyncio.run(scenario())


def test_memory_beyond_the_bound_is_an_error_of_that_call_only():
    async def scenario():
        async with Workers(1, memory=1 << 30) as workers:
            with pytest.raises(WorkerRaised, match="MemoryError"):
                await workers.run("worker_tricks:fills", [4096], LONG)
            assert await workers.run("worker_tricks:fills", [1], LONG) == 1 << 20

    asyncio.run(scenario())


def test_a_cancelled_call_kills_its_process():
    async def scenario(workers):
        pid = await workers.run("worker_tricks:process", [], LONG)
        call = asyncio.ensure_future(workers.run("worker_tricks:forever", [], LONG))
        await asyncio.sleep(0.2)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert not lives(pid)
        assert await workers.run("worker_tricks:echo", [3], LONG) == 3

    within(scenario)


def test_an_idle_process_that_died_is_replaced_unnoticed():
    async def scenario(workers):
        pid = await workers.run("worker_tricks:process", [], LONG)
        os.kill(pid, 9)
        await asyncio.sleep(0.1)
        assert await workers.run("worker_tricks:process", [], LONG) != pid

    within(scenario)


def test_a_pool_serves_one_event_loop_after_another():
    workers = Workers(1)

    async def both():
        calls = [workers.run("worker_tricks:process", [], LONG) for _ in range(4)]
        return set(await asyncio.gather(*calls))

    first, second = asyncio.run(both()), asyncio.run(both())
    assert first == second
    asyncio.run(workers.close())
    assert not any(lives(pid) for pid in first)


def test_a_pool_works_on_uvloop():
    uvloop = pytest.importorskip("uvloop")

    async def scenario():
        async with Workers(1) as workers:
            with pytest.raises(WorkerTimeout):
                await workers.run("worker_tricks:forever", [], 0.2)
            return await workers.run("worker_tricks:echo", ["x" * 500_000], LONG)

    assert uvloop.run(scenario()) == "x" * 500_000


def test_an_empty_pool_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        Workers(0)


def test_an_interrupt_from_the_keyboard_leaves_a_call_to_the_parent():
    code = """
import asyncio, os, signal
from keju.sandbox import Workers

async def main():
    async with Workers(1) as workers:
        call = asyncio.create_task(workers.run("worker_tricks:sleeps", [2.5], 20.0))
        await asyncio.sleep(1.5)
        os.killpg(0, signal.SIGINT)  # as a terminal does
        print(await call)

signal.signal(signal.SIGINT, lambda *_: None)
asyncio.new_event_loop().run_until_complete(main())
"""
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        start_new_session=True,
    )
    assert ended.stdout == "2.5\n", ended.stderr
