"""How a sitting keeps pace with others: which key may be asked when, and who hears of the marks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Literal, Protocol

from keju.runner.loop import interruptible

__all__ = ["Alone", "Halt", "Pace", "Stopped"]

Stopped = Literal["interrupted", "budget", "failures"]
Halt = Callable[[Stopped], None]


class Pace(Protocol):
    """What stands between a sitting and its next question.

    ``order``: the keys (position, attempt) in the order in which they are to be asked; None: by
    position, then attempt.
    """

    order: Iterable[tuple[int, int]] | None

    async def admit(self, position: int, attempt: int) -> bool:
        """Wait until this key may be asked; False: neither it nor any later one."""
        ...

    def settle(self, position: int, attempt: int, score: float | None) -> None:
        """Hear of a mark that is on disk, in whatever order they come."""
        ...

    def attached(self, halt: Halt, drop: Callable[[], None]) -> AbstractContextManager[None]:
        """Hold, while the sitting asks, what stops it cleanly and what drops its questions."""
        ...


class Alone:
    """The pace of a sitting that waits for nobody, and stops at Ctrl-C."""

    order: Iterable[tuple[int, int]] | None = None

    async def admit(self, position: int, attempt: int) -> bool:
        """Never waits."""
        del position, attempt
        return True

    def settle(self, position: int, attempt: int, score: float | None) -> None:
        """Nobody is told."""

    def attached(self, halt: Halt, drop: Callable[[], None]) -> AbstractContextManager[None]:
        """Ctrl-C stops cleanly; a second one drops what is in flight."""
        return interruptible(lambda: halt("interrupted"), drop)
