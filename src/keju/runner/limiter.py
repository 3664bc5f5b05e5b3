"""How many questions are in flight: fixed, or found out by additive increase and back-off."""

from __future__ import annotations

import asyncio
import statistics
from collections import deque

from keju.core.records import FailureKind, Reply

__all__ = ["Limiter"]

_START = 8
_CEILING = 512
_SLOWER = 2.0  # a median pace this many times the best seen means that requests queue
_ROUND = 16  # a median of fewer is too noisy to act on
_CALL_TOKENS = 50  # the fixed time of a call, in tokens' worth of writing


class Limiter:
    """Bounds what is in flight.

    A fixed limit never moves. Otherwise the limit doubles a round until the first sign of
    overload, then grows by one part in sixteen (at least one) a round; it falls by 30% on a rate
    limit or an overloaded server, and in proportion, by half at most, when answers take more than
    twice as long as in the best round (additive increase, multiplicative decrease: Chiu and Jain
    1989; latency as signal: TCP Vegas, 1994). A round is as many answers as the limit.

    Latency is taken a token: a long thought is no queue. It is a softer sign than a refusal, since
    questions differ, and never brings the limit below where it started.
    """

    def __init__(self, fixed: int | None = None, ceiling: int = _CEILING) -> None:
        self.limit = fixed or _START
        self.in_flight = 0
        self._fixed = fixed is not None
        self._ceiling = ceiling
        self._slow_start = True
        self._best: float | None = None
        self._round: list[float] = []
        self._hold = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    async def acquire(self) -> None:
        """Wait for a place and take it; first come, first served."""
        if self.in_flight < self.limit:
            self.in_flight += 1
            return
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            await place
        except asyncio.CancelledError:
            if not place.cancelled():  # the place was given in the same moment
                self.release()
            raise

    def release(self) -> None:
        """Give the place back."""
        self.in_flight -= 1
        self._admit()

    def _admit(self) -> None:
        while self._waiting and self.in_flight < self.limit:
            place = self._waiting.popleft()
            if not place.done():
                self.in_flight += 1
                place.set_result(None)

    def observe(self, reply: Reply) -> None:
        """Learn from one call."""
        if self._fixed:
            return
        self._hold = max(0, self._hold - 1)
        failure = reply.failure
        if failure is not None:
            if failure.kind is FailureKind.RATE_LIMIT or failure.status in (502, 503, 504, 529):
                self._fall(0.7, least=1)
            return
        tokens = _CALL_TOKENS + (reply.usage.completion_tokens or 0)
        self._round.append((reply.seconds or 0.0) / tokens)
        if len(self._round) >= max(self.limit, _ROUND):
            self._end_round()

    def _end_round(self) -> None:
        median = statistics.median(self._round)
        self._round.clear()
        self._best = median if self._best is None else min(self._best, median)
        if median > _SLOWER * self._best > 0:
            self._fall(max(0.5, _SLOWER * self._best / median), least=min(self.limit, _START))
            return
        step = self.limit if self._slow_start else max(1, self.limit // 16)
        self.limit = min(self._ceiling, self.limit + step)
        self._admit()

    def _fall(self, factor: float, least: int) -> None:
        self._slow_start = False
        if self._hold == 0:  # one burst of refusals is one signal
            self._hold = self.limit
            self.limit = max(least, int(self.limit * factor))
            self._round.clear()
