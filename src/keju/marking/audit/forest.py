"""A boosted forest of symmetric trees, at run time: arrays and one look-up a tree.

Every node of one depth asks the same question, as in CatBoost (Prokhorenkova and others, 2018), so
a tree of depth d is d comparisons and 2^d leaves. They are grown in ``keju.training.forests``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Forest", "logistic"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Forest:
    """``which`` feature each depth of each tree looks at, ``above`` which value it says yes.

    Both have trees × depth, ``leaves`` trees × 2^depth; ``base`` is added once. Logits are
    multiplied by ``slope`` and ``shift`` added, which calibrates them (Platt, 1999).
    """

    which: NDArray[np.int64]
    above: Floats
    leaves: Floats
    base: float
    slope: float = 1.0
    shift: float = 0.0

    def logits(self, rows: Floats) -> Floats:
        """Return a calibrated logit for each row of features."""
        trees, depth = self.which.shape
        yes = rows[:, self.which] > self.above
        leaf = yes @ (1 << np.arange(depth)[::-1])
        raw = self.base + self.leaves[np.arange(trees), leaf].sum(axis=1)
        calibrated: Floats = self.slope * raw + self.shift
        return calibrated

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Return what ``from_arrays`` reads, each key beginning with ``name``."""
        return {
            f"{name}.which": self.which.astype(np.uint8),
            f"{name}.above": self.above.astype(np.float32),
            f"{name}.leaves": self.leaves.astype(np.float32),
            f"{name}.line": np.array([self.base, self.slope, self.shift]),
        }

    @classmethod
    def from_arrays(cls, name: str, arrays: Mapping[str, NDArray[Any]]) -> Forest:
        """Read what ``arrays`` made; raises KeyError or ValueError for anything else."""
        which = arrays[f"{name}.which"].astype(np.int64)
        above = arrays[f"{name}.above"].astype(float)
        leaves = arrays[f"{name}.leaves"].astype(float)
        if which.shape != above.shape or leaves.shape != (len(which), 1 << which.shape[1]):
            raise ValueError(f"the arrays of {name} do not fit together")
        return cls(which, above, leaves, *map(float, arrays[f"{name}.line"]))


def logistic(logits: Floats) -> Floats:
    """Return 1 / (1 + exp(−x)), without overflow."""
    chances: Floats = 0.5 * (1 + np.tanh(0.5 * logits))
    return chances
