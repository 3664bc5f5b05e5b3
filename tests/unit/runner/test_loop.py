import asyncio
import os
import signal

import pytest

from keju.runner.loop import interruptible, run


async def answer():
    await asyncio.sleep(0)
    return 42


async def fail():
    raise ValueError("words")


def test_a_coroutine_is_run_to_its_end():
    assert run(answer()) == 42


def test_a_coroutine_is_run_where_a_loop_runs_already():
    async def notebook():
        return run(answer())

    assert asyncio.run(notebook()) == 42


def test_an_error_comes_back_from_either_place():
    async def notebook():
        return run(fail())

    with pytest.raises(ValueError, match="words"):
        run(fail())
    with pytest.raises(ValueError, match="words"):
        asyncio.run(notebook())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_interrupt_asks_and_every_later_one_insists(number):
    heard = []

    async def scenario():
        with interruptible(lambda: heard.append("stop"), lambda: heard.append("now")):
            for _ in range(3):
                os.kill(os.getpid(), number)
                await asyncio.sleep(0.01)

    run(scenario())
    assert heard == ["stop", "now", "now"]


def test_after_the_block_an_interrupt_is_an_interrupt_again():
    async def scenario():
        with interruptible(lambda: None, lambda: None):
            pass
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(5)

    with pytest.raises(KeyboardInterrupt):
        run(scenario())


def test_outside_the_main_thread_the_block_changes_nothing():
    async def scenario():
        before = signal.getsignal(signal.SIGTERM)
        with interruptible(lambda: None, lambda: None):
            return signal.getsignal(signal.SIGTERM) is before

    async def notebook():
        return run(scenario())

    assert asyncio.run(notebook())
