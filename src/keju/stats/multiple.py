"""Many claims at once: who is surely better than whom, and which ranks are left.

K candidates answer the same questions in one order. For each ordered pair (j, i) there is the
e-process of "j is better than i": the first capital of ``keju.stats.betting`` at gap 0 on j's
scores minus i's. Its hypothesis is that j is not better. By Ville's inequality the supremum of the
capital over the whole sequence reaches 1/p with probability at most p while the hypothesis holds;
so min(1, 1/supremum) is a p-value, whenever one stops and however one chose what to ask.

Arrays here are log-capitals [K, K]: row j, column i for j better than i; the diagonal is ignored.

Sources: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
Statistics 6 (1979), 65-70; J. P. Shaffer, "Modified sequentially rejective multiple test
procedures", Journal of the American Statistical Association 81 (1986), 826-831; V. Vovk and
R. Wang, "E-values: calibration, combination and applications", Annals of Statistics 49 (2021),
1736-1754; M. Mogstad, J. Romano, A. Shaikh and D. Wilhelm, "Inference for ranks", Review of
Economic Studies 91 (2024), 476-518 (rank sets from simultaneous claims on pairs).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keju.stats.betting import Array

__all__ = [
    "Claims",
    "best_bound",
    "may_be_best",
    "open_bound",
    "p_values",
    "rank_sets",
    "surely_better",
]

#: [K, K] whether j (row) is surely better than i (column).
Claims = NDArray[np.bool_]


def p_values(suprema: ArrayLike) -> Array:
    """Return min(1, 1/supremum) of log-capitals of any shape."""
    return np.asarray(np.exp(-np.maximum(suprema, 0.0)))


def best_bound(candidates: int, alpha: float) -> float:
    """Return log((K-1)/α): who has lost a capital of that to somebody is surely not the best."""
    _check(alpha)
    return log(max(candidates - 1, 1) / alpha)


def may_be_best(suprema: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    """Return [K] whether each candidate may still be the best.

    With probability at least 1 - ``alpha`` the best stays, at all looks together: it is lost only
    if one of the K-1 capitals that bet against it reaches (K-1)/α, and each does so with
    probability at most α/(K-1). Of several that are best together each stays with this probability.
    """
    against = _off_diagonal(suprema)
    return np.asarray(against.max(axis=0) < best_bound(len(against), alpha))


def surely_better(
    suprema: Sequence[ArrayLike], alpha: float, transitive: Sequence[bool] | None = None
) -> list[Claims]:
    """Return which ordered pairs are decided, for each exam: all are right with 1 - ``alpha``.

    Holm's step-down on min(1, 1/supremum): while R claims of all exams together are open, each
    whose capital has reached R/α is made. ``transitive`` says for which exams "better" is an order
    (default: all), so that j > i and i > h give j > h for nothing, and one open claim less.

    Why: let T be the number of hypotheses that hold. That the capital of one of them ever reaches
    T/α has probability at most α. Otherwise no false claim comes first: as long as all claims made
    are right, so is what follows from them, hence R ≥ T, and what reaches R/α is no hypothesis that
    holds.
    """
    _check(alpha)
    orders = [True] * len(suprema) if transitive is None else transitive
    logs = [_off_diagonal(each) for each in suprema]
    claims = [np.zeros(each.shape, dtype=bool) for each in logs]
    made = -1
    while made < (now := _made(claims)):
        made, bound = now, open_bound(claims, alpha)
        claims = [
            _closed((each >= bound) | claim) if order else (each >= bound) | claim
            for each, claim, order in zip(logs, claims, orders, strict=True)
        ]
    # Claims that contradict each other are not all right: none of them is upheld.
    return [claim & ~claim.T for claim in claims]


def open_bound(claims: Sequence[Claims], alpha: float) -> float:
    """Return log(R/α), with R the ordered pairs that are not claimed yet."""
    family = sum(len(each) * (len(each) - 1) for each in claims)
    return log(max(family - _made(claims), 1) / alpha)


def _made(claims: Sequence[Claims]) -> int:
    return sum(int(each.sum()) for each in claims)


def _off_diagonal(logs: ArrayLike) -> Array:
    full = np.asarray(logs, dtype=np.float64)
    return np.where(np.eye(len(full), dtype=bool), -np.inf, full)


def _closed(claims: Claims) -> Claims:
    """Return the transitive closure; what would make anybody better than itself is left out."""
    closed = claims
    while True:
        longer = closed | ((closed.astype(np.float32) @ closed.astype(np.float32)) > 0)
        np.fill_diagonal(longer, val=False)
        if (longer == closed).all():
            return closed
        closed = longer


def rank_sets(better: Claims) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the lowest and highest rank [K] of each: 1 + how many are better, K - how many worse.

    They hold all true ranks whenever all claims are right. Of candidates that are equal each has
    all the ranks which they share.
    """
    return 1 + better.sum(axis=0), len(better) - better.sum(axis=1)


def _check(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")
