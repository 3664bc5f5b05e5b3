"""Testing a mean by betting: capitals, e-processes and confidence sequences for bounded scores.

A unit is an independent part of an exam: a question, or a cluster of questions. It has a sum ``s``
of differences (A's score minus B's) and a size ``k``, both divided by the size of the largest
unit, so that 0 < k ≤ 1 and |s| ≤ k. The gap is θ = E[s] / E[k]: the mean difference per question.

Two gamblers start with 1 each. One bets that the gap is above ``g``, one that it is below. A round
multiplies their capitals by 1 + u·x⁺ and 1 + u·x⁻, where u is the stake, averaged over [0, 1) with
the weights ``STAKES``, and

    x⁺ = (s - g·k) / (1 + g)          x⁻ = -(s - g·k) / (1 - g).

Both lie at or above -1, so no capital falls below 0, and for θ = g both have mean 0: then each
capital is a martingale. For θ ≤ g the first is a supermartingale, for θ ≥ g the second. Ville's
inequality: the probability that it ever reaches 1/ε is at most ε, however often one looks. The
gaps at which neither has reached 2/α form an interval, since x⁺ falls and x⁻ rises with g; all of
these intervals, at every look, hold θ with probability at least 1 - α.

Drawn without replacement from a bank (``Bank``) the mean of what is left is known under the null:
μ = (g·K - S) / R, with K the bank's total size, S the sum so far and R the units left. Then
x⁺ = (s - μ) / (μ + κ) and x⁻ = -(s - μ) / (κ - μ), with κ the largest size left; and a gap is
excluded with certainty when what is left cannot bring the sum to it.

Sources: A. Wald, Sequential Analysis (1947); J. Ville, Étude critique de la notion de collectif
(1939); I. Waudby-Smith and A. Ramdas, "Estimating means of bounded random variables by betting",
Journal of the Royal Statistical Society B 86 (2024), 1-27.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, betaln

__all__ = [
    "STAKES",
    "Array",
    "Bank",
    "Capital",
    "Units",
    "binary_log_capital",
    "log_capital",
    "log_capital_of_counts",
]

Array = NDArray[np.float64]

#: How the first capital is spread over stakes: (from, to, weight), even within each piece. Over
#: half stands where a verdict within some hundred questions is decided, two fifths on clearer
#: gaps, and a little on gaps so small that they take thousands.
STAKES = (
    (0.0, 0.02, 0.005),
    (0.02, 0.05, 0.005),
    (0.05, 0.1, 0.01),
    (0.1, 0.2, 0.02),
    (0.2, 0.3, 0.56),
    (0.3, 0.95, 0.40),
)

_POINTS = (2, 2, 2, 3, 4, 8)  # of Gauss and Legendre, in each piece
_BLOCK = 2048  # units whose rounds are worked out at once
_NEAR = 1e-9  # sums this close are the same: beyond it stands what rounding left


def _quadrature() -> tuple[Array, Array]:
    """Return stakes and the logarithms of their weights: a discrete average is as valid."""
    stakes, weights = [], []
    for (low, high, weight), points in zip(STAKES, _POINTS, strict=True):
        at, share = np.polynomial.legendre.leggauss(points)
        stakes.append(low + (high - low) * (at + 1) / 2)
        weights.append(weight * share / 2)
    return np.concatenate(stakes), np.log(np.concatenate(weights))


_U, _LOG_W = _quadrature()


class Units(NamedTuple):
    """Units in the order of the test: sums and sizes, each scaled by the largest size."""

    sums: Array
    sizes: Array

    @classmethod
    def single(cls, differences: ArrayLike) -> Units:
        """Return questions that stand alone: every size is 1."""
        sums = np.asarray(differences, dtype=np.float64)
        return cls(sums, np.ones_like(sums))

    @classmethod
    def scaled(cls, sums: ArrayLike, counts: ArrayLike, largest: float) -> Units:
        """Return units given by sums of differences and numbers of questions, ``largest`` = 1."""
        return cls(np.asarray(sums, np.float64) / largest, np.asarray(counts, np.float64) / largest)


@dataclass(frozen=True)
class Bank:
    """A finite bank drawn without replacement: the sizes of all its units, in the order drawn."""

    sizes: Array

    @cached_property
    def total(self) -> float:
        """K, the size of the bank."""
        return float(self.sizes.sum())

    @cached_property
    def left(self) -> Array:
        """[units + 1] What is left before each draw, and after the last."""
        return np.concatenate([np.cumsum(self.sizes[::-1])[::-1], [0.0]])

    @cached_property
    def largest_left(self) -> Array:
        """[units] κ, before each draw."""
        return np.maximum.accumulate(self.sizes[::-1])[::-1]


class Capital:
    """Capitals at fixed gaps, followed unit by unit in constant memory.

    ``gaps`` (G) lie strictly between -1 and 1. With a ``bank`` units are drawn without replacement.
    """

    def __init__(self, gaps: ArrayLike, bank: Bank | None = None) -> None:
        self.gaps = np.atleast_1d(np.asarray(gaps, dtype=np.float64))
        if not (np.abs(self.gaps) < 1).all():
            raise ValueError(f"gaps lie strictly between -1 and 1, not {self.gaps}")
        self.bank = bank
        self.seen = 0
        self.sum = 0.0
        self._logs = np.zeros((2, len(self.gaps), len(_U)))

    def advance(self, units: Units) -> Array:
        """Play the rounds of ``units``; return log-capitals [len(units), gaps, 2] after each.

        The last axis: bets on more than the gap, bets on less. ``inf`` is certainty (of a bank).
        Raises ValueError for sums beyond their sizes, sizes outside (0, 1], and units that are not
        the bank's next ones.
        """
        sums, sizes = _checked(units)
        if self.bank is not None:
            drawn = self.bank.sizes[self.seen : self.seen + len(sums)]
            if len(drawn) < len(sums):
                raise ValueError(f"the bank has only {len(self.bank.sizes)} units")
            if not np.allclose(drawn, sizes, rtol=0, atol=1e-9):
                raise ValueError("units must have the sizes that the bank says, in its order")
        found = np.empty((len(sums), len(self.gaps), 2))
        for start in range(0, len(sums), _BLOCK):
            block = slice(start, start + _BLOCK)
            found[block] = self._block(sums[block], sizes[block])
        return found

    def growth(self, gap: int = 1) -> tuple[float, float]:
        """Return by how much a unit raises each log-capital at the best of the stakes so far.

        ``gap`` is its index in ``gaps``.
        """
        best = self._logs[:, gap].max(axis=-1) / max(self.seen, 1)
        return float(best[0]), float(best[1])

    def _block(self, sums: Array, sizes: Array) -> Array:
        rounds = self._rounds(sums, sizes)  # [2, T, G]
        with np.errstate(divide="ignore"):  # a stake that loses everything stays at 0
            steps = np.log1p(rounds[..., None] * _U)
        logs = self._logs[:, None] + np.cumsum(steps, axis=1)
        self._logs = logs[:, -1]
        found = _log_mean(logs)
        self.sum += float(sums.sum())
        self.seen += len(sums)
        if self.bank is not None:
            self._certain(found, sums)
        return np.asarray(np.moveaxis(found, 0, -1))

    def _rounds(self, sums: Array, sizes: Array) -> Array:
        if self.bank is None:
            ahead = sums[:, None] - self.gaps * sizes[:, None]
            return np.stack([ahead / (1 + self.gaps), -ahead / (1 - self.gaps)])
        drawn = slice(self.seen, self.seen + len(sums))
        before = self.sum + np.concatenate([[0.0], np.cumsum(sums)[:-1]])
        units_left = len(self.bank.sizes) - np.arange(drawn.start, drawn.stop)
        mean = (self.gaps * self.bank.total - before[:, None]) / units_left[:, None]
        largest = self.bank.largest_left[drawn, None]
        ahead = sums[:, None] - mean
        # Where the null is impossible already, or leaves one value only, nothing is bet: _certain.
        with np.errstate(divide="ignore", invalid="ignore"):
            above = np.where(mean + largest > _NEAR, ahead / (mean + largest), 0.0)
            below = np.where(largest - mean > _NEAR, -ahead / (largest - mean), 0.0)
        return np.asarray(np.maximum(np.stack([above, below]), -1.0))

    def _certain(self, found: Array, sums: Array) -> None:
        """Set to infinity what contradicts certainty: the sum that cannot be reached any more."""
        assert self.bank is not None
        after = self.sum - float(sums.sum()) + np.cumsum(sums)
        left = self.bank.left[self.seen - len(sums) + 1 : self.seen + 1]
        wanted = self.gaps * self.bank.total
        slack = _NEAR * max(1.0, self.bank.total)
        found[0][wanted < (after - left)[:, None] - slack] = np.inf
        found[1][wanted > (after + left)[:, None] + slack] = np.inf


def log_capital(units: Units, gaps: ArrayLike, bank: Bank | None = None) -> Array:
    """Return the log-capitals [gaps, 2] after all ``units``; see ``Capital.advance``."""
    capital = Capital(gaps, bank)
    units = Units(*_checked(units))
    if not len(units.sums):
        return np.zeros((len(capital.gaps), 2))
    if bank is not None:
        return np.asarray(capital.advance(units)[-1])
    return _counted(capital, units)


def _counted(capital: Capital, units: Units) -> Array:
    """Return the log-capitals after units drawn independently: only how often each came counts."""
    pairs, counts = np.unique(units.sums + 1j * units.sizes, return_counts=True)
    sums, sizes = pairs.real, pairs.imag
    logs = np.zeros((2, len(capital.gaps), len(_U)))
    for start in range(0, len(counts), _BLOCK):
        part = slice(start, start + _BLOCK)
        rounds = capital._rounds(sums[part], sizes[part])  # noqa: SLF001 - of this module
        with np.errstate(divide="ignore"):
            steps = np.log1p(rounds[..., None] * _U)
        logs += np.einsum("t,stgu->sgu", counts[part].astype(np.float64), steps)
    return np.asarray(_log_mean(logs).T)


def log_capital_of_counts(counts: ArrayLike, kinds: Units, gaps: ArrayLike) -> Array:
    """Return the log-capitals [..., gaps, 2] after ``counts`` [..., kinds] of each kind of unit.

    For many histories at once, drawn independently: their order does not count.
    """
    rounds = Capital(gaps)._rounds(*_checked(kinds))  # noqa: SLF001 - of this module
    with np.errstate(divide="ignore"):
        steps = np.log1p(rounds[..., None] * _U)  # [2, kinds, gaps, stakes]
    logs = np.tensordot(np.asarray(counts, dtype=np.float64), steps, axes=([-1], [1]))
    return np.asarray(np.moveaxis(_log_mean(logs), -2, -1))


def _checked(units: Units) -> tuple[Array, Array]:
    sums, sizes = (np.asarray(each, dtype=np.float64) for each in units)
    # Written so that NaN fails too.
    if not ((np.abs(sums) <= sizes + 1e-9) & (sizes > 0) & (sizes <= 1)).all():
        raise ValueError("a unit's size lies in (0, 1], and its sum within ± its size")
    return sums, sizes


def _log_mean(logs: Array) -> Array:
    """Average the capitals over the stakes (the last axis), in logarithms."""
    weighted = logs + _LOG_W
    top = weighted.max(axis=-1)
    safe = np.where(np.isfinite(top), top, 0.0)
    with np.errstate(divide="ignore"):
        mean: Array = safe + np.log(np.exp(weighted - safe[..., None]).sum(axis=-1))
    return mean


def binary_log_capital(wins: ArrayLike, losses: ArrayLike) -> Array:
    """Return the log-capital at gap 0 after so many ``wins`` and ``losses``, in closed form.

    Over a piece [a, b] of even stakes the mean of (1+u)^wins (1-u)^losses is an incomplete Beta
    function: with v = (1+u)/2 it is 2^(wins+losses+1) B(wins+1, losses+1) / (b-a) times the
    difference of I_v(wins+1, losses+1) at the ends. Ties leave the capital as it is. Raises
    ValueError for negative counts.
    """
    won, lost = np.broadcast_arrays(
        np.asarray(wins, dtype=np.float64), np.asarray(losses, dtype=np.float64)
    )
    if not ((won >= 0) & (lost >= 0)).all():
        raise ValueError("wins and losses are counts, 0 or more")
    with np.errstate(divide="ignore"):
        share = np.log(sum(_beta_share(won, lost, piece) for piece in STAKES))
    closed = (won + lost + 1) * np.log(2) + betaln(won + 1, lost + 1) + share
    # Past some thousand more losses than wins the share is too small a number for its logarithm.
    numeric = _log_mean(won[..., None] * np.log1p(_U) + lost[..., None] * np.log1p(-_U))
    return np.where(np.isfinite(closed), closed, numeric)


def _beta_share(won: Array, lost: Array, piece: tuple[float, float, float]) -> Array:
    """Return the piece's weight, per unit of stake, times what Beta(won+1, lost+1) puts on it."""
    low, high, weight = piece
    # Of the two tails, I_v(p, q) and 1 - I_v(p, q) = I_{1-v}(q, p), the smaller keeps its digits.
    above = [betainc(lost + 1, won + 1, (1 - end) / 2) for end in (low, high)]
    below = [betainc(won + 1, lost + 1, (1 + end) / 2) for end in (low, high)]
    share = np.where(above[0] < below[1], above[0] - above[1], below[1] - below[0])
    return np.asarray(weight / (high - low) * share)
