"""The capitals of all ordered pairs of candidates, over questions that all of them answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from keju.stats.betting import Array, Bank, Capital, Units

__all__ = ["Paths", "Standing", "among", "closest_pair", "duel_paths", "movable"]

_CHUNK = 256  # units of one pair whose capitals are worked out at once: they fit the cache


@dataclass(frozen=True, slots=True)
class Paths:
    """``logs`` [K, K, T+1]: the log-capital of row j against column i after each of T units.

    ``suprema`` [K, K, T+1]: the largest of them so far.
    """

    logs: NDArray[np.float32]
    suprema: NDArray[np.float32]

    def at(self, fronts: ArrayLike) -> Standing:
        """Return how things stand when the candidates have been asked ``fronts`` [K] units."""
        units = np.asarray(fronts, dtype=np.int64)
        seen = np.minimum(units[:, None], units)
        row, column = np.indices(seen.shape)
        return Standing(self.logs[row, column, seen], self.suprema[row, column, seen], seen)

    def reached(self, bound: float) -> list[int | None]:
        """Return after how many units somebody's capital against each [K] reached ``bound``."""
        against = self.suprema.max(axis=0) >= bound  # a capital against oneself stays at 1
        return [int(row.argmax()) if row.any() else None for row in against]


@dataclass(frozen=True, slots=True)
class Standing:
    """Log-capitals, their suprema, and after how many units of the pair: each [K, K]."""

    logs: ArrayLike
    suprema: ArrayLike
    seen: ArrayLike


def duel_paths(
    scores: Sequence[Sequence[float | None]] | ArrayLike,
    units: Sequence[int],
    *,
    whole: bool = False,
) -> Paths:
    """Return what every candidate's capital against every other does, at gap 0.

    ``scores`` [K, n]: NaN (or None) is without a score. ``units`` [n]: each question's unit, 0…T-1
    in the order of the test. A question counts for a pair when both have a score; of a ``whole``
    bank, drawn without replacement, it counts as a tie otherwise. Raises ValueError for scores
    outside [0, 1].
    """
    marks = np.asarray(scores, dtype=np.float64)
    if not ((np.nan_to_num(marks) >= 0) & (np.nan_to_num(marks) <= 1)).all():
        raise ValueError("scores lie in [0, 1]")
    where = np.asarray(units, dtype=np.int64)
    sizes = np.bincount(where).astype(np.float64)
    bank = Bank(sizes / sizes.max()) if whole else None
    logs = np.zeros((len(marks), len(marks), len(sizes) + 1), dtype=np.float32)
    for j, i in _pairs(len(marks)):
        found = _duel(marks[j] - marks[i], where, sizes, bank)
        logs[j, i, 1:], logs[i, j, 1:] = found[:, 0], found[:, 1]
    return Paths(logs, np.maximum.accumulate(logs, axis=-1))


def _pairs(candidates: int) -> Iterator[tuple[int, int]]:
    return ((j, i) for j in range(candidates) for i in range(j + 1, candidates))


def _duel(
    differences: Array, units: NDArray[np.int64], sizes: Array, bank: Bank | None
) -> NDArray[np.float64]:
    """Return the log-capitals [T, 2] after each unit; a unit of which nothing counts is none."""
    known = ~np.isnan(differences)
    sums = np.bincount(units[known], differences[known], minlength=len(sizes))
    counts = np.bincount(units[known], minlength=len(sizes)).astype(np.float64)
    drawn = counts > 0
    if bank is not None:
        counts, drawn = sizes, np.ones_like(drawn)
    played = Units.scaled(sums[drawn], counts[drawn], float(sizes.max()))
    capital = Capital([0.0], bank)
    rows = [np.zeros((1, 2))]
    for start in range(0, int(drawn.sum()), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        rows.append(capital.advance(Units(played.sums[chunk], played.sizes[chunk]))[:, 0])
    return np.asarray(np.concatenate(rows)[np.cumsum(drawn)])


def movable(undecided: ArrayLike, fronts: ArrayLike, units: int) -> NDArray[np.bool_]:
    """Return which ``undecided`` [K, K] pairs can still move.

    ``fronts`` [K] of all ``units`` are answered: whoever of the two is behind has some left.
    """
    answered = np.asarray(fronts, dtype=np.int64)
    behind = np.minimum(answered[:, None], answered)
    return np.asarray(undecided, dtype=bool) & (behind < units)


def closest_pair(standing: Standing, undecided: ArrayLike, bound: float) -> tuple[int, int] | None:
    """Return the ordered pair whose log-capital reaches ``bound`` first if it grows as so far.

    It grows by logs/seen a unit. Only ``undecided`` [K, K] pairs count; None when none has grown.
    """
    now, seen = np.asarray(standing.logs, np.float64), np.asarray(standing.seen, np.float64)
    growing = np.asarray(undecided, dtype=bool) & (now > 0) & (seen > 0)
    if not growing.any():
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(growing, (bound - now) * seen / now, np.inf)
    better, worse = np.unravel_index(int(np.argmin(left)), left.shape)
    return int(better), int(worse)


def among(alive: ArrayLike) -> NDArray[np.bool_]:
    """Return [K, K] the ordered pairs of those who are ``alive`` [K]."""
    kept = np.asarray(alive, dtype=bool)
    return np.asarray(np.outer(kept, kept) & ~np.eye(len(kept), dtype=bool))
