"""A pilot that tuned an exam's difficulty, as a value."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Calibration", "Pilot"]


@dataclass(frozen=True, slots=True)
class Pilot:
    """What the two did at one level of difficulty.

    ``pairs`` counts questions with two scores, ``excluded`` those without; ``a`` and ``b`` are mean
    scores over the pairs, ``differ`` counts pairs whose scores differ.
    """

    level: str
    pairs: int
    excluded: int
    a: float
    b: float
    differ: int

    @property
    def discordance(self) -> float:
        """The share of the pairs that differ; 0 without pairs."""
        return self.differ / self.pairs if self.pairs else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """The levels that were tried, in the order of the trials, and which of them was chosen.

    ``spec`` is the exam at the chosen level. None of the pilot's questions is in the comparison.
    """

    exam: str
    spec: str
    pilots: tuple[Pilot, ...]
    chosen: int

    @property
    def pilot(self) -> Pilot:
        """The pilot of the chosen level."""
        return self.pilots[self.chosen]

    @property
    def discordance(self) -> float:
        """The discordance to plan with, a share above 0 and below 1.

        One difference and one agreement are added to those observed (Laplace's rule of
        succession): of a few pairs, none may differ, and the chosen level is the luckiest of some.
        """
        return (self.pilot.differ + 1) / (self.pilot.pairs + 2)
