"""How often a sample of fixed size meets a threshold: the operating characteristic of a test.

Source: G. B. Wetherill and D. W. Brown, Statistical Process Control (1991), chapter 12 (attribute
sampling: the chance of acceptance as a function of the true share).
"""

from __future__ import annotations

import math

__all__ = ["chance_at_least", "chance_at_most"]

_ROUNDING = 1e-9  # 0.29 * 100 is a little under 29


def chance_at_most(n: int, share: float, true: float) -> float:
    """Return the chance that at most ``share`` of ``n`` independent answers do what ``true`` do.

    The binomial distribution function at ⌊n·share⌋. Raises ValueError unless n ≥ 1 and both shares
    lie in [0, 1].
    """
    from scipy.special import bdtr  # heavy: loaded where it is used

    _check(n, share, true)
    return float(bdtr(math.floor(n * share + _ROUNDING), n, true))


def chance_at_least(n: int, share: float, true: float) -> float:
    """Return the chance that at least ``share`` of ``n`` do what a share ``true`` of all do.

    Raises ValueError as ``chance_at_most`` does.
    """
    return chance_at_most(n, 1 - share, 1 - true)


def _check(n: int, *shares: float) -> None:
    if n < 1 or not all(0 <= share <= 1 for share in shares):
        raise ValueError(f"n must be at least 1 and shares lie in [0, 1], not {n} and {shares}")
