"""p-values of a family of claims, adjusted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["benjamini_hochberg", "holm"]


def holm(p: ArrayLike) -> Sequence[float]:
    """Return adjusted p [m]: claims with at most α are all right with probability 1 - α.

    Whatever the dependence. Source: S. Holm, "A simple sequentially rejective multiple test
    procedure", Scandinavian Journal of Statistics 6 (1979), 65-70. Raises ValueError for p outside
    [0, 1].
    """
    values = _checked(p)
    order = np.argsort(values, kind="stable")
    steps = values[order] * np.arange(len(values), 0, -1)
    return _put_back(np.maximum.accumulate(steps), order)


def benjamini_hochberg(p: ArrayLike) -> Sequence[float]:
    """Return adjusted p [m]: of the claims with at most q, on average at most a share q is wrong.

    For p-values that are independent or positively dependent. Source: Y. Benjamini and Y. Hochberg,
    "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57 (1995),
    289-300. Raises ValueError for p outside [0, 1].
    """
    values = _checked(p)
    order = np.argsort(values, kind="stable")[::-1]
    steps = values[order] * len(values) / np.arange(len(values), 0, -1)
    return _put_back(np.minimum.accumulate(steps), order)


def _checked(p: ArrayLike) -> np.ndarray:
    values = np.asarray(p, np.float64)
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError("p-values must lie in [0, 1]")
    return values


def _put_back(steps: np.ndarray, order: np.ndarray) -> Sequence[float]:
    adjusted = np.empty(len(steps))
    adjusted[order] = np.minimum(steps, 1.0)
    return [float(each) for each in adjusted]
