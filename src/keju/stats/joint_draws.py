"""How sure a joint scale is: a bootstrap over benchmarks and models.

Each resample weights every model and every benchmark by an exponential variable of mean 1, and a
cell by the product of its two (the Bayesian bootstrap of a crossed table: Rubin 1981; Owen and
Eckles, "Bootstrapping data arrays of arbitrary order", 2012). No model leaves a resample. One with
few benchmarks hardly moves when these are weighted: what its spread lacks is added as noise, up to
the error of its fit together with how far the benchmarks' parameters alone move it. The noise is
normal on each side, with the error of that side: a model at the floor of its benchmarks may be much
weaker than it seems, but not the best of all. Each resample is brought to the same origin and unit
by least squares over all models.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from keju.stats.joint_scale import Scale, on_these, refit, sides
from keju.stats.joint_steps import Array, Cells, Prior

__all__ = ["draws", "interval_of"]

_STEPS = 20  # from the fit of all; what is left to gain then is less than the resample itself


def draws(cells: Cells, prior: Prior, scale: Scale, resamples: int, seed: int = 0) -> Array:
    """Return abilities [resamples, models] around the fit ``scale`` of the same table."""
    random = np.random.default_rng(seed)
    known = np.bincount(cells.model, minlength=cells.models) > 0
    found = np.empty((resamples, cells.models))
    alike = np.empty_like(found)
    for each, other in zip(found, alike, strict=True):
        weights = random.exponential(size=cells.models), random.exponential(size=cells.benchmarks)
        one = refit(cells, prior, scale, weights, _STEPS)
        each[:] = _aligned(one.ability, scale, known)
        other[:] = _aligned(on_these(cells, prior, scale, one.theta), scale, known)
    moved = found.var(axis=0, ddof=1)
    taken = np.bincount(cells.model, minlength=cells.models)
    # Weights of k cells move their mean by (k - 1)/(k + 1) of its variance (Rubin 1981).
    wanted = moved * (taken + 1) / np.maximum(1, taken - 1)
    noise, (down, up) = random.standard_normal(found.shape), sides(cells, scale)
    told = np.where(noise < 0, down, up) ** 2 + alike.var(axis=0, ddof=1)
    noisy: Array = found + noise * np.sqrt(np.maximum(0.0, np.maximum(wanted, told) - moved))
    return noisy


def _aligned(ability: Array, scale: Scale, known: NDArray[np.bool_]) -> Array:
    """Return abilities in the origin and unit of ``scale``; sure models count most."""
    sure = known / scale.error**2
    mean, aim = np.average(ability, weights=sure), np.average(scale.ability, weights=sure)
    away, wanted = ability - mean, scale.ability - aim
    unit = (sure * away * wanted).sum() / max(1e-12, (sure * away**2).sum())
    return np.asarray(aim + unit * away)


def interval_of(values: Sequence[float] | Array, alpha: float) -> tuple[float, float]:
    """Return the interval that leaves out ``alpha``/2 of these values at each end.

    Equal values count as half below and half above themselves: of what moves in steps, as lags do,
    an interval would else hold more than it says (the mid-distribution of E. Parzen; Y. Ma, M.
    Genton and E. Parzen, "Asymptotic properties of sample quantiles of discrete distributions",
    2011).
    """
    rank, all_of = alpha / 2 * (len(values) + 1), np.asarray(values)
    low, high = sorted((_lowest(all_of, rank), -_lowest(-all_of, rank)))
    return low, high


def _lowest(values: Array, rank: float) -> float:
    """Return the value at a rank; within one rank after a value it leads to the next."""
    steps, counts = np.unique(values, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    above = min(int(np.searchsorted(ranks, rank)), len(ranks) - 1)
    below = max(above - 1, 0)
    share = min(max(0.0, rank - ranks[below]), 1.0)
    return float(steps[below] + share * (steps[above] - steps[below]))
