"""How well a joint scale knows scores that it was not shown, and intervals that say so.

Beyond the scale, benchmarks share something: a model that is better at one mathematics paper than
its ability says is better at the next one too. So a hidden cell is foreseen by its curve, and by
the model's other residuals as far as those benchmarks' residuals go together over all models
(the best linear predictor with a shrunk correlation).

Intervals are split-conformal on standardized residuals (Lei et al., "Distribution-free predictive
inference for regression", 2018): the scale of a cell is small near floor and ceiling, and the
factor that it is multiplied by is the quantile of residuals of cells that other folds had hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keju.stats.joint_scale import Scale, expected, fit, residual_errors, usual_prior
from keju.stats.joint_steps import Array, Cells, Indexes, curve

__all__ = ["Foreseen", "additive", "foresee", "hide", "two_parameters"]

_FOLDS = 5
_LIKE = 10.0  # models that "benchmarks have nothing in common" counts as, in a correlation
_OWN = 1.0  # variance of a residual that no other benchmark shares, in units of the shared one
_FAR = 3.0


@dataclass(frozen=True, eq=False)
class Foreseen:
    """Hidden cells: ``cells`` [n] indexes, what was foreseen, what was there, their intervals."""

    cells: Indexes
    foreseen: Array
    actual: Array
    low: Array
    high: Array

    @property
    def error(self) -> float:
        """The mean absolute error."""
        return float(np.abs(self.foreseen - self.actual).mean())

    @property
    def coverage(self) -> float:
        """The share of intervals that hold the score."""
        return float(((self.low <= self.actual) & (self.actual <= self.high)).mean())

    @property
    def width(self) -> float:
        """The mean width of the intervals."""
        return float((self.high - self.low).mean())


def hide(cells: Cells, least: int, seed: int) -> Iterator[NDArray[np.bool_]]:
    """Yield which cells [n] each of five folds hides, of models with at least ``least`` scores."""
    taken = np.bincount(cells.model, minlength=cells.models)[cells.model]
    order = np.random.default_rng(seed).permutation(np.flatnonzero(taken >= least))
    for fold in range(_FOLDS):
        hidden = np.zeros(len(cells.score), dtype=bool)
        hidden[order[fold::_FOLDS]] = True
        yield hidden


def foresee(
    cells: Cells, chance: Sequence[float] | Array, least: int = 4, level: float = 0.9, seed: int = 0
) -> Foreseen:
    """Hide every cell of a model with ``least`` scores once, and return what the others say of it.

    The factor of the intervals of a fold comes from cells that are hidden inside what it was shown,
    so that no interval has seen the score that it must hold.
    """
    parts = [
        _fold(cells, chance, hidden, level, seed)
        for hidden in hide(cells, least, seed)
        if hidden.any()
    ]
    every = [np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS]
    return Foreseen(*every)


_FIELDS = ("cells", "foreseen", "actual", "low", "high")


def _fold(
    cells: Cells,
    chance: Sequence[float] | Array,
    hidden: NDArray[np.bool_],
    level: float,
    seed: int,
) -> Foreseen:
    shown = cells.only(~hidden)
    scale = fit(shown, usual_prior(chance))
    factor = _factor(shown, chance, scale, level, seed)
    where = np.flatnonzero(hidden)
    middle, spread = _predicted(shown, scale, cells.model[where], cells.benchmark[where])
    low, high = middle - factor * spread, middle + factor * spread
    return Foreseen(where, middle, cells.score[where], np.maximum(0, low), np.minimum(1, high))


def _factor(
    shown: Cells, chance: Sequence[float] | Array, start: Scale, level: float, seed: int
) -> float:
    """Return the conformal quantile of standardized residuals inside what a fold was shown."""
    ratios = []
    for inner in hide(shown, 3, seed + 1):
        rest = shown.only(~inner)
        scale = fit(rest, usual_prior(chance), start)
        of = shown.only(inner)
        middle, spread = _predicted(rest, scale, of.model, of.benchmark)
        ratios.append(np.abs(of.score - middle) / spread)
    every = np.concatenate(ratios) if ratios else np.ones(1)
    share = min(1.0, level * (1 + 1 / len(every)))
    return float(np.quantile(every, share, method="higher"))


def _predicted(
    shown: Cells, scale: Scale, model: Indexes, benchmark: Indexes
) -> tuple[Array, Array]:
    """Return what cells [n] are foreseen to be, and the unit of their error."""
    middle = expected(scale, model, benchmark)
    unit = residual_errors(scale, model, benchmark)
    shift = _shared(shown, scale, model, benchmark)
    rise = curve(scale.ability[model], scale.theta[benchmark])[1]
    spread = np.sqrt(unit**2 + (rise * scale.error[model]) ** 2)
    return np.clip(middle + shift * unit, 0.0, 1.0), spread


def _shared(shown: Cells, scale: Scale, model: Indexes, benchmark: Indexes) -> Array:
    """Return what the models' other residuals say of those of these cells [n], standardized."""
    rest = shown.score - expected(scale, shown.model, shown.benchmark)
    unit = np.sqrt(residual_errors(scale, shown.model, shown.benchmark) ** 2 + shown.noise)
    table = np.zeros((shown.models, shown.benchmarks))
    taken = np.zeros_like(table, dtype=bool)
    table[shown.model, shown.benchmark] = np.clip(rest / unit, -_FAR, _FAR)
    taken[shown.model, shown.benchmark] = True
    alike = _alike(table, taken)
    said = np.zeros(len(model))
    for n, (row, column) in enumerate(zip(model, benchmark, strict=True)):
        of = np.flatnonzero(taken[row])
        if len(of):
            among = alike[np.ix_(of, of)] + _OWN * np.eye(len(of))
            said[n] = alike[column, of] @ np.linalg.solve(among, table[row, of])
    return said


def _alike(table: Array, taken: NDArray[np.bool_]) -> Array:
    """Return how residuals of benchmarks go together [benchmarks, benchmarks], shrunk.

    Correlations over the models that took both; few such models draw one to 0. Negative
    eigenvalues, which correlations over different models may leave, are cut off.
    """
    both = taken.T.astype(float) @ taken
    product = (table.T @ table) / (both + _LIKE)
    size = np.sqrt(np.maximum(np.diag(product), 0.2))
    product = product / np.outer(size, size)
    np.fill_diagonal(product, 1.0)
    values, vectors = np.linalg.eigh(product)
    return np.asarray((vectors * np.maximum(values, 0.0)) @ vectors.T)


def two_parameters(
    cells: Cells, chance: Sequence[float] | Array, least: int = 4, seed: int = 0
) -> float:
    """Return the mean absolute error of the same folds by a fit without floor and ceiling."""
    prior, errors = usual_prior(chance, bounded=False), []
    for hidden in hide(cells, least, seed):
        of = cells.only(hidden)
        scale = fit(cells.only(~hidden), prior)
        errors.append(np.abs(of.score - expected(scale, of.model, of.benchmark)))
    return float(np.concatenate(errors).mean())


def additive(cells: Cells, least: int = 4, seed: int = 0) -> float:
    """Return the same by the benchmark's mean and the model's mean distance from such means."""
    errors = []
    for hidden in hide(cells, least, seed):
        of, shown = cells.only(hidden), cells.only(~hidden)
        count = np.maximum(1, np.bincount(shown.benchmark, minlength=cells.benchmarks))
        mean = np.bincount(shown.benchmark, shown.score, cells.benchmarks) / count
        taken = np.maximum(1, np.bincount(shown.model, minlength=cells.models))
        above = np.bincount(shown.model, shown.score - mean[shown.benchmark], cells.models) / taken
        foreseen = np.clip(mean[of.benchmark] + above[of.model], 0.0, 1.0)
        errors.append(np.abs(of.score - foreseen))
    return float(np.concatenate(errors).mean())
