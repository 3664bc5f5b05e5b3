"""A run-wide budget of answers, tokens, money and time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from keju.core.records import Reply

__all__ = ["Budget", "Limits"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may spend at most; None: no bound. Money in US dollars, time in seconds."""

    answers: int | None = None
    tokens: int | None = None
    dollars: float | None = None
    seconds: float | None = None


_UNITS = 10**12


class Budget:
    """Spending of one run, be it one sitting or several, against its limits.

    The most that an answer can cost is reserved before it is sent.

    Money is counted in whole units of 10⁻¹² dollars, so that a million small sums stay exact.
    Tokens are known only afterwards: what is in flight when they run out still comes in.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.started = time.monotonic()
        self._answers = 0
        self._tokens = 0
        self._spent = 0
        self._reserved = 0

    @property
    def out_of_time(self) -> bool:
        """Whether the time is up."""
        seconds = self.limits.seconds
        return seconds is not None and time.monotonic() - self.started >= seconds

    @property
    def seconds_left(self) -> float | None:
        """How long until the time is up; None when there is no bound."""
        seconds = self.limits.seconds
        return None if seconds is None else max(0.0, self.started + seconds - time.monotonic())

    def reserve(self, dollars: float, answers: int = 1) -> bool:
        """Set the most aside that answers can cost; False when the budget cannot cover it.

        ``answers`` is how many calls a question may take.
        """
        limits = self.limits
        if limits.answers is not None and self._answers + answers > limits.answers:
            return False
        if limits.tokens is not None and self._tokens >= limits.tokens:
            return False
        most = _units(dollars)
        total = self._spent + self._reserved + most
        if limits.dollars is not None and total > limits.dollars * _UNITS + 0.5:
            return False
        self._answers += answers
        self._reserved += most
        return True

    @property
    def committed(self) -> float:
        """US dollars spent or set aside."""
        return (self._spent + self._reserved) / _UNITS

    def charge(self, dollars: float) -> None:
        """Count money as spent that was not reserved."""
        self._spent += _units(dollars)

    def settle(self, reserved: float, reply: Reply | None) -> None:
        """Replace a reservation for one answer by what it really cost; None: nothing came."""
        self.settle_all(reserved, [] if reply is None else [reply], 1)

    def settle_all(self, reserved: float, replies: Sequence[Reply], answers: int) -> None:
        """Replace a reservation for up to ``answers`` answers by what the ``replies`` really cost.

        An answer whose cost nobody reported keeps its share: the budget must hold.
        """
        self._reserved -= _units(reserved)
        self._answers -= answers - len(replies)
        for reply in replies:
            usage = reply.usage
            self._tokens += (usage.prompt_tokens or 0) + (usage.completion_tokens or 0)
            if reply.cost is not None:
                self._spent += _units(reply.cost)
            elif reply.failure is None:
                self._spent += _units(reserved / answers)


def _units(dollars: float) -> int:
    return round(dollars * _UNITS)
