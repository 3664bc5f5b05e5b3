"""Betting on questions that are right or wrong, as a walk: the heights at which it decides."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keju.stats.betting import binary_log_capital

__all__ = ["betting_thresholds"]


@lru_cache(maxsize=64)
def betting_thresholds(horizon: int, alpha: float = 0.05) -> NDArray[np.int64]:
    """Return [horizon + 1] the heights |b - c| at which the e-process decides, as in a design.

    That is where ``binary_log_capital`` at gap 0 reaches log(2/α). So ``first_crossings`` gives the
    exact law of the e-test's length, up to the horizon.

    At one height the capital falls as pairs are added that cancel, each by 1 - u². So each height h
    has a last number of pairs at which it decides, and these are searched, one for each height.
    """
    needed = _turn(lambda won: _decides(won, horizon - won, alpha), horizon // 2, horizon + 1)
    heights = np.arange(1, 2 * int(needed) - horizon + 2)
    most = np.full(len(heights), horizon // 2 + 1)
    lost = _turn(lambda c: ~_decides(c + heights, c, alpha), np.full(len(heights), -1), most)
    last = heights + 2 * (lost - 1)  # below the height itself where it never decides
    bounds = np.arange(2, horizon + 3)  # one above what can be reached
    for odd in (0, 1):  # a height has the parity of the number of pairs
        first = np.searchsorted(last[1 - odd :: 2], np.arange(odd, horizon + 1, 2))
        enough = np.append(heights[1 - odd :: 2], horizon + 2)[first]
        bounds[odd::2] = np.minimum(bounds[odd::2], enough)
    bounds[0] = horizon + 1
    bounds.flags.writeable = False
    return bounds


def _decides(wins: ArrayLike, losses: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    return np.asarray(binary_log_capital(wins, np.maximum(losses, 0)) >= log(2 / alpha))


def _turn(
    true: Callable[[NDArray[np.int64]], NDArray[np.bool_]], low: ArrayLike, high: ArrayLike
) -> NDArray[np.int64]:
    """Return the first number above ``low`` at which ``true`` is so, or ``high``: by halves."""
    below, above = np.asarray(low), np.asarray(high)
    while (above - below > 1).any():
        middle = (below + above) // 2
        found = true(middle) & (above - below > 1)
        above, below = np.where(found, middle, above), np.where(found, below, middle)
    return above
