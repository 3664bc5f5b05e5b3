"""Asking several candidates the same questions side by side, until a referee has seen enough.

Every candidate holds its own sitting of the same paper. What they earn reaches the referee in the
order of the questions, never in the order of arrival: a key counts when every key before it has
been settled too. The referee says how far each candidate may be asked, so that nobody runs ahead
and a verdict costs few answers more than it needs.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from keju.runner import Outcome, Stopped
from keju.runner.loop import interruptible
from keju.runner.pace import Halt

__all__ = ["Key", "Lane", "Race", "Referee", "ahead"]

Key = tuple[int, int]
Sitting = Callable[[], Awaitable[Outcome]]

_LEAST_AHEAD, _AHEAD = 16, 4


def ahead(settled: int) -> int:
    """Return how many keys may be asked beyond those that count: few at first, then a quarter.

    So at most a quarter of all answers (or 16) is in vain when the verdict comes.
    """
    return max(_LEAST_AHEAD, settled // _AHEAD)


class Referee(Protocol):
    """What decides a race."""

    def limits(self) -> Sequence[int]:
        """Return, for each candidate, how many of the first keys it may be asked."""
        ...

    def settle(self, candidate: int, scores: Sequence[float | None]) -> None:
        """Take the next scores of a candidate, in the order of the keys."""
        ...


@dataclass
class Lane:
    """One candidate's share of a race; a ``keju.runner.pace.Pace``.

    ``order`` are the keys in the order of the test; None: by position, then attempt.
    """

    race: Race
    number: int
    order: Iterable[Key] | None
    scores: dict[Key, float | None] = field(default_factory=dict)
    front: int = 0
    stopped: Stopped | None = None
    finished: bool = False
    halt: Halt | None = None
    drop: Callable[[], None] | None = None

    async def admit(self, position: int, attempt: int) -> bool:
        """Wait until the referee lets this key be asked; False when the race is over."""
        place = self.race.place((position, attempt))
        while not self.race.over:
            if place < self.race.limits[self.number]:
                return True
            await self.race.moved()
        return False

    def settle(self, position: int, attempt: int, score: float | None) -> None:
        """Keep a score until every key before it is settled, then hand it on."""
        self.scores[position, attempt] = score
        ready = []
        while (key := self.race.key(self.front)) in self.scores:
            ready.append(self.scores.pop(key))
            self.front += 1
        if ready:
            self.race.settle(self.number, ready)

    @contextlib.contextmanager
    def attached(self, halt: Halt, drop: Callable[[], None]) -> Iterator[None]:
        """Let the race stop this candidate's sitting."""
        self.halt, self.drop = halt, drop
        try:
            yield
        finally:
            self.halt = self.drop = None


class Race:
    """Lanes that wait for each other, and the referee that watches them.

    ``attempts`` are the answers to each question; ``order`` is the order of the keys where it is
    not by position and attempt.
    """

    def __init__(
        self, referee: Referee, candidates: int, attempts: int, order: Sequence[Key] | None = None
    ) -> None:
        self.referee = referee
        self.attempts = attempts
        self.order = order
        self.places = None if order is None else {key: n for n, key in enumerate(order)}
        self.lanes = [Lane(self, number, order) for number in range(candidates)]
        self.limits: Sequence[int] = referee.limits()
        self.stopped: Stopped | None = None
        self._over = False
        self._moved = asyncio.Event()

    def key(self, place: int) -> Key | None:
        """Return the key at this place of the order."""
        if self.order is not None:
            return self.order[place] if place < len(self.order) else None
        return divmod(place, self.attempts)

    def place(self, key: Key) -> int:
        """Return where in the order a key stands."""
        if self.places is not None:
            return self.places[key]
        return key[0] * self.attempts + key[1]

    @property
    def over(self) -> bool:
        """Whether nobody is asked any more."""
        return self._over

    async def moved(self) -> None:
        """Wait until limits may have changed."""
        await self._moved.wait()

    def settle(self, candidate: int, scores: Sequence[float | None]) -> None:
        """Hand scores to the referee; end the race when nobody may go further."""
        self.referee.settle(candidate, scores)
        self._look()

    def _look(self) -> None:
        self.limits = self.referee.limits()
        if all(limit <= 0 for limit in self.limits):
            self._end()
        self._wake()

    def _wake(self) -> None:
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    def _end(self) -> None:
        self._over = True
        self._wake()

    def stop(self, why: Stopped) -> None:
        """Ask nothing more in any lane; what is in flight comes in."""
        self.stopped = self.stopped or why
        self._end()
        for lane in self.lanes:
            if lane.halt is not None:
                lane.halt(why)

    def drop(self) -> None:
        """Give up what is in flight too."""
        for lane in self.lanes:
            if lane.drop is not None:
                lane.drop()

    async def run(self, sittings: Sequence[Sitting]) -> list[Outcome]:
        """Hold the sittings, one a lane, side by side. Raises the first error that one met."""
        with interruptible(lambda: self.stop("interrupted"), self.drop):
            return list(await asyncio.gather(*(self._hold(sitting) for sitting in sittings)))

    async def _hold(self, sitting: Sitting) -> Outcome:
        try:
            outcome = await sitting()
        except BaseException:
            self.stop("failures")
            raise
        if outcome.stopped is not None:
            self.stop(outcome.stopped)
        return outcome
