"""The bootstrap over events, with one more event that was not seen.

Units (events) are resampled, never rows: answers about one event are alike. Weights are smooth
(exponential, scaled to 1: the Bayesian bootstrap), and every draw holds one further event, which
is all or nothing by the toss of a coin. So few events that agree do not look like certainty. For
n events that are each 0 or 1 this is the mid-P version of the exact binomial interval.

For events of beta-binomial rates the intervals at 95% cover 94 to 100% with 3 to 30 events, where
the percentile bootstrap covers 7 to 96% and Student's t 7 to 97% (docs/audit-statistics.md).

Sources: D. B. Rubin, "The Bayesian bootstrap", Annals of Statistics 9 (1981), 130-134;
E. Learned-Miller and P. S. Thomas, "A new confidence interval for the mean of a bounded random
variable", arXiv:1905.06208 (2019), for the further point at the bound; M. P. Fay and E. J. Feuer,
"Confidence intervals for directly standardized rates", Statistics in Medicine 16 (1997), 791-801,
for its weight, the largest one, where weights differ; A. B. Owen, "The pigeonhole bootstrap",
Annals of Applied Statistics 1 (2007), 386-411, for rows and columns that are both drawn.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = [
    "ROUNDS",
    "Array",
    "Unseen",
    "crossed_draws",
    "mean_draws",
    "mean_interval_of_events",
    "span",
    "two_sided",
    "unseen",
]

Array = NDArray[np.float64]

ROUNDS = 1999  # draws
_COIN = 0.5


class Unseen(NamedTuple):
    """The further event in each of R draws: its weight [R], and whether it is all (1) or none."""

    weight: Array
    all_of_it: Array


def unseen(random: np.random.Generator, rounds: int = ROUNDS) -> Unseen:
    """Return the further event of each draw; its weight is exponential with mean 1."""
    return Unseen(
        random.exponential(size=rounds), np.asarray(random.random(rounds) < _COIN, np.float64)
    )


def span(draws: ArrayLike, level: float = 0.95) -> tuple[float, float]:
    """Return the quantiles (1-``level``)/2 and (1+``level``)/2; ValueError for a bad level."""
    if not 0 < level < 1:
        raise ValueError(f"level must lie between 0 and 1, not {level}")
    low, high = np.quantile(np.asarray(draws, np.float64), [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def two_sided(draws: ArrayLike) -> float:
    """Return p of "the difference is 0" from bootstrap ``draws`` [R], about 2/R at least."""
    found = np.asarray(draws, np.float64)
    side = min(int((found <= 0).sum()), int((found >= 0).sum()))
    return min(1.0, 2 * (side + 1) / (len(found) + 1))


def mean_draws(values: ArrayLike, bounds: tuple[float, float] = (0.0, 1.0), seed: int = 0) -> Array:
    """Return R draws of the mean of ``values`` [n ≥ 1], one a unit, each within ``bounds``.

    The same seed and number of units give the same weights. Raises ValueError for no values.
    """
    x = np.asarray(values, np.float64)
    if not len(x):
        raise ValueError("a mean needs at least one unit")
    random = np.random.default_rng(seed)
    weights, more = random.exponential(size=(ROUNDS, len(x))), unseen(random)
    extreme = bounds[0] + (bounds[1] - bounds[0]) * more.all_of_it
    total = weights @ x + more.weight * extreme
    return np.asarray(total / (weights.sum(axis=1) + more.weight))


def mean_interval_of_events(
    values: ArrayLike, level: float = 0.95, bounds: tuple[float, float] = (0.0, 1.0)
) -> tuple[float, float]:
    """Return (low, high) for the mean over events like these; holds the mean of ``values``."""
    low, high = span(mean_draws(values, bounds), level)
    mean = float(np.mean(np.asarray(values, np.float64)))
    return min(low, mean), max(high, mean)


def crossed_draws(values: ArrayLike, group: ArrayLike, seed: int = 0) -> Array:
    """Return R draws of the mean of one group of models less that of the others.

    ``values`` [models, events] holds what each model's answers to each event came to (a difference
    of topic and controls, say; NaN where it was not asked), ``group`` [models] is true for the one
    group. Models are drawn within their groups, events for all models at once; what a model adds
    to the spread is raised by t over normal quantiles, for groups are small. Raises ValueError for
    a group of fewer than two models and for a model without any event.
    """
    x, one = np.asarray(values, np.float64), np.asarray(group, bool)
    if min(one.sum(), (~one).sum()) < 2:
        raise ValueError("each group needs at least two models")
    seen = ~np.isnan(x)
    if not seen.any(axis=1).all():
        raise ValueError("each model needs at least one event")
    random = np.random.default_rng(seed)
    events = _stretched(random, x.shape[1])
    of_models = (events @ np.where(seen, x, 0.0).T) / (events @ seen.T)  # [R, models]
    return np.asarray(_group(of_models[:, one], random) - _group(of_models[:, ~one], random))


def _group(of_models: Array, random: np.random.Generator) -> Array:
    weights = _stretched(random, of_models.shape[1])
    return np.asarray((weights * of_models).sum(axis=1) / weights.sum(axis=1))


def _stretched(random: np.random.Generator, n: int) -> Array:
    """Return smooth weights [R, n] with sum n, whose mean varies as Student's t would have it."""
    from scipy.special import ndtri, stdtrit  # heavy: loaded where it is needed

    weights = random.exponential(size=(ROUNDS, n))
    weights *= n / weights.sum(axis=1, keepdims=True)
    if n < 2:
        return weights
    wider = np.sqrt((n + 1) / (n - 1)) * stdtrit(n - 1, 0.975) / ndtri(0.975)
    return np.asarray(1 + (weights - 1) * min(wider, 4.0))
