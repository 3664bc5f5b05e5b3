"""Where values stand on a drawing: shares of its width and height, and round ticks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Scale", "Tick", "round_step"]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands, a share from 0 to 1, and what it reads."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis from ``low`` to ``high``."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return where ``value`` stands: 0 at ``low``, 1 at ``high``, never beyond either."""
        share = (value - self.low) / (self.high - self.low)
        return min(1.0, max(0.0, share))

    def holds(self, value: float) -> bool:
        """Return whether ``value`` lies on the axis."""
        return self.low <= value <= self.high

    def ticks(self, label: Callable[[float], str], most: int) -> Sequence[Tick]:
        """Return at most ``most`` + 1 ticks at round values."""
        step = round_step((self.high - self.low) / most)
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [Tick(self.at(k * step), label(k * step)) for k in range(first, last + 1)]


def round_step(least: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is at least ``least`` > 0."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))
