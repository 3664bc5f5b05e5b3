"""The claim of no difference: two one-sided tests against a margin.

Source: D. J. Schuirmann, "A comparison of the two one-sided tests procedure and the power approach
for assessing the equivalence of average bioavailability", Journal of Pharmacokinetics and
Biopharmaceutics 15 (1987), 657-680.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["equivalent", "tost"]


def tost(draws: ArrayLike, margin: float) -> float:
    """Return p of "the difference is ``margin`` or more, either way", from bootstrap ``draws`` [R].

    It is the larger of the two one-sided p-values. Raises ValueError unless margin > 0.
    """
    if not margin > 0:
        raise ValueError(f"the margin must be above 0, not {margin}")
    found = np.asarray(draws, np.float64)
    outside = max(int((found >= margin).sum()), int((found <= -margin).sum()))
    return (outside + 1) / (len(found) + 1)


def equivalent(draws: ArrayLike, margin: float, alpha: float = 0.05) -> bool:
    """Return whether "no difference" may be said: the interval at 1 - 2 ``alpha`` is within."""
    return tost(draws, margin) <= alpha
