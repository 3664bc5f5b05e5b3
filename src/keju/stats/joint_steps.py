"""The posterior of a joint scale, and how its maximum is reached: Levenberg-Marquardt.

Abilities are eliminated from each step, for their block of the normal equations is diagonal; what
remains is a system of four unknowns a benchmark. See ``keju.stats.joint_scale`` for the model.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import expit

__all__ = ["FREEDOM", "STEPS", "Array", "Cells", "Indexes", "Prior", "System", "curve"]

Array = NDArray[np.float64]
Indexes = NDArray[np.int64]

FREEDOM = 6.0  # of Student's t for residuals
STEPS = 60
_GAIN = 1e-5  # relative to the loss, below which a climb has ended
_WIDEST = 1e8  # damping at which no step helps any more
_ALL = range(4)
_SETTLING, _FAR = 5, 0.5


@dataclass(frozen=True, eq=False)
class Cells:
    """A table with gaps, one entry a cell: ``model``, ``benchmark`` [n] are indexes, no cell twice.

    ``score`` [n] lies in [0, 1]; ``noise`` [n] is the variance of its sampling and of its sources.
    """

    model: Indexes
    benchmark: Indexes
    score: Array
    noise: Array
    models: int
    benchmarks: int

    def only(self, kept: NDArray[np.bool_]) -> Cells:
        """Return the table with the cells where ``kept`` [n] is true; indexes stay."""
        return replace(
            self,
            model=self.model[kept],
            benchmark=self.benchmark[kept],
            score=self.score[kept],
            noise=self.noise[kept],
        )


@dataclass(frozen=True, eq=False)
class Prior:
    """What is believed of each benchmark before any score: ``mean`` and ``spread`` [benchmarks, 4].

    Columns: log a, D, logit c, logit (1 - u). A spread of 0 holds a parameter fixed.
    """

    mean: Array
    spread: Array


def curve(ability: Array, theta: Array) -> tuple[Array, Array, Array]:
    """Return expected scores [n], their derivatives by ability [n] and by theta [n, 4]."""
    slope = np.exp(theta[:, 0])
    distance = ability - theta[:, 1]
    share = expit(slope * distance)
    low, lost = expit(theta[:, 2]), expit(theta[:, 3])
    span = 1 - lost - low
    rise = span * share * (1 - share) * slope
    by_theta = np.stack(
        [rise * distance, -rise, low * (1 - low) * (1 - share), -lost * (1 - lost) * share], axis=1
    )
    return low + span * share, rise, by_theta


def _joins(cells: Cells, order: Indexes) -> tuple[Indexes, Indexes]:
    """Return columns and row ends of the matrix that joins abilities with parameters."""
    columns = 4 * cells.benchmark[order][:, None] + np.arange(4)
    ends = np.cumsum(np.bincount(cells.model, minlength=cells.models)) * 4
    return columns.ravel(), np.concatenate([[0], ends])


@dataclass(frozen=True, eq=False)
class _Parts:
    """The normal equations: what is each ability's own, each benchmark's, and what joins them."""

    own: Array  # [models]
    blocks: Array  # [benchmarks, 4, 4]
    across: csr_array  # [models, benchmarks * 4], a row has four entries a cell
    pull: Array  # [models]
    push: Array  # [benchmarks, 4]


class System:
    """The posterior of a table for known variances of residuals [n].

    ``weights`` are those of models and benchmarks: a cell has the product of both, the prior of a
    model or a benchmark its own.
    """

    def __init__(
        self, cells: Cells, prior: Prior, variance: Array, weights: tuple[Array, Array]
    ) -> None:
        self._cells, self._prior, self._variance = cells, prior, variance
        self._rows, self._columns = weights
        self._weight = self._rows[cells.model] * self._columns[cells.benchmark]
        self._free = prior.spread > 0
        tight = 1 / np.where(self._free, prior.spread, 1.0) ** 2
        self._tight = self._columns[:, None] * np.where(self._free, tight, 0.0)
        places = cells.benchmark, np.arange(len(cells.score))
        shape = cells.benchmarks, len(cells.score)
        self._gather = csr_array((np.ones(len(cells.score)), places), shape=shape)
        self._order = np.argsort(cells.model, kind="stable")
        self._joins = _joins(cells, self._order)

    def climb(self, ability: Array, theta: Array, steps: int = STEPS) -> tuple[Array, Array]:
        """Return abilities and parameters at the maximum, or as near as so many steps come."""
        damping, value = 1e-3, self.loss(ability, theta)
        for _ in range(steps):
            parts, gained, easier = self._parts(ability, theta), None, True
            while gained is None and damping < _WIDEST:
                further = self._step(parts, ability, theta, damping)
                lower = self.loss(*further)
                if lower <= value:
                    gained = value - lower
                    ability, theta = further
                    value, damping = lower, max(1e-9, damping / 8) if easier else damping
                else:
                    damping, easier = 6 * damping, False
            if gained is None or gained < _GAIN * (1 + abs(value)):
                break
        return ability, theta

    def settle(self, ability: Array, theta: Array) -> Array:
        """Return abilities near the maximum for these parameters, all models and cells alike."""
        at = self._cells
        for _ in range(_SETTLING):
            here, rise, _ = curve(ability[at.model], theta[at.benchmark])
            rest = at.score - here
            weight = (FREEDOM + 1) / (FREEDOM * self._variance + rest**2)
            told = np.bincount(at.model, weight * rise**2, at.models) + 1
            pull = np.bincount(at.model, weight * rise * rest, at.models) - ability
            ability = ability + np.clip(pull / told, -_FAR, _FAR)
        return ability

    def loss(self, ability: Array, theta: Array) -> float:
        """Return minus the logarithm of the posterior, a constant left out."""
        at = self._cells
        rest = at.score - curve(ability[at.model], theta[at.benchmark])[0]
        far = 0.5 * (FREEDOM + 1) * np.log1p(rest**2 / (FREEDOM * self._variance))
        beside = 0.5 * self._tight * (theta - self._prior.mean) ** 2
        believed = 0.5 * self._rows * ability**2
        return float((self._weight * far).sum() + believed.sum() + beside.sum())

    def _parts(self, ability: Array, theta: Array) -> _Parts:
        """Return the normal equations at a point, far residuals weighted down."""
        at = self._cells
        here, rise, by_theta = curve(ability[at.model], theta[at.benchmark])
        by_theta = by_theta * self._free[at.benchmark]
        rest = at.score - here
        weight = self._weight * (FREEDOM + 1) / (FREEDOM * self._variance + rest**2)
        own = np.bincount(at.model, weight * rise**2, at.models) + self._rows
        pull = np.bincount(at.model, weight * rise * rest, at.models) - self._rows * ability
        joined = ((weight * rise)[:, None] * by_theta)[self._order].ravel()
        across = csr_array((joined, *self._joins), shape=(at.models, 4 * at.benchmarks))
        products = weight[:, None, None] * by_theta[:, :, None] * by_theta[:, None]
        blocks = (self._gather @ products.reshape(-1, 16)).reshape(-1, 4, 4)
        blocks[:, _ALL, _ALL] += self._tight + ~self._free
        push = self._gather @ ((weight * rest)[:, None] * by_theta)
        push -= self._tight * (theta - self._prior.mean)
        return _Parts(own, blocks, across, pull, push)

    def _step(
        self, parts: _Parts, ability: Array, theta: Array, damping: float
    ) -> tuple[Array, Array]:
        """Return the point that a damped step leads to."""
        own = parts.own * (1 + damping)
        blocks = parts.blocks.copy()
        blocks[:, _ALL, _ALL] *= 1 + damping
        scaled = parts.across.copy()
        scaled.data /= np.repeat(own, np.diff(scaled.indptr))
        left = -(parts.across.T @ scaled).toarray()
        places = np.arange(len(theta))
        left.reshape(len(theta), 4, len(theta), 4)[places, :, places, :] += blocks
        right = parts.push.ravel() - scaled.T @ parts.pull
        turn = np.linalg.solve(left, right)
        move = (parts.pull - parts.across @ turn) / own
        return ability + move, theta + turn.reshape(theta.shape)
