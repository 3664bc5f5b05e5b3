"""Intervals for a proportion."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

__all__ = ["wilson"]


def wilson(successes: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return Wilson's score interval for a proportion: (low, high), both in [0, 1].

    It holds the values p that a two-sided score test at ``1 - level`` does not reject:
    |successes/n - p| ≤ z √(p(1-p)/n), with z the normal quantile of (1 + ``level``)/2.

    Guarantee: for ``n`` independent answers with one probability of success fixed in advance,
    coverage is ``level`` approximately, and on average over that probability closely, also for
    small ``n``; near 0 and 1 it may fall below at single values. It is a fixed-sample interval:
    looking at it while a sitting runs gives no licence to stop there. With ``successes`` a sum of
    graded scores in [0, 1] it is conservative, since their variance is at most p(1-p).

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22 (1927), 209-212.

    Raises ValueError unless 0 ≤ successes ≤ n and 0 < level < 1. ``n`` = 0 says nothing: (0, 1).
    """
    if not 0 <= successes <= n:
        raise ValueError(f"successes must be from 0 to n = {n}, not {successes}")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    if n == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + level) / 2)
    failures = n - successes
    middle = (successes + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * sqrt(successes * failures / n + z * z / 4)
    # The ends at 0 and n successes are 0 and 1 exactly; rounding would miss them.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if failures == 0 else min(1.0, middle + half)
    return low, high
