"""Two sources of noise: which questions were drawn, and what came of each attempt at them.

A score is the question's mean plus what the attempt adds: x = p + e, with p drawn anew for each
question (variance ``question``) and e for each attempt (mean 0; variance ``attempt``, which may
differ from question to question and is then its average). With n questions of K attempts the
squared standard error of the accuracy is question/n + attempt/(n·K): more attempts shrink only the
second part.

Source: S. R. Searle, G. Casella and C. E. McCulloch, Variance Components (1992), chapter 3: the
analysis-of-variance estimators of the one-way random model with unequal numbers.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Components", "best_attempts", "clustered_error", "components", "error_of"]

MOST_ATTEMPTS = 1024  # recommended of one question


class Components(NamedTuple):
    """Unbiased estimates. ``question`` may fall below 0 by chance where the truth is near it."""

    question: float
    attempt: float


def components(means: ArrayLike, squares: ArrayLike, counts: ArrayLike) -> Components | None:
    """Split the variance of scores by the analysis of variance; exact in expectation.

    For each of n ≥ 2 questions: the ``means`` of its scores, the sum of ``squares`` of their
    deviations from it, and the ``counts`` of attempts (which must not depend on the scores). None
    where no question has two attempts: one score cannot tell the two apart.
    """
    mean, within, k = (np.asarray(each, np.float64) for each in (means, squares, counts))
    n, total = len(mean), float(k.sum())
    if n < 2 or total <= n:
        return None
    attempt = float(within.sum()) / (total - n)
    grand = float((k * mean).sum()) / total
    between = float((k * (mean - grand) ** 2).sum())
    effective = total - float((k**2).sum()) / total
    return Components((between - (n - 1) * attempt) / effective, attempt)


def clustered_error(sums: ArrayLike, sizes: ArrayLike) -> float:
    """Return the squared standard error of a ratio of means, over independent units [m ≥ 2].

    By linearisation, so good for many units: a guide to planning, not to claims. Source: W. G.
    Cochran, Sampling Techniques (1977), section 6.3.
    """
    total, k = np.asarray(sums, np.float64), np.asarray(sizes, np.float64)
    m = len(total)
    if m < 2:
        raise ValueError(f"a standard error needs at least 2 units, not {m}")
    residual = total - total.sum() / k.sum() * k
    return float((residual**2).sum() * m / (m - 1) / k.sum() ** 2)


def error_of(parts: Components, attempts: float, questions: float) -> float:
    """Return the standard error with so many ``attempts`` at each of so many ``questions``."""
    return math.sqrt(max(0.0, parts.question + parts.attempt / attempts) / questions)


def best_attempts(parts: Components, again: float) -> int:
    """Return the attempts a question that give the smallest standard error for the money.

    ``again`` > 0 is the price of a further attempt, where that of a new question with its first
    attempt is 1. The squared error of what a given sum buys is proportional to
    (question + attempt/K)·(1 + (K-1)·again), which is smallest at
    K = √(attempt/question · (1-again)/again); at most 1,024.
    """
    if not again > 0:
        raise ValueError(f"the price of a further attempt must be above 0, not {again}")
    if again >= 1 or parts.attempt <= 0:
        return 1
    if parts.question <= 0:
        return MOST_ATTEMPTS
    ideal = math.sqrt(parts.attempt / parts.question * (1 - again) / again)
    below = min(max(1, math.floor(ideal)), MOST_ATTEMPTS)
    tried = (below, min(below + 1, MOST_ATTEMPTS))
    return min(tried, key=lambda k: error_of(parts, k, 1) ** 2 * (1 + (k - 1) * again))
