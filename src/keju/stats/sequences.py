"""Confidence sequences for a gap: what the capitals of ``keju.stats.betting`` leave possible.

The gaps at which neither capital has reached 2/α. The first capital falls and the second rises with
the gap, so they form an interval, and each end of it is one crossing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from keju.stats.betting import Array, Bank, Capital, Units, log_capital

__all__ = ["confidence_interval", "confidence_path"]

_ROUNDS, _FINER = 16, 4  # each round of the search makes the grid that much finer: 4·10⁻¹⁰ in all
_BLOCK = 256  # units of which all capitals of a path are held at once


def confidence_interval(
    units: Units, alpha: float = 0.05, bank: Bank | None = None
) -> tuple[float, float]:
    """Return the gaps (low, high) that ``units`` have not excluded: the sequence's latest interval.

    At all looks together it holds the gap with probability at least 1 - ``alpha``. With a ``bank``
    it is the gap of the whole bank; a sequence that has excluded every gap has erred, and only what
    is certain is returned. No units say nothing: (-1, 1).
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must lie between 0 and 1, not {alpha}")
    if not len(units.sums):
        return -1.0, 1.0
    bound = np.log(2 / alpha)
    # Each crossing is found among the points of a grid that grows finer around it.
    low = high = (-1.0, 1.0)
    for _ in range(_ROUNDS):
        grid = np.concatenate([_inner(low), _inner(high)])
        capitals = log_capital(units, grid, bank)
        half = len(grid) // 2
        low = _around(low, grid[:half], capitals[:half, 0] >= bound)
        high = _around(high, grid[half:], capitals[half:, 1] < bound)
    if bank is not None and low[0] > high[1]:
        return _certain(units, bank)
    return low[0], high[1]


def _certain(units: Units, bank: Bank) -> tuple[float, float]:
    """Return the gaps that what is left of the bank can still bring about."""
    drawn, left = float(units.sums.sum()), float(bank.left[len(units.sums)])
    return (drawn - left) / bank.total, (drawn + left) / bank.total


def _inner(ends: tuple[float, float]) -> Array:
    return np.linspace(*ends, _FINER + 1)[1:-1]


def _around(ends: tuple[float, float], grid: Array, before: Array) -> tuple[float, float]:
    """Return the two neighbours between which ``before`` turns from true to false."""
    turn = int(before.sum())
    points = np.concatenate([ends[:1], grid, ends[1:]])
    return float(points[turn]), float(points[turn + 1])


def confidence_path(
    units: Units, looks: ArrayLike, alpha: float = 0.05, bank: Bank | None = None
) -> tuple[Array, Array]:
    """Return the intervals (lows, highs) after ``looks`` units each, for a plot.

    Read off a grid of gaps that is fine around the last interval; good to a few thousandths.
    """
    at = np.asarray(looks, dtype=np.int64)
    last = confidence_interval(units, alpha, bank)
    reach = 6 * (last[1] - last[0])
    grid = np.unique(
        np.clip(
            np.concatenate(
                [np.linspace(-1, 1, 81), np.linspace(last[0] - reach, last[1] + reach, 97)]
            ),
            -1 + 1e-9,
            1 - 1e-9,
        )
    )
    capital = Capital(grid, bank)
    found: list[tuple[float, float]] = []
    for start in range(0, len(units.sums), _BLOCK):
        block = slice(start, min(start + _BLOCK, len(units.sums)))
        logs = capital.advance(Units(units.sums[block], units.sizes[block]))
        within = at[(at > start) & (at <= block.stop)] - start - 1
        found.extend(_crossings(grid, logs[look], np.log(2 / alpha)) for look in within)
    lows, highs = np.array(found).reshape(-1, 2).T
    return lows, highs


def _crossings(grid: Array, logs: Array, bound: float) -> tuple[float, float]:
    """Return where the first capital falls below ``bound`` and the second rises to it."""
    return _crossing(grid, logs[:, 0], bound, -1.0), _crossing(
        -grid[::-1], logs[::-1, 1], bound, -1.0
    ) * -1.0


def _crossing(grid: Array, falling: Array, bound: float, none: float) -> float:
    above = falling >= bound
    if not above.any():
        return none
    last = int(np.nonzero(above)[0][-1])
    if last + 1 == len(grid) or not np.isfinite(falling[last]):
        return float(grid[min(last + 1, len(grid) - 1)])
    share = (falling[last] - bound) / (falling[last] - falling[last + 1])
    return float(grid[last] + share * (grid[last + 1] - grid[last]))
