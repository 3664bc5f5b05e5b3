"""How long a comparison will take, for a true gap: the law of its length.

Questions stand alone, and are right or wrong. Where the two candidates differ on a share d of them
and A is ahead by g, a question is won by A with probability (d + g)/2 and by B with (d - g)/2. The
walk of the questions on which they differ ends after n of them with a probability that is worked
out exactly (``keju.stats.walks``), by either test. Those n are spread over more questions: after m
questions there are at least n of them with a binomial probability. Sums over n give the law of m.

Whether two candidates are found *equal* depends on ties too, so that part is simulated, from a
fixed seed: gaps below δ only, with the e-test. Where d is smaller than a gap, d is that gap.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import bdtrc

from keju.core.planning import Outlook
from keju.stats.betting import Array, Units, log_capital_of_counts
from keju.stats.betting_walk import betting_thresholds
from keju.stats.walks import first_crossings

__all__ = ["POWER", "outlooks", "resolvable_gap", "simulated_outlook"]

#: The probability with which a gap must be found to be called resolvable.
POWER = 0.8

Thresholds = NDArray[np.int64]

_LOOKS = 240  # questions are looked at in as many places, closer together at the beginning
_DENSE, _SELDOM = 2000, 5  # and in a simulation, for the verdicts; equality at every fifth
_RUNS = 300
_FAR = 8.5  # standard deviations, beyond which a binomial tail is 0 or 1
_GRID, _ROUNDS = 16, 3  # a resolvable gap is found to 1/4096


def outlooks(
    gaps: Sequence[float],
    questions: int,
    discordance: float,
    thresholds: Thresholds,
    *,
    final: bool,
) -> list[Outlook]:
    """Return what is to be expected at each gap, from 0 to 1, of a test with these thresholds.

    ``questions`` may be asked at most. ``final``: the test ends at its horizon, the last threshold;
    otherwise it goes on beyond, which must be so far that it hardly matters.
    """
    differ = np.maximum(discordance, gaps)
    found = first_crossings(thresholds, (1 + np.asarray(gaps) / differ) / 2)
    looks = _looks(questions, _LOOKS)
    rows = []
    for place, gap in enumerate(gaps):
        above, below = found.above[:, place], found.below[:, place]
        ended = above + below
        if final:
            ended[-1] += found.remaining[place]
        tails = _tails(looks, len(ended) - 1, float(differ[place]))
        over = tails @ ended
        # A sum over questions of the chance to need one more, along lines between the looks.
        expected = float(np.trapezoid(1 - over, looks) + over[-1] / 2)
        better, worse = float(tails[-1] @ above), float(tails[-1] @ below)
        rows.append(Outlook(gap, better, worse, 0.0, expected, _reached(looks, over, 0.9)))
    return rows


def _looks(questions: int, most: int) -> NDArray[np.int64]:
    """Return numbers of questions from 0 to all of them, each question where they are few."""
    if questions <= most:
        return np.arange(questions + 1)
    spread = np.geomspace(1, questions, most).round().astype(np.int64)
    return np.unique(np.concatenate([[0], spread]))


def _tails(looks: NDArray[np.int64], most: int, differ: float) -> Array:
    """[looks, most + 1] The probability that among so many questions at least n are discordant."""
    counts = np.arange(most + 1)
    middle = looks[:, None] * differ
    reach = _FAR * np.sqrt(middle * (1 - differ)) + 1
    tails = (counts <= middle).astype(np.float64)
    near = (np.abs(counts - middle) <= reach) & (counts >= 1) & (counts <= looks[:, None])
    rows, columns = np.nonzero(near)
    tails[near] = bdtrc(counts[columns] - 1.0, looks[rows], differ)
    tails[counts > looks[:, None]] = 0.0
    return tails


def _reached(looks: NDArray[np.int64], shares: Array, share: float) -> int | None:
    """Return after how many questions ``shares`` is at least ``share``, between two looks."""
    place = int(np.searchsorted(shares, share))
    if place == len(looks):
        return None
    if place == 0:
        return 0
    at = np.interp(share, shares[place - 1 : place + 1], looks[place - 1 : place + 1])
    return int(np.ceil(at))


def resolvable_gap(
    questions: int, discordance: float, thresholds: Thresholds, power: float = POWER
) -> float | None:
    """Return the smallest gap that is found within ``questions`` with probability ``power``.

    None where even a gap of 1, every question won by A, is not. To 1/4096, rather too large.
    """
    low, high = 0.0, 1.0
    if _chance(np.ones(1), questions, discordance, thresholds)[0] < power:
        return None
    for _ in range(_ROUNDS):
        gaps = np.linspace(low, high, _GRID + 1)[1:]
        enough = _chance(gaps, questions, discordance, thresholds) >= power
        first = int(np.argmax(enough))
        low, high = (float(gaps[first - 1]) if first else low), float(gaps[first])
    return high


def _chance(gaps: Array, questions: int, discordance: float, thresholds: Thresholds) -> Array:
    """[gaps] The probability that A is found better within so many questions."""
    differ = np.maximum(discordance, gaps)
    above = first_crossings(thresholds, (1 + gaps / differ) / 2).above
    last = np.array([questions])
    tails = np.vstack([_tails(last, len(above) - 1, float(each)) for each in differ])
    return np.asarray(np.einsum("gn,ng->g", tails, above))


def simulated_outlook(
    gap: float, questions: int, discordance: float, delta: float, alpha: float, seed: int = 0
) -> Outlook:
    """Return what is to be expected of the e-test, the verdict "equal within ±δ" included.

    Some hundred simulated comparisons: good to a few per cent.
    """
    differ = max(discordance, gap)
    chances = [(differ + gap) / 2, (differ - gap) / 2, 1 - differ]
    looks = _looks(questions, _DENSE)[1:]
    random = np.random.default_rng(seed)
    fresh = random.multinomial(np.diff(looks, prepend=0), chances, size=(_RUNS, len(looks)))
    counts = np.cumsum(fresh, axis=1)  # [runs, looks, 3]: wins of A, of B, ties
    ahead, pairs = counts[..., 0] - counts[..., 1], counts[..., 0] + counts[..., 1]
    decided = np.abs(ahead) >= betting_thresholds(int(pairs.max()) + 1, alpha)[pairs]
    better = _first(decided & (ahead > 0), looks)
    worse = _first(decided & (ahead < 0), looks)
    # These capitals cost more, and change less.
    seldom = np.arange(len(looks) - 1, -1, -_SELDOM)[::-1]
    equal = _first(_equal(counts[:, seldom], delta, alpha), looks[seldom])
    took = np.minimum(np.minimum(better, worse), equal)
    nine = float(np.quantile(took, 0.9, method="inverted_cdf"))
    ever = np.isfinite(took)
    return Outlook(
        gap,
        float((ever & (better == took)).mean()),
        float((ever & (worse == took)).mean()),
        float((ever & (took < np.minimum(better, worse))).mean()),
        float(np.minimum(took, questions).mean()),
        int(nine) if np.isfinite(nine) else None,
    )


def _equal(counts: NDArray[np.int64], delta: float, alpha: float) -> NDArray[np.bool_]:
    """[runs, looks] Whether the gap is by then above -δ and below δ."""
    capitals = log_capital_of_counts(counts, Units.single([1.0, -1.0, 0.0]), [-delta, delta])
    lower = np.minimum(capitals[..., 0, 0], capitals[..., 1, 1])
    return np.asarray(lower >= np.log(2 / alpha))


def _first(true: NDArray[np.bool_], looks: NDArray[np.int64]) -> Array:
    """[runs] After how many questions each is first true; infinite where it never is."""
    return np.where(true.any(axis=1), looks[true.argmax(axis=1)], np.inf)
