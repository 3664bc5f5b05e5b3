"""Crossing between the event loop and the thread that writes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from keju.core.ledger import LedgerWriter

__all__ = ["from_thread", "in_turn"]

T = TypeVar("T")


def in_turn(
    writer: LedgerWriter, operation: Callable[..., T], *arguments: object
) -> asyncio.Future[T]:
    """Run a ledger operation in the writer's thread, where it never meets another writer."""
    return asyncio.wrap_future(writer.call(lambda _connection: operation(*arguments)))


def from_thread(
    loop: asyncio.AbstractEventLoop, function: Callable[[Any], None], value: object
) -> None:
    """Call a function in the loop from another thread, unless the loop has ended."""
    if not loop.is_closed():
        loop.call_soon_threadsafe(function, value)
