"""Weights for a fit, and how alike two orders are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.stats import kendalltau

from keju.stats.joint_steps import Array

__all__ = ["all_but", "kendall", "ones"]

_NOTHING = 1e-6  # a weight of exactly 0 would leave a parameter without any equation


def ones(count: int) -> Array:
    """Return ``count`` weights of 1."""
    return np.ones(count)


def all_but(count: int, place: int) -> Array:
    """Return weights of 1, but next to none at one place."""
    return np.where(np.arange(count) == place, _NOTHING, 1.0)


def kendall(first: Sequence[float] | Array, second: Sequence[float] | Array) -> float:
    """Return Kendall's τ-b of two rankings of the same things: 1 for the same order."""
    return float(kendalltau(first, second).statistic)
