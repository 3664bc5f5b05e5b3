"""From published scores to the cells of a joint scale: their means, and how uncertain these are.

A cell with several sources has their mean. Its noise is the sampling variance of a share of n
items, where n is known, and the variance between sources over their number: that of its benchmark,
drawn towards that of all, and only for benchmarks on which some cell has several sources. On others
nothing is known of it, and the misfit of the fit takes it in.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from keju.stats.joint_steps import Array, Cells, Indexes

__all__ = ["cells_of"]

_PULL = 4.0  # differences that all benchmarks count as, in the variance of one
_LEAST = 1e-5  # figures are rounded


def cells_of(
    rows: Sequence[tuple[int, int, float]], models: int, items: Sequence[int | None]
) -> Cells:
    """Return the cells of scores (model, benchmark, score in [0, 1]); equal scores are one source.

    ``items``: of each benchmark, how many questions it has, None where unknown.
    """
    found: dict[tuple[int, int], list[float]] = {}
    for model, benchmark, score in dict.fromkeys(rows):
        found.setdefault((model, benchmark), []).append(score)
    keys = np.array(list(found), dtype=np.int64).reshape(-1, 2)
    mean = np.array([sum(values) / len(values) for values in found.values()])
    count = np.array([len(values) for values in found.values()], dtype=float)
    squares = np.array([len(v) * float(np.var(v)) for v in found.values()])
    between = _between(keys[:, 1], squares, count - 1, len(items))
    asked = np.array([each or np.inf for each in items])[keys[:, 1]]
    smooth = (mean * np.minimum(asked, 1e9) + 1) / (np.minimum(asked, 1e9) + 2)
    noise = smooth * (1 - smooth) / asked + between[keys[:, 1]] / count + _LEAST
    return Cells(keys[:, 0], keys[:, 1], mean, noise, models, len(items))


def _between(benchmark: Indexes, squares: Array, freedom: Array, benchmarks: int) -> Array:
    """Return the variance between sources of each benchmark; 0 where no cell has several."""
    own = np.bincount(benchmark, squares, benchmarks)
    free = np.bincount(benchmark, freedom, benchmarks)
    usual = own.sum() / max(1.0, free.sum())
    return np.where(free > 0, (_PULL * usual + own) / (_PULL + free), 0.0)
