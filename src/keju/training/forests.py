"""Growing boosted forests of symmetric trees, in numpy: small data, minutes at most.

Second-order boosting of the logistic loss (Friedman, 2001; the gain and the leaves as in XGBoost,
Chen and Guestrin, 2016) over features cut into at most 32 bins, each tree on a part of the rows
and of the features. Targets may be chances between 0 and 1, which is how doubtful labels are told.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from keju.marking.audit.forest import Forest, logistic

__all__ = ["Growth", "calibrated", "grow"]

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

BINS = 32
_STILL = 1e-9


@dataclass(frozen=True, slots=True)
class Growth:
    """How a forest is grown.

    ``rate`` shrinks each tree, ``ridge`` its leaves; ``rows`` and ``features`` are the shares that
    each tree sees.
    """

    trees: int = 200
    depth: int = 6
    rate: float = 0.08
    ridge: float = 5.0
    rows: float = 0.7
    features: float = 0.3


@dataclass(frozen=True, slots=True)
class _Tree:
    which: Whole
    cuts: Whole
    leaves: Floats

    def leaf(self, bins: Whole) -> Whole:
        yes = bins[:, self.which] > self.cuts
        leaf: Whole = yes @ (1 << np.arange(len(self.which))[::-1])
        return leaf


def grow(rows: Floats, targets: Floats, weights: Floats, growth: Growth, seed: int = 0) -> Forest:
    """Return a forest for ``targets`` (chances in [0, 1]) of ``rows`` (n × features, finite)."""
    draw = np.random.default_rng(seed)
    edges = [_edges(column) for column in rows.T]
    bins = np.column_stack([np.searchsorted(e, x) for e, x in zip(edges, rows.T, strict=True)])
    mean = float(np.clip(np.average(targets, weights=weights), 1e-6, 1 - 1e-6))
    base = float(np.log(mean / (1 - mean)))
    logits = np.full(len(rows), base)
    trees = []
    for _ in range(growth.trees):
        chances = logistic(logits)
        slopes, bends = weights * (targets - chances), weights * chances * (1 - chances)
        some = np.flatnonzero(draw.random(len(rows)) < growth.rows)
        seen = draw.choice(
            rows.shape[1], max(1, int(growth.features * rows.shape[1])), replace=False
        )
        tree = _tree(bins[np.ix_(some, seen)], slopes[some], bends[some], growth)
        tree = _Tree(seen[tree.which], tree.cuts, tree.leaves)
        logits += tree.leaves[tree.leaf(bins)]
        trees.append(tree)
    return Forest(
        np.array([tree.which for tree in trees]),
        np.array(
            [[_value(edges[f], c) for f, c in zip(t.which, t.cuts, strict=True)] for t in trees]
        ),
        np.array([tree.leaves for tree in trees]),
        base,
    )


def _edges(column: Floats) -> Floats:
    return np.unique(np.quantile(column, np.linspace(0, 1, BINS + 1)[1:-1]))


def _value(edges: Floats, cut: int) -> float:
    """Return the value above which a bin is above ``cut``, in the precision that is kept."""
    return float(np.float32(edges[cut])) if cut < len(edges) else float("inf")


def _tree(bins: Whole, slopes: Floats, bends: Floats, growth: Growth) -> _Tree:
    rows, width = bins.shape
    count = max(2, int(bins.max(initial=0)) + 1)
    places = np.arange(width) * count + bins
    spread = np.repeat(slopes, width), np.repeat(bends, width)
    leaf = np.zeros(rows, np.int64)
    which, cuts = [], []
    for depth in range(growth.depth):
        shape = (1 << depth, width, count)
        index = (leaf[:, None] * (width * count) + places).ravel()
        slope, bend = (
            np.bincount(index, each, int(np.prod(shape))).reshape(shape).cumsum(axis=2)
            for each in spread
        )
        feature, cut = _best(slope, bend, growth.ridge)
        which.append(feature)
        cuts.append(cut)
        leaf = 2 * leaf + (bins[:, feature] > cut)
    slope, bend = (np.bincount(leaf, each, 1 << growth.depth) for each in (slopes, bends))
    leaves = growth.rate * slope / (bend + growth.ridge)
    return _Tree(np.array(which), np.array(cuts), leaves)


def _best(slope: Floats, bend: Floats, ridge: float) -> tuple[int, int]:
    """Return the feature and the cut that gain most, summed over the leaves there are."""
    rest_slope, rest_bend = slope[:, :, -1:] - slope, bend[:, :, -1:] - bend
    gain = (slope**2 / (bend + ridge) + rest_slope**2 / (rest_bend + ridge)).sum(axis=0)
    feature, cut = np.unravel_index(int(gain[:, :-1].argmax()), gain[:, :-1].shape)
    return int(feature), int(cut)


def calibrated(forest: Forest, logits: Floats, targets: Floats, weights: Floats) -> Forest:
    """Return ``forest`` with the line that fits ``logits`` of unseen rows to ``targets`` best.

    Platt's logistic line by Newton's method, halving steps that overshoot; a small ridge holds it
    near slope 1 and shift 0.
    """
    design = np.column_stack([logits, np.ones(len(logits))])
    start = line = np.array([1.0, 0.0])

    def loss(at: Floats) -> float:
        scores = design @ at
        misses = np.logaddexp(0, scores) - targets * scores
        return float(weights @ misses + 0.5 * ((at - start) ** 2).sum())

    for _ in range(25):
        chances = logistic(design @ line)
        pull = design.T @ (weights * (targets - chances)) - (line - start)
        bend = (design.T * (weights * chances * (1 - chances))) @ design + np.eye(2)
        step = np.linalg.solve(bend, pull)
        while loss(line + step) > loss(line) and np.abs(step).max() > _STILL:
            step = step / 2
        line = line + step
    return Forest(forest.which, forest.above, forest.leaves, forest.base, *map(float, line))
