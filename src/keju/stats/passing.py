"""pass@k and pass^k of one question, from n attempts of which c were right.

Of the C(n, k) ways to choose k of the n attempts, C(n-c, k) hold no right one and C(c, k) nothing
else. All choices are alike, and each holds k independent attempts, so the shares are unbiased for
any n ≥ k and any probability of success, which need not be known.

Sources: M. Chen et al., "Evaluating large language models trained on code" (2021), section 2.1
(pass@k); S. Yao et al., "τ-bench" (2024), section 3 (pass^k).
"""

from __future__ import annotations

from math import comb

__all__ = ["pass_at", "pass_hat"]


def pass_at(n: int, c: int, k: int) -> float:
    """Return the unbiased estimate of the probability that at least one of ``k`` is right.

    ``c`` of ``n`` attempts were. Raises ValueError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n.
    """
    return 1 - pass_hat(n, n - c, k)


def pass_hat(n: int, c: int, k: int) -> float:
    """Return the unbiased estimate of the probability that all of ``k`` attempts are right.

    ``c`` of ``n`` attempts were. Raises ValueError unless 0 ≤ c ≤ n and 1 ≤ k ≤ n.
    """
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError(f"of {n} attempts, {c} right ones and draws of {k} cannot be")
    return comb(c, k) / comb(n, k)  # whole numbers: exact, however large
