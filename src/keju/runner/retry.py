"""Infrastructure is asked again, with jittered back-off; a model is never asked again."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from keju.core.protocols import Ask, Request
from keju.core.records import Failure, FailureKind, Reply

__all__ = ["Abandoned", "Patience", "retrying"]

_RETRIED = frozenset(
    {
        FailureKind.TIMEOUT,
        FailureKind.CONNECTION,
        FailureKind.RATE_LIMIT,
        FailureKind.SERVER,
        FailureKind.MALFORMED,
    }
)


class Abandoned(Exception):  # noqa: N818 - not an error: the run is stopping
    """The run stops, so this key is left for the next run."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and how slowly the same key is asked again. Times in seconds.

    The n-th wait is drawn uniformly from [0, first · 2ⁿ], at most ``longest`` ("full jitter":
    Brooker, AWS Architecture Blog 2015), and never below what the server asks for in Retry-After.
    A server that wants more than ``longest_wish`` is not waited for, and a call that hung to its
    deadline is repeated only ``timeouts - 1`` times, whatever else failed in between.
    """

    tries: int = 8
    timeouts: int = 2
    first: float = 0.5
    longest: float = 30.0
    longest_wish: float = 300.0

    def wait(self, failure: Failure, tries: int, hung: int = 0) -> float | None:
        """Return the seconds to wait after ``tries`` failed tries; None to give up.

        ``hung`` of them ended at the deadline.
        """
        if failure.kind not in _RETRIED or tries >= self.tries or hung >= self.timeouts:
            return None
        drawn = random.uniform(0, min(self.longest, self.first * 2 ** (tries - 1)))
        if failure.retry_after is None:
            return drawn
        return None if failure.retry_after > self.longest_wish else failure.retry_after + drawn


def retrying(
    ask: Ask, patience: Patience, observe: Callable[[Reply], None], stop: asyncio.Event
) -> Ask:
    """Return ``ask`` with patience. ``observe`` sees every try; raises Abandoned once stopped."""

    async def asked(request: Request) -> Reply:
        tries = hung = 0
        while True:
            reply = await ask(request)
            observe(reply)
            if reply.failure is None:
                return reply
            tries += 1
            hung += reply.failure.kind is FailureKind.TIMEOUT
            seconds = patience.wait(reply.failure, tries, hung)
            if seconds is None:
                return replace(reply, failure=replace(reply.failure, tries=tries))
            await _sleep(seconds, stop)

    return asked


async def _sleep(seconds: float, stop: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
    raise Abandoned
