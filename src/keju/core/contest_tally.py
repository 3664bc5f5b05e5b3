"""Running figures of a comparison: what a display shows while the questions are asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from keju.core.tally import Tally

__all__ = ["ContestTally"]


@dataclass(slots=True)
class ContestTally:
    """What the test has seen so far, and what each side has earned.

    ``wanted`` counts the pairs that may be asked at most, ``pairs`` those that count so far and
    ``excluded`` those left out. ``low`` and ``high`` are None while there is no interval.
    Evidence is a share of the way to the threshold. ``expected_left``: pairs still to come, as far
    as one can tell. ``sides`` are the tallies of the two sittings.
    """

    names: tuple[str, str]
    wanted: int
    pairs: int = 0
    excluded: int = 0
    accuracy_a: float | None = None
    accuracy_b: float | None = None
    gap: float | None = None
    low: float | None = None
    high: float | None = None
    evidence_a: float = 0.0
    evidence_b: float = 0.0
    expected_left: float | None = None
    sides: tuple[Tally, Tally] = field(default_factory=lambda: (Tally(), Tally()))

    @property
    def cost(self) -> float | None:
        """US dollars spent by this run; None where no price is known."""
        priced = [side.cost for side in self.sides if side.priced]
        return sum(priced) if priced else None

    @property
    def tokens(self) -> int:
        """Tokens written and read by this run."""
        return sum(side.prompt_tokens + side.completion_tokens for side in self.sides)
