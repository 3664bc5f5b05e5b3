"""What a study of the frontier may be told."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date

from keju.core.errors import InputError
from keju.core.frontier import Grouping

__all__ = ["Settings"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How models are grouped and compared.

    ``least``: benchmarks that a model must have to stand in an index; ``leader`` and ``follower``
    name groups, None: all against the one that leads at the end. ``anchors``: two models and their
    indexes.
    """

    by: Grouping = Grouping.COUNTRY
    since: date = date(2023, 1, 1)
    alpha: float = 0.1
    resamples: int = 200
    least: int = 4
    seed: int = 0
    leader: str | None = None
    follower: str | None = None
    anchors: tuple[tuple[str, float], ...] = ()
    hidden: bool = True
    influence: bool = True
    exclude: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Raise InputError for what cannot be."""
        if not 0 < self.alpha < 1:
            raise InputError(f"--alpha {self.alpha:g} must lie between 0 and 1")
        if self.resamples < 20:
            raise InputError(f"--resamples {self.resamples} is too few for an interval: 20 or more")
        if (self.resamples + 1) * self.alpha < 2:
            raise InputError(
                f"--resamples {self.resamples} is too few for --alpha {self.alpha:g}:"
                f" {math.ceil(2 / self.alpha) - 1} or more"
            )
        if self.leader is not None and self.leader == self.follower:
            raise InputError(f"--leader and --follower are both {self.leader!r}; name two groups")
        if self.least < 1:
            raise InputError(f"--least {self.least} must be at least 1")
        values = [value for _, value in self.anchors]
        if self.anchors and (len(values) != 2 or values[0] == values[1]):
            raise InputError("--anchor takes two models with different indexes, given twice")
