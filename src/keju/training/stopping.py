"""Ctrl-C as a wish: the first lets the step end and be saved, the second stops at once."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import Any

__all__ = ["stop_wished"]


@contextlib.contextmanager
def stop_wished() -> Iterator[threading.Event]:
    """Yield an event that the first Ctrl-C (or SIGTERM) sets; a second one interrupts."""
    wished = threading.Event()

    def wish(_number: int, _frame: Any) -> None:
        if wished.is_set():
            raise KeyboardInterrupt
        wished.set()

    if threading.current_thread() is not threading.main_thread():
        yield wished  # only the main thread hears signals
        return
    before = {number: signal.signal(number, wish) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield wished
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
