"""The mean of counts, which have no bound: an approximate interval over independent units."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from keju.stats.variance import clustered_error

__all__ = ["count_interval"]


def count_interval(
    sums: ArrayLike, sizes: ArrayLike, alpha: float = 0.05
) -> tuple[float, float] | None:
    """Return (low, high) around the ratio of means E[sum] / E[size]; None where it cannot be told.

    Student's t with m - 1 degrees of freedom, around the ratio, with the standard error of
    linearisation (``clustered_error``), for ``sums`` [m] and ``sizes`` [m] of independent units.
    Coverage is about 1 - ``alpha`` for many units and falls short of it for few units of skewed
    counts (90 instead of 95% for 30 units of log-normal ones with σ = 0.8): nothing without a
    bound on them could promise more. Counts are not negative, so ``low`` is 0 at least. None for
    fewer than two units, and where they do not differ: that no spread was seen is no certainty.

    Source: W. G. Cochran, Sampling Techniques (1977), sections 2.8 and 6.3.
    """
    from scipy.special import stdtrit  # heavy: this module may be loaded at a start

    total, k = np.asarray(sums, np.float64), np.asarray(sizes, np.float64)
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")
    if len(total) < 2:
        return None
    mean, error = float(total.sum() / k.sum()), clustered_error(total, k)
    if error <= 1e-24 * mean**2:  # rounding alone
        return None
    half = float(stdtrit(len(total) - 1, 1 - alpha / 2)) * math.sqrt(error)
    return max(0.0, mean - half), mean + half
