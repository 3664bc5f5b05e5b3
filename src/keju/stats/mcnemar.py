"""The exact tests of two candidates on questions that each of them gets right or wrong.

Questions on which both do the same say nothing about the gap. Each of the others is won by A (b of
them) or by B (c of them); if neither is better each is a fair coin, so that b - c is a walk whose
every probability can be worked out (``keju.stats.walks``).

The **truncated sequential test** stops as soon as |b - c| reaches a threshold that grows like the
fourth root of the number of steps, and without a verdict at its horizon. Its error is a sum over
paths, not an approximation.

The **fixed-n test** asks a number of questions that was settled beforehand and then looks once.

Sources: Q. McNemar, "Note on the sampling error of the difference between correlated proportions",
Psychometrika 12 (1947), 153-157; thresholds that are a power of time: S. K. Wang and A. A.
Tsiatis, "Approximately optimal one-parameter boundaries for group sequential trials", Biometrics
43 (1987), 193-199; the bound on every test's length: A. Wald, Sequential Analysis (1947).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import ceil, log, log2, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, bdtrik

from keju.stats.betting import Array
from keju.stats.walks import Crossings, first_crossings

__all__ = [
    "LARGEST_HORIZON",
    "TruncatedDesign",
    "design_within",
    "fixed_horizon",
    "fixed_power",
    "horizon_for",
    "mcnemar_p",
    "truncated_design",
    "wald_bound",
]

#: No exact test is planned for more discordant pairs than this: it finds one part in 24 of the
#: discordance, and takes about a second to work out.
LARGEST_HORIZON = 5_000

_NEAR = 0.002  # a horizon is the smallest up to this share of it: below 500 exactly the smallest
_TURNS = 4  # guesses along a line, before a bracket is halved
_NORMAL = NormalDist()


@dataclass(frozen=True, eq=False)
class TruncatedDesign:
    """A truncated sequential test: when it stops, and for whom.

    ``thresholds``: [horizon + 1], the height |b - c| that decides after n discordant pairs. They
    have the parity of n, so that a walk meets them exactly; one above n cannot be reached.
    ``constant`` is the C they were got from.
    """

    horizon: int
    alpha: float
    constant: float
    thresholds: NDArray[np.int64]

    def crossings(self, up: float) -> Crossings:
        """Return where the test ends when A wins each discordant pair with probability ``up``."""
        return first_crossings(self.thresholds, up)

    @cached_property
    def size(self) -> float:
        """The probability of a verdict when neither is better: exact, and at most ``alpha``."""
        return _size(self.thresholds)

    def power(self, up: float) -> float:
        """Return the probability that A is found better."""
        return float(self.crossings(up).above.sum())

    def expected_steps(self, up: float) -> float:
        """Return the mean number of discordant pairs to the end."""
        return float(self.crossings(up).expected_steps)

    def verdict(self, wins: int, losses: int) -> int:
        """Return 1 when A is better, -1 when B is, else 0: after so many wins and losses of A.

        Right only when asked after every pair until the first verdict. Raises ValueError beyond the
        horizon.
        """
        seen = wins + losses
        if not (wins >= 0 and losses >= 0 and seen <= self.horizon):
            raise ValueError(f"{wins} and {losses}: the test ends after {self.horizon} pairs")
        if seen == 0 or abs(wins - losses) < self.thresholds[seen]:
            return 0
        return 1 if wins > losses else -1


@lru_cache(maxsize=256)
def truncated_design(horizon: int, alpha: float = 0.05) -> TruncatedDesign:
    """Return the test of at most ``horizon`` discordant pairs N with total error ``alpha``.

    Its thresholds are ⌈C √N (n/N)^¼⌉, with the smallest C for which a walk of fair steps crosses
    first above with probability at most α/2, and as often below. The probability of a verdict for
    A rises with A's chance of a step up (of two walks driven by the same random numbers the one
    with the higher chance is never the lower), so the error is at most α/2 on each side wherever A
    is not better, or B is not. Where no threshold is low enough, the test never decides.

    Raises ValueError for a horizon below 1 or an ``alpha`` outside (0, 1).
    """
    if horizon < 1:
        raise ValueError(f"a test needs at least 1 discordant pair, not {horizon}")
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")
    constant = _smallest_constant(horizon, alpha)
    thresholds = _thresholds(constant, horizon)
    thresholds.flags.writeable = False  # one design serves all who ask for it
    return TruncatedDesign(horizon, alpha, constant, thresholds)


def design_within(
    questions: int, gap: float, discordance: float, alpha: float = 0.05
) -> TruncatedDesign:
    """Return the test planned for ``gap`` where at most ``questions`` can be asked.

    Its horizon is ``horizon_for``, cut to the discordant pairs that so many questions are expected
    to have, but long enough that some outcome decides.
    """
    shortest = ceil(1 + log2(1 / alpha))
    most = max(shortest, round(questions * discordance))
    return truncated_design(horizon_for(gap, discordance, alpha, most=most), alpha)


def _thresholds(constant: float, horizon: int) -> NDArray[np.int64]:
    steps = np.arange(horizon + 1)
    exact = constant * sqrt(horizon) * (steps / horizon) ** 0.25
    bounds = np.maximum(np.ceil(exact), 1).astype(np.int64)
    bounds += (bounds - steps) % 2
    bounds[0] = horizon + 1
    return bounds


def _size(thresholds: NDArray[np.int64]) -> float:
    found = first_crossings(thresholds, 0.5)
    return float(found.above.sum() + found.below.sum())


def _smallest_constant(horizon: int, alpha: float) -> float:
    """Return a C from whose thresholds not one can be lowered with the size still at most α.

    The size falls in steps as C grows. The bracket is narrowed until a single step is left in it:
    along the line between logarithms of sizes, which are nearly straight in C, and by halves.
    """
    low, high = 0.0, sqrt(horizon) + 2  # a threshold of 1 always decides, one above n never
    at_low, at_high = 1.0, 0.0
    guess = 0.38 - _NORMAL.inv_cdf(alpha / 2)  # about where C settles for a long horizon
    turn = 0
    while high - low > 1e-12 and _steps_between(low, high, horizon) > 1:
        guess = guess if low < guess < high else (low + high) / 2
        size = _size(_thresholds(guess, horizon))
        if size <= alpha:
            high, at_high = guess, size
        else:
            low, at_low = guess, size
        turn += 1
        guess = _next_guess((low, at_low), (high, at_high), alpha, turn)
    return _lowest(low, high, horizon)


def _lowest(low: float, high: float, horizon: int) -> float:
    """Return about the smallest C above ``low`` that has the thresholds of ``high``."""
    wanted = _thresholds(high, horizon)
    while high - low > 1e-9:
        middle = (low + high) / 2
        if (_thresholds(middle, horizon) == wanted).all():
            high = middle
        else:
            low = middle
    return high


def _next_guess(
    low: tuple[float, float], high: tuple[float, float], alpha: float, turn: int
) -> float:
    if low[0] == 0.0:
        return high[0] * 0.97
    if high[1] == 0.0:
        return low[0] * 1.03
    if turn % 3 == 0:
        return (low[0] + high[0]) / 2
    share = log(low[1] / alpha) / log(low[1] / high[1])
    return low[0] + (high[0] - low[0]) * share


def _steps_between(low: float, high: float, horizon: int) -> int:
    raised = _thresholds(high, horizon) - _thresholds(low, horizon)
    return int(raised.sum()) // 2


@lru_cache(maxsize=256)
def horizon_for(
    gap: float, discordance: float, alpha: float = 0.05, power: float = 0.8, most: int | None = None
) -> int:
    """Return the discordant pairs N for which the truncated test finds a true ``gap``.

    A wins a discordant pair with probability q = (1 + gap/discordance)/2. N is the smallest
    horizon, to within a five-hundredth part of it, at which the test decides for A with at least
    probability ``power``. That probability is not quite monotone in N, since thresholds are whole
    numbers: at the N returned it was worked out. At most ``most`` (what a bank can give) and
    ``LARGEST_HORIZON``, where the power is then less.

    Raises ValueError unless 0 < gap ≤ discordance ≤ 1 and 0 < power < 1.
    """
    up = _up(gap, discordance)

    def found(horizon: int) -> float:
        return truncated_design(horizon, alpha).power(up)

    longest = LARGEST_HORIZON if most is None else max(1, min(most, LARGEST_HORIZON))
    return _smallest(found, power, _normal_length(up, alpha, power), longest)


def _up(gap: float, discordance: float) -> float:
    if not 0 < gap <= discordance <= 1:
        raise ValueError(f"a gap of {gap} is impossible at a discordance of {discordance}")
    return (1 + gap / discordance) / 2


def _normal_length(up: float, alpha: float, power: float) -> float:
    """Return the fixed-n test's length by the normal approximation."""
    if not 0 < power < 1:
        raise ValueError(f"power must lie between 0 and 1, not {power}")
    reach = _NORMAL.inv_cdf(1 - alpha / 2) + _NORMAL.inv_cdf(power)
    return float((reach / (2 * up - 1)) ** 2)


def _smallest(found: Callable[[int], float], power: float, start: float, longest: int) -> int:
    """Search the smallest length with ``found`` at least ``power``, else return ``longest``."""
    low, high, guess = 0, longest + 1, min(longest, ceil(start))
    for turn in range(60):
        reached = found(guess)
        if reached >= power:
            high = guess
        else:
            low = guess
        if high - low <= max(1, _NEAR * low):
            break
        guess = _from_reached(guess, reached, power)
        if not low < guess < high or turn > _TURNS:
            guess = (low + high) // 2
    return min(high, longest)


def _from_reached(length: int, reached: float, wanted: float) -> int:
    """Guess the length for a ``wanted`` power: its normal quantile is a line in √length."""
    now = _NORMAL.inv_cdf(min(max(reached, 1e-6), 1 - 1e-6))
    share = (2.05 + _NORMAL.inv_cdf(wanted)) / max(2.05 + now, 0.1)
    beyond = 1 + _NEAR if reached < wanted else 1 - _NEAR  # so that the two soon enclose it
    return round(length * share**2 * beyond)


def mcnemar_p(wins: int, losses: int) -> float:
    """Return the exact two-sided p-value of a fixed number of discordant pairs.

    Twice the binomial tail beyond the larger count, at most 1; 1 without any pair. Right only where
    the number of questions was settled before looking.
    """
    if min(wins, losses) < 0:
        raise ValueError(f"counts are at least 0, not {wins} and {losses}")
    pairs = wins + losses
    return min(1.0, 2 * float(bdtr(min(wins, losses), pairs, 0.5))) if pairs else 1.0


def fixed_power(pairs: ArrayLike, up: float, alpha: float = 0.05) -> Array:
    """Return the probabilities that ``mcnemar_p`` of so many pairs is at most α in favour of A."""
    counts = np.asarray(pairs, dtype=np.int64)
    most = np.floor(bdtrik(alpha / 2, counts, 0.5))  # losses of A, or one more by rounding
    most = np.where(bdtr(most, counts, 0.5) <= alpha / 2, most, most - 1)
    ever = most >= 0
    return np.asarray(np.where(ever, bdtr(np.maximum(most, 0), counts, 1 - up), 0.0))


@lru_cache(maxsize=256)
def fixed_horizon(up: float, alpha: float = 0.05, power: float = 0.8) -> int:
    """Return the smallest number of discordant pairs at which ``fixed_power`` is enough.

    Raises ValueError for ``up`` of one half or less, where no number is.
    """
    if not 0.5 < up <= 1:
        raise ValueError(f"A is not better with a chance of {up}")
    counts = np.arange(1, ceil(1.2 * _normal_length(up, alpha, power)) + 100)
    return int(counts[np.argmax(fixed_power(counts, up, alpha) >= power)])


def wald_bound(up: float, alpha: float = 0.05, power: float = 0.8) -> float:
    """Return a bound on the mean number of discordant pairs of any test with these errors.

    A one-sided test at α/2 that finds A with probability ``power`` at a chance of ``up`` must draw
    on average, at that chance, at least this many: the information in its verdict over that of one
    pair, against fair steps. Wald (1947), section A.6.
    """
    if not 0.5 < up < 1:
        raise ValueError(f"the chance of A must lie between one half and 1, not {up}")
    return _information(power, alpha / 2) / _information(up, 0.5)


def _information(of: float, against: float) -> float:
    """Return the relative entropy of two coins."""
    return of * log(of / against) + (1 - of) * log((1 - of) / (1 - against))
