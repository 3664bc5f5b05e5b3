"""The mean of scores in [0, 1], with intervals that hold at any number of questions.

Units are independent: questions that stand alone, or clusters of them. A unit has a sum of scores
and a size (its questions), and the mean is θ = E[sum] / E[size]. Both intervals are what betting
leaves possible (see ``betting``); neither takes anything to be normal, or large.

``mean_interval`` is for a number of units that was fixed beforehand, and spends everything there:
after t-1 units the stake is √(2 log(2/α) / (n σ²)), with σ² their variance so far, so that the n
rounds to come are bet on as if it were the truth; at most 0.9 of what may be lost. A stake that
looks back only leaves the capital a supermartingale, so by Ville's inequality either capital
reaches 2/α with probability at most α/2 each, wherever in the n rounds. Each factor falls (rises)
with the mean that is bet on, so what is not excluded is an interval.

The ratio rests on the size of the largest unit, for one that was never seen could hold any share of
the questions: nothing can be said without a bound on it. It is taken to be among those given. Where
the sample may lack it, the error is at most α and the probability of that.

Source: I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting",
Journal of the Royal Statistical Society B 86 (2024), 1-27: the hedged capital process with the
stakes of its equation (26), here for a ratio of means.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from keju.stats.betting import Array, Units
from keju.stats.sequences import confidence_interval, confidence_path

__all__ = ["anytime_interval", "anytime_path", "mean_interval"]

_MOST = 0.9  # of what a gambler may lose in one round
_INNER = 5  # points tried in each round of a search
_ROUNDS = 13  # 6⁻¹³ < 10⁻¹⁰


def mean_interval(sums: ArrayLike, sizes: ArrayLike, alpha: float = 0.05) -> tuple[float, float]:
    """Return (low, high): with probability at least 1 - ``alpha`` the mean lies between them.

    ``sums`` [n] and ``sizes`` [n] are those of independent units of one distribution, in an order
    that was drawn without a look at the scores. No unit may be larger than the largest of these.
    Raises ValueError for sums outside [0, size], sizes of 0 or less, and ``alpha`` outside (0, 1).
    No units say nothing: (0, 1).
    """
    scores, weights = _scaled(sums, sizes)
    _check_level(alpha)
    if not len(scores):
        return 0.0, 1.0
    stakes = _stakes(scores, weights, alpha)
    bound = np.log(2 / alpha)
    low = _crossing(scores, weights, stakes, bound)
    # What bets on less is what bets on more, with right and wrong exchanged.
    high = 1 - _crossing(weights - scores, weights, stakes, bound)
    # An interval that has missed may lie beside the mean of the sample, or be empty.
    mean = float(scores.sum() / weights.sum())
    return min(low, mean), max(high, mean)


def anytime_interval(sums: ArrayLike, sizes: ArrayLike, alpha: float = 0.05) -> tuple[float, float]:
    """Return (low, high) as in ``mean_interval``, but for all numbers of units at once.

    At every look together the mean lies within with probability at least 1 - ``alpha``.
    """
    scores, weights = _scaled(sums, sizes)
    low, high = confidence_interval(_as_units(scores, weights), alpha)
    return (low + 1) / 2, (high + 1) / 2


def anytime_path(
    sums: ArrayLike, sizes: ArrayLike, looks: ArrayLike, alpha: float = 0.05
) -> tuple[Array, Array]:
    """Return the anytime intervals (lows, highs) after ``looks`` units each, for a plot."""
    scores, weights = _scaled(sums, sizes)
    lows, highs = confidence_path(_as_units(scores, weights), looks, alpha)
    return (lows + 1) / 2, (highs + 1) / 2


def _scaled(sums: ArrayLike, sizes: ArrayLike) -> tuple[Array, Array]:
    scores, weights = np.asarray(sums, np.float64), np.asarray(sizes, np.float64)
    # Written so that NaN fails too.
    if not ((weights > 0) & (scores >= -1e-9) & (scores <= weights + 1e-9)).all():
        raise ValueError("a unit's size is above 0, and its sum of scores from 0 to its size")
    largest = weights.max(initial=0.0) or 1.0
    return np.clip(scores, 0, weights) / largest, weights / largest


def _check_level(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")


def _as_units(scores: Array, weights: Array) -> Units:
    """Scores in [0, 1] as differences in [-1, 1]: D = 2·score - 1."""
    return Units(2 * scores - weights, weights)


def _stakes(scores: Array, weights: Array, alpha: float) -> Array:
    """[n] The stake of each round, from what was seen before it."""
    mean = (0.5 + np.cumsum(scores)) / (1 + np.cumsum(weights))
    squares = np.cumsum((scores - mean * weights) ** 2)
    before = np.concatenate([[0.0], squares[:-1]])
    variance = (0.25 + before) / np.arange(1, len(scores) + 1)
    return np.asarray(np.sqrt(2 * np.log(2 / alpha) / (len(scores) * variance)))


def _crossing(scores: Array, weights: Array, stakes: Array, bound: float) -> float:
    """Return the largest mean, to 10⁻¹⁰ below, that a bet on more has excluded; 0 if none."""
    low, high = 0.0, 1.0
    for _ in range(_ROUNDS):
        tried = np.linspace(low, high, _INNER + 2)
        beyond = [bool(_highest(scores, weights, stakes, mean) >= bound) for mean in tried[1:-1]]
        turn = sum(beyond)
        low, high = float(tried[turn]), float(tried[turn + 1])
    return low


def _highest(scores: Array, weights: Array, stakes: Array, mean: float) -> float:
    """Return the highest log-capital that bets on more than ``mean`` ever had."""
    bets = np.minimum(stakes, _MOST / mean)
    return float(np.cumsum(np.log1p(bets * (scores - mean * weights))).max())
