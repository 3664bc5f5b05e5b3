"""What traces come to when each is cut after so many tokens: what is kept, and what is still right.

A trace is one answer with its thought, so many tokens long. Cut after b tokens it has cost
min(length, b), and it counts only if its whole length fits: a cut trace has no answer. Questions
weigh the same, whatever their number of traces.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["Cuts", "log_steps"]

Floats = NDArray[np.float64]


class Cuts:
    """Traces of questions: ``lengths`` [questions][traces] in tokens, ``scores`` likewise.

    ``read`` [questions] are the tokens of each question itself, read before a trace begins. No
    question may lack traces.
    """

    def __init__(
        self,
        lengths: Sequence[Sequence[int]],
        scores: Sequence[Sequence[float]],
        read: Sequence[float] | None = None,
    ) -> None:
        counts = [len(each) for each in lengths]
        self._starts = np.cumsum([0, *counts[:-1]])
        self._counts = np.array(counts, np.float64)
        self._lengths = np.concatenate([np.asarray(each, np.float64) for each in lengths])
        self._scores = np.concatenate([np.asarray(each, np.float64) for each in scores])
        self._read = np.repeat(np.zeros(len(counts)) if read is None else read, counts)

    @property
    def longest(self) -> int:
        """The tokens of the longest trace."""
        return int(self._lengths.max())

    @property
    def shortest(self) -> int:
        """The tokens of the shortest trace."""
        return int(self._lengths.min())

    def right(self, budget: float) -> list[float]:
        """Return for each question the mean score of its traces, cut ones counting 0."""
        return [float(mean) for mean in self._means(self._scores * (self._lengths <= budget))]

    def tokens(self, budget: float) -> float:
        """Return the mean over questions of the tokens of one trace, cut after ``budget``."""
        return float(self._means(np.minimum(self._lengths, budget)).mean())

    def work(self, budget: float, linear: float, square: float) -> float:
        """Return the mean over questions of linear·t + square·t² of one trace.

        t are its tokens, cut after ``budget``, and those of its question.
        """
        total = self._read + np.minimum(self._lengths, budget)
        return float(self._means(linear * total + square * total**2).mean())

    def budget_for(self, tokens: float) -> int:
        """Return the largest whole budget under which a trace takes ``tokens`` at most on average.

        It is ``longest`` at most, and 0 where not even one token is to be had.
        """
        low, high = 0, self.longest
        while low < high:
            middle = (low + high + 1) // 2
            # As many tokens as were allowed is not too many, whatever rounding makes of it.
            low, high = (
                (middle, high) if self.tokens(middle) <= tokens * (1 + 1e-12) else (low, middle - 1)
            )
        return low

    def _means(self, values: Floats) -> Floats:
        return np.asarray(np.add.reduceat(values, self._starts) / self._counts)


def log_steps(low: int, high: int, most: int) -> list[int]:
    """Return at most ``most`` whole numbers from ``low`` to ``high``, evenly by their ratio.

    Both ends are among them, in rising order. Raises ValueError unless 1 ≤ low ≤ high.
    """
    if not 1 <= low <= high:
        raise ValueError(f"steps go from at least 1 upwards, not from {low} to {high}")
    steps = {round(value) for value in np.geomspace(low, high, most).tolist()}
    return sorted({low, high, *(step for step in steps if low < step < high)})
