"""One scale for models that took different benchmarks: an item-response fit of a table with gaps.

The expected score of model m on benchmark b is y = c + (u - c)·σ(a·(C - D)), where C is the model's
ability and each benchmark has a slope a, a difficulty D, a floor c (what guessing brings) and a
ceiling u (what its own mistakes leave). Missing cells stay missing: they are in no sum.

The fit is the maximum of a posterior. A residual is weighted by its variance: that of sampling and
of sources, and a misfit, because a model has strengths of its own on every benchmark. Such a
strength shifts an ability, so that a misfit moves a score most where the curve is steep and hardly
near floor or ceiling. Each benchmark has its own amount of it, which is estimated and drawn towards
that of all. Far residuals count less, as under Student's t. Priors keep what few scores cannot
tell: abilities are standard normal, which also sets origin and unit of the scale; log a, D,
logit c and logit (1 - u) are normal.

Sources: A. Birnbaum in Lord and Novick, "Statistical theories of mental test scores" (1968), with
an upper asymptote as in Barton and Lord (1981); one such scale over published benchmarks: A. Ho et
al., "A Rosetta Stone for AI benchmarks" (arXiv:2512.00193).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import expit, logit

from keju.stats.joint_steps import FREEDOM, STEPS, Array, Cells, Indexes, Prior, System, curve

__all__ = [
    "Cells",
    "Items",
    "Prior",
    "Scale",
    "dispersion",
    "expected",
    "fit",
    "on_these",
    "refit",
    "residual_errors",
    "sides",
    "usual_prior",
]

#: What a misfit is made of: a shift of ability, and a part that is the same everywhere.
_SHIFT, _EVEN = 0.1, 0.05
_PULL = 8.0  # residuals that the misfit of all benchmarks counts as, in that of one
_INFORMATION = (FREEDOM + 1) / (FREEDOM + 3)  # of a t variable, beside a normal one of its scale
_ROUNDS = 8
_STILL = 1e-2  # relative change of the misfits at which the rounds end
_USUAL = (1.2, 0.0, None, logit(0.04))  # log a, D, logit c (from chance), logit (1 - u)
_SPREAD = (0.6, 2.0, 0.5, 0.7)
_REACH, _HALVINGS = 4.0, 20  # how far from an ability its errors are sought, and how finely
_NOWHERE = -20.0  # the logit of a floor or a loss that is not there


@dataclass(frozen=True, eq=False)
class Items:
    """The benchmarks' parameters, each [benchmarks]: slope a, difficulty D, floor c, ceiling u."""

    slope: Array
    difficulty: Array
    floor: Array
    ceiling: Array


@dataclass(frozen=True, eq=False)
class Scale:
    """A fit: ``ability`` [models], ``theta`` [benchmarks, 4] as in ``Prior``, their misfits.

    ``misfit`` [benchmarks]: 1 is the usual amount. ``error`` [models] is the standard deviation of
    an ability, its benchmarks taken as known; 1 for a model without scores.
    """

    ability: Array
    theta: Array
    misfit: Array
    error: Array

    @property
    def items(self) -> Items:
        """The benchmarks' parameters as they are read."""
        slope, difficulty, low, lost = self.theta.T
        return Items(np.exp(slope), difficulty, expit(low), 1 - expit(lost))


def usual_prior(chance: Sequence[float] | Array, *, bounded: bool = True) -> Prior:
    """Return the usual prior for benchmarks on which guessing brings ``chance`` [benchmarks].

    Not ``bounded``: neither floor nor ceiling, which is the two-parameter model.
    """
    low = np.clip(np.asarray(chance, dtype=float), 0.005, 0.95)
    mean = np.tile(np.array([_USUAL[0], _USUAL[1], 0.0, _USUAL[3]]), (len(low), 1))
    mean[:, 2] = logit(low)
    spread = np.tile(np.array(_SPREAD), (len(low), 1))
    if not bounded:
        mean[:, 2:], spread[:, 2:] = _NOWHERE, 0.0
    return Prior(mean, spread)


def expected(scale: Scale, model: Indexes, benchmark: Indexes) -> Array:
    """Return the expected scores [n] of these cells, taken or not."""
    return curve(scale.ability[model], scale.theta[benchmark])[0]


def residual_errors(scale: Scale, model: Indexes, benchmark: Indexes) -> Array:
    """Return the standard deviation [n] of a score about its expectation, sampling left aside."""
    shape = _shape(scale, model, benchmark)
    return np.asarray(scale.misfit[benchmark] * np.sqrt(shape))


def _shape(scale: Scale, model: Indexes, benchmark: Indexes) -> Array:
    rise = curve(scale.ability[model], scale.theta[benchmark])[1]
    return (_SHIFT * rise) ** 2 + _EVEN**2


def fit(cells: Cells, prior: Prior, start: Scale | None = None) -> Scale:
    """Return the fit of a table; from ``start``, the fit of a similar one, it takes fewer steps."""
    scale = start or _begin(cells, prior)
    ones = np.ones(cells.models), np.ones(cells.benchmarks)
    for _ in range(_ROUNDS):
        before = scale.misfit
        scale = refit(cells, prior, scale, ones)
        scale = replace(scale, misfit=_misfits(cells, scale))
        if np.abs(scale.misfit / before - 1).max(initial=0.0) < _STILL:
            break
    return scale


def refit(
    cells: Cells,
    prior: Prior,
    start: Scale,
    weights: tuple[Array, Array],
    steps: int = STEPS,
) -> Scale:
    """Return the fit with weights of models [models] and benchmarks [benchmarks], from ``start``.

    A model of weight 2 counts as two models with the same scores, a benchmark likewise. The
    variances of residuals are those of ``start``; so many ``steps`` are taken at most.
    """
    variance = _variance(cells, start)
    system = System(cells, prior, variance, weights)
    ability, theta = system.climb(start.ability, start.theta, steps)
    rise = curve(ability[cells.model], theta[cells.benchmark])[1]
    told = _INFORMATION * np.bincount(cells.model, rise**2 / variance, cells.models)
    return replace(start, ability=ability, theta=theta, error=1 / np.sqrt(1 + told))


def on_these(cells: Cells, prior: Prior, known: Scale, theta: Array) -> Array:
    """Return the abilities [models] that these parameters give, every benchmark counting once.

    The variances of residuals are those of ``known``.
    """
    ones = np.ones(cells.models), np.ones(cells.benchmarks)
    system = System(cells, prior, _variance(cells, known), ones)
    return system.settle(known.ability, theta)


def dispersion(cells: Cells, scale: Scale) -> float:
    """Return the variance of what pulls at abilities, relative to what the fit takes it to be.

    1 where misfits have the shape that they are given; more where residuals are larger just where
    the curves are steep, which is where abilities are told. At least 1. The ratio of the two sides
    of a sandwich variance (Huber 1967), one for all models: few cells cannot tell their own.
    """
    variance = _variance(cells, scale)
    here, rise, _ = curve(scale.ability[cells.model], scale.theta[cells.benchmark])
    rest = cells.score - here
    pull = rise * (FREEDOM + 1) * rest / (FREEDOM * variance + rest**2)
    told = _INFORMATION * rise**2 / variance
    leverage = told / (1 + np.bincount(cells.model, told, cells.models))[cells.model]
    left = np.maximum(0.1, 1 - leverage - _items_spent(cells))
    return max(1.0, float((pull**2).sum() / max(1e-12, (told * left).sum())))


def sides(cells: Cells, scale: Scale) -> tuple[Array, Array]:
    """Return the error of each ability [models] downwards and upwards, benchmarks taken as known.

    They differ where scores lie near a floor, which say that a model is weak and hardly how weak,
    or near a ceiling. An error reaches to where the posterior, dispersion allowed for, has fallen
    by as much as a normal one has at its standard deviation.
    """
    variance, over = _variance(cells, scale), dispersion(cells, scale)

    def fallen(ability: Array) -> Array:
        rest = cells.score - curve(ability[cells.model], scale.theta[cells.benchmark])[0]
        far = 0.5 * (FREEDOM + 1) * np.log1p(rest**2 / (FREEDOM * variance))
        told: Array = np.bincount(cells.model, far, cells.models) / over + 0.5 * ability**2
        return told

    top = fallen(scale.ability)

    def side(sign: float) -> Array:
        near, far = np.zeros(cells.models), np.full(cells.models, _REACH)
        for _ in range(_HALVINGS):
            middle = (near + far) / 2
            beyond = fallen(scale.ability + sign * middle) - top > 0.5
            near, far = np.where(beyond, near, middle), np.where(beyond, middle, far)
        return far

    return side(-1.0), side(1.0)


def _begin(cells: Cells, prior: Prior) -> Scale:
    """Return a start: abilities from how far a model lies above each benchmark's mean."""
    counts = np.bincount(cells.benchmark, minlength=cells.benchmarks)
    sums = np.bincount(cells.benchmark, cells.score, cells.benchmarks)
    above = cells.score - (sums / np.maximum(1, counts))[cells.benchmark]
    taken = np.bincount(cells.model, minlength=cells.models)
    ability = 3 * np.bincount(cells.model, above, cells.models) / (1 + taken)
    one = np.ones(cells.benchmarks)
    return Scale(ability, prior.mean.copy(), one, np.ones(cells.models))


def _variance(cells: Cells, scale: Scale) -> Array:
    return residual_errors(scale, cells.model, cells.benchmark) ** 2 + cells.noise


def _misfits(cells: Cells, scale: Scale) -> Array:
    """Return each benchmark's misfit, drawn towards that of all: few residuals tell little."""
    rest = cells.score - expected(scale, cells.model, cells.benchmark)
    count = np.bincount(cells.benchmark, minlength=cells.benchmarks)
    heavy = (FREEDOM + 1) / (FREEDOM + rest**2 / _variance(cells, scale))
    squares = (heavy * rest**2 - cells.noise) / _shape(scale, cells.model, cells.benchmark)
    own = np.maximum(0.0, np.bincount(cells.benchmark, squares, cells.benchmarks))
    spent = np.bincount(cells.benchmark, _spent(cells), cells.benchmarks)
    left = np.maximum(count - spent, 0.25 * count)
    usual = own.sum() / max(1.0, left.sum())
    pooled = (_PULL * usual + own) / (_PULL + left)
    return np.asarray(np.sqrt(np.maximum(pooled, 0.01)))


def _spent(cells: Cells) -> Array:
    """Return roughly what part of each cell the fit used up: a share of an ability, of the items'.

    Degrees of freedom that abilities and parameters took are not those of a misfit.
    """
    taken = np.bincount(cells.model, minlength=cells.models)[cells.model]
    return np.minimum(0.9, 0.8 / taken + _items_spent(cells))


def _items_spent(cells: Cells) -> Array:
    sat = np.bincount(cells.benchmark, minlength=cells.benchmarks)[cells.benchmark]
    return 3.0 / (3 + sat)
