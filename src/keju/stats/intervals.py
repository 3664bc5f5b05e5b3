"""Intervals for a proportion, for a sample whose size was fixed beforehand."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

__all__ = ["clopper_pearson", "wilson"]


def clopper_pearson(successes: int, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact interval for a proportion: (low, high), both in [0, 1].

    It holds the values p under which neither so few nor so many ``successes`` have a probability
    of (1 - ``level``)/2 or less: quantiles of Beta(successes, n-successes+1) and of
    Beta(successes+1, n-successes).

    Guarantee: for ``n`` independent answers with one probability of success, ``n`` fixed in
    advance, coverage is at least ``level`` whatever ``n`` and the probability are. A random
    question has one probability of being answered rightly, so it also holds for a sample of
    questions with an answer each.

    Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated
    in the case of the binomial", Biometrika 26 (1934), 404-413.

    Raises ValueError unless 0 ≤ successes ≤ n and 0 < level < 1. ``n`` = 0 says nothing: (0, 1).
    """
    from scipy.special import betaincinv  # heavy: this module is loaded at every start

    _check(successes, n, level)
    tail, failures = (1 - level) / 2, n - successes
    low = float(betaincinv(successes, failures + 1, tail)) if successes else 0.0
    high = 1 - float(betaincinv(failures, successes + 1, tail)) if failures else 1.0
    return low, high


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
    _check(successes, n, level)
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


def _check(successes: float, n: int, level: float) -> None:
    if not 0 <= successes <= n:
        raise ValueError(f"successes must be from 0 to n = {n}, not {successes}")
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
