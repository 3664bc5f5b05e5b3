"""The event loop: uvloop where there is one, interrupts as a clean stop."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, TypeVar

__all__ = ["interruptible", "run"]

T = TypeVar("T")


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, also where a loop runs already (in a notebook): in a thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return _run(main)
    results: list[T] = []
    errors: list[BaseException] = []

    def target() -> None:
        try:
            results.append(_run(main))
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread
            errors.append(error)

    thread = threading.Thread(target=target, name="keju-loop")
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]


def _run(main: Coroutine[Any, Any, T]) -> T:
    try:
        import uvloop
    except ImportError:  # Windows
        return asyncio.run(main)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(main)


@contextlib.contextmanager
def interruptible(first: Callable[[], None], second: Callable[[], None]) -> Iterator[None]:
    """Within the block Ctrl-C (or a request to terminate) calls ``first``, then ``second``.

    Signals belong to the main thread; elsewhere, and where the loop cannot take them (Windows), the
    block changes nothing.
    """
    if sys.platform == "win32" or threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    steps = iter([first])

    def handle() -> None:
        next(steps, second)()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, handle)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
