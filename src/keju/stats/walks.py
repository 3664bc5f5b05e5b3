"""The walk that two candidates' discordant answers make, followed exactly.

Each question that only one of the two answers rightly is a step: up when it is A, with probability
q, down when it is B. The walk stops where its height reaches a threshold. The chance of every end
follows from a recursion over the heights that are still possible, with no simulation and no
approximation: step by step each height gives its mass to its two neighbours, and what lies at or
beyond the threshold is taken out. One step costs as many sums as heights are possible.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from keju.stats.betting import Array

__all__ = ["Crossings", "first_crossings"]


@dataclass(frozen=True, eq=False)
class Crossings:
    """Where walks end: probabilities of a first crossing at each step, and of none.

    ``above`` and ``below``: [horizon + 1, …], index 0 unused; ``remaining``: […]. The further axis
    is that of the probabilities that were given, none for a single number.
    """

    above: Array
    below: Array
    remaining: Array

    @property
    def horizon(self) -> int:
        """The number of steps after which every walk stops."""
        return len(self.above) - 1

    @property
    def expected_steps(self) -> Array:
        """[…] The mean number of steps to a crossing or to the horizon."""
        steps = np.arange(self.horizon + 1)
        spent = np.tensordot(steps, self.above + self.below, axes=1)
        return np.asarray(spent + self.horizon * self.remaining)


def first_crossings(thresholds: ArrayLike, up: ArrayLike) -> Crossings:
    """Return where a walk with steps ±1 first has a height of at least its threshold.

    ``thresholds``: [horizon + 1] whole numbers above 0; ``thresholds[n]`` holds after step n, on
    both sides, and one above n cannot be reached; index 0 is not looked at. ``up``: the probability
    of a step up, a number or an array (Q) of them. Exact but for rounding, some 10⁻¹⁵ a step.

    Raises ValueError for a threshold below 1 or a probability outside [0, 1].
    """
    bounds = np.asarray(thresholds, dtype=np.int64)
    rising = np.asarray(up, dtype=np.float64)
    if bounds.ndim != 1 or not (bounds[1:] >= 1).all():
        raise ValueError("thresholds are whole numbers above 0, one for each step")
    if not ((rising >= 0) & (rising <= 1)).all():
        raise ValueError(f"probabilities of a step up lie between 0 and 1, not {rising}")
    falling = 1 - rising
    above, below = np.zeros((2, len(bounds), *rising.shape))
    # Row i of the mass is the height 2i - top: all heights have the parity of the step's number.
    mass = np.ones((1, *rising.shape))
    for step, bound in enumerate(bounds.tolist()[1:], start=1):
        after = np.empty((len(mass) + 1, *rising.shape))
        after[0] = 0.0
        np.multiply(mass, rising, out=after[1:])
        mass *= falling
        after[:-1] += mass
        mass = after
        beyond = (len(mass) - 1 - bound) // 2 + 1
        if beyond > 0:
            below[step] = np.add.reduce(mass[:beyond])
            above[step] = np.add.reduce(mass[-beyond:])
            mass = mass[beyond:-beyond]
    return Crossings(above, below, np.asarray(mass.sum(axis=0)))
