"""How many answers are in the house, and when to come back if there are too many."""

from __future__ import annotations

import asyncio
import contextlib
import math
import time
from collections.abc import Iterator

from keju.serving.refusals import Refusal, full

__all__ = ["Admission"]

_LONGEST_WAIT = 60  # seconds
_MEMORY = 0.2  # share of the newest answer in the mean duration


class Admission:
    """Lets in at most ``parallel + queue`` answers; refuses the others at once."""

    def __init__(self, parallel: int, queue: int) -> None:
        self.inside = 0
        self.closed = False
        self._parallel = parallel
        self._most = parallel + queue
        self._seconds = 1.0  # that an answer takes, queue included
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def waiting(self) -> int:
        """How many answers wait for others to end, where each is one call."""
        return max(0, self.inside - self._parallel)

    @contextlib.contextmanager
    def let_in(self, answers: int) -> Iterator[None]:
        """Hold places for ``answers`` answers within the block.

        Raises Refusal: 429 when there is no room, 503 when the house is being closed.
        """
        if self.closed:
            raise Refusal(503, "The server is stopping.", code="stopping", retry_after=1)
        if self.inside and self.inside + answers > self._most:
            raise full(self.wait)
        self.inside += answers
        self._empty.clear()
        started = time.monotonic()
        try:
            yield
        finally:
            self.inside -= answers
            self._seconds += _MEMORY * (time.monotonic() - started - self._seconds)
            if not self.inside:
                self._empty.set()

    @property
    def wait(self) -> int:
        """Whole seconds after which there should be room: half of an answer's mean stay."""
        return min(_LONGEST_WAIT, max(1, math.ceil(self._seconds / 2)))

    async def emptied(self) -> None:
        """Wait until nobody is inside."""
        await self._empty.wait()
