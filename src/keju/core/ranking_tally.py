"""Running figures of a ranking: what a display shows while the questions are asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from keju.core.tally import Tally

__all__ = ["RankingTally"]


@dataclass(slots=True)
class RankingTally:
    """What each candidate has earned so far, and how sure it is that it is not the best.

    ``wanted`` counts the questions that each may be asked at most, ``questions`` those that count
    so far. ``against`` is a share of the way to being surely not the best, which ``alive`` says of
    those where it is open. ``sides`` are the tallies of the sittings.
    """

    names: tuple[str, ...]
    wanted: int
    questions: list[int] = field(default_factory=list)
    accuracies: Sequence[float | None] = ()
    against: list[float] = field(default_factory=list)
    alive: list[bool] = field(default_factory=list)
    sides: tuple[Tally, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.names)
        self.questions, self.against = [0] * count, [0.0] * count
        self.accuracies, self.alive = [None] * count, [True] * count
        self.sides = tuple(Tally(self.wanted) for _ in self.names)

    @property
    def cost(self) -> float | None:
        """US dollars spent by this run; None where no price is known."""
        priced = [side.cost for side in self.sides if side.priced]
        return sum(priced) if priced else None

    @property
    def tokens(self) -> int:
        """Tokens written and read by this run."""
        return sum(side.prompt_tokens + side.completion_tokens for side in self.sides)
